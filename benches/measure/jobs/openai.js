import OpenAI from "openai";

export const run = (baseURL) =>
  new OpenAI({ baseURL, apiKey: "key", dangerouslyAllowBrowser: true }).images.generate({ prompt: "black cat" });
