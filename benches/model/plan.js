// How a task comes on at Midjourney, decided before it begins: it waits in a queue, then shows the same few figures of progress, each
// of which takes a little longer than the one before. No two tasks take equally long.

import { normal, seeded } from "./seeded.js";

/** The figures that Midjourney shows; after the last one comes the picture. */
const FIGURES = [0, 15, 31, 46, 62, 78, 93];
/** So much longer than the one before takes each of them. */
const SLOWING = 1.12;
/** How far the times of the figures scatter: the standard deviation of their logarithm. */
const SCATTER = 0.25;
/** The longest wait in the queue, in milliseconds. */
const QUEUE = 3_000;

/**
 * @typedef Plan
 * @property {number} queue how long it waits, in milliseconds
 * @property {{ after: number, progress: number }[]} figures when each is first shown, from the submit on
 * @property {number} length from the submit to the picture
 */

/**
 * The plan of a task that takes about so many seconds, its queue included.
 * @param {number} seconds
 * @param {() => number} chance
 * @returns {Plan}
 */
const plan = (seconds, chance) => {
  const queue = chance() * QUEUE;
  const shares = FIGURES.map((_, at) => SLOWING ** at);
  const unit = (seconds * 1000 - queue) / shares.reduce((sum, share) => sum + share, 0);
  let after = queue;
  const figures = FIGURES.map((progress, at) => {
    const figure = { after, progress };
    // Of mean one, so that the tasks take so many seconds on average.
    after += unit * shares[at] * Math.exp(SCATTER * normal(chance) - SCATTER ** 2 / 2);
    return figure;
  });
  return { queue, figures, length: after };
};

/**
 * The plans of tasks of `seconds`, or of anything from `1 - spread` to `1 + spread` of them.
 * @param {{ seed: number, count?: number, seconds?: number, spread?: number }} asked
 */
export const plans = ({ seed, count = 1, seconds = 60, spread = 0 }) => {
  const chance = seeded(seed);
  return Array.from({ length: count }, () => plan(seconds * (1 + spread * (2 * chance() - 1)), chance));
};
