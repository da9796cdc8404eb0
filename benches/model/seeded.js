// The one source of chance: the same seed gives the same tasks, to every client and in every run.

/** @param {number} seed @returns {() => number} at least 0 and below 1 (mulberry32) */
export const seeded = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

/** A figure of the normal distribution (Box and Muller). @param {() => number} chance */
export const normal = (chance) => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());

/** The same things in another order (Fisher and Yates). @template T @param {readonly T[]} things @param {() => number} chance */
export const shuffled = (things, chance) => {
  const order = [...things];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(chance() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
};
