import Replicate from "replicate";

export const run = (baseUrl) =>
  new Replicate({ baseUrl, auth: "key" }).run("black-forest-labs/flux-schnell", { input: { prompt: "black cat" } });
