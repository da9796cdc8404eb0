import { createLuma } from "@ai-sdk/luma";
import { generateImage } from "ai";

export const run = (baseURL) =>
  generateImage({ model: createLuma({ baseURL, apiKey: "key" }).image("photon-1"), prompt: "black cat" });
