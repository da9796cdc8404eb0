import { Midjourney } from "midjourney-wasm";

export const run = (baseUrl) => new Midjourney({ baseUrl, apiKey: "sk-key" }).imagine("black cat");
