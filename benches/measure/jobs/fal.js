import { fal } from "@fal-ai/client";

// It knows its own hosts only, or a proxy.
export const run = (gateway) => {
  fal.config({ credentials: "key", proxyUrl: { url: `${gateway}/proxy`, when: "always" } });
  return fal.subscribe("fal-ai/flux/dev", { input: { prompt: "black cat" } });
};
