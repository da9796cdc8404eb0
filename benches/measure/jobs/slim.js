import { Midjourney, init } from "midjourney-wasm/slim";

export const run = (baseUrl, wasm = "/client.wasm") => {
  init(wasm);
  return new Midjourney({ baseUrl, apiKey: "sk-key" }).imagine("black cat");
};
