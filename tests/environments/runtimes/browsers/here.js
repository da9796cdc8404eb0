// The journey in what has no import map: every import is a relative address.
import { BannedPromptError, Midjourney, MidjourneyError } from "./node_modules/midjourney-wasm/index.js";
import { example } from "./given/example-relative.js";
import { walk } from "./given/journey.js";
import { post } from "./given/report.js";
import { gateway } from "./given/where.js";

/** Whether a Content-Security-Policy forbids what none of ours allows; without one in force its cell would prove nothing. */
const strict = () => {
  try {
    return !new Function("return true")();
  } catch {
    return true;
  }
};

/** Walks here, and reports with the outcome what here is. */
export const walkHere = async () => {
  const outcome = await walk({ Midjourney, MidjourneyError, BannedPromptError }, gateway, example);
  await post({ ...outcome, scope: globalThis.constructor.name, strict: strict() });
};
