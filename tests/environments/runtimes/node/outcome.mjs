import { STEPS } from "./given/journey.js";

/** One outcome of several walks: the steps that all have done. @param {{ done: string[], failed?: string }[]} outcomes */
export const together = (outcomes) => ({
  done: STEPS.filter((step) => outcomes.every(({ done }) => done.includes(step))),
  failed: outcomes.find(({ failed }) => failed)?.failed,
});
