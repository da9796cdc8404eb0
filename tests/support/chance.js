// The one source of chance on a virtual clock: the same seed gives the same run.

import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";

/** A stand-in for `Math.random`. @param {number} seed @returns {() => number} at least 0 and below 1 */
export const seeded = (seed) => {
  const generator = mersenne(seed);
  return () => uniformFloat64(generator);
};
