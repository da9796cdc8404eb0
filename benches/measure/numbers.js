// What is made of figures: the median, the middle half as its spread, and how figures are taken in turn.

/** @param {number[]} figures @param {number} share */
export const quantile = (figures, share) => {
  const sorted = figures.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place % 1);
};

/** @param {number[]} figures */
export const median = (figures) => {
  if (figures.length === 0 || !figures.every(Number.isFinite)) throw new Error(`these are no figures: ${figures}`);
  return quantile(figures, 0.5);
};

/** Rounded to so many significant digits, never in powers of ten. @param {number} figure */
export const round = (figure, digits = 3) => {
  const places = figure === 0 ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(figure))));
  return figure.toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places });
};

/** A whole number. @param {number} figure */
export const count = (figure) => Math.round(figure).toLocaleString("en");

/** The middle half of the figures. @param {number[]} figures */
export const spread = (figures) => `${round(quantile(figures, 0.25))}–${round(quantile(figures, 0.75))}`;

/** A ratio of medians, as it is shown. @param {number} ratio */
export const times = (ratio) => `${round(ratio)} ×`;

/**
 * Takes one figure of each in turn, so that a slow minute of the machine is everybody's. Each round starts with the next one.
 * @template T
 * @param {readonly string[]} names
 * @param {number} rounds fewer, but three, where they take longer than `patience` milliseconds
 * @param {(name: string, round: number) => Promise<T> | T} take
 * @returns {Promise<Record<string, T[]>>}
 */
export const inTurn = async (names, rounds, take, patience = 60_000) => {
  /** @type {Record<string, T[]>} */
  const taken = Object.fromEntries(names.map((name) => [name, []]));
  const began = performance.now();
  for (let round = 0; round < rounds && (round < 3 || performance.now() - began < patience); round++) {
    for (let place = 0; place < names.length; place++) {
      const name = names[(round + place) % names.length];
      taken[name].push(await take(name, round));
    }
  }
  return taken;
};
