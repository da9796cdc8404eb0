// What several runs of a client come to, and how that is written.

import { median, quantile } from "../measure/numbers.js";
import { version } from "../measure/packages.js";

/**
 * @typedef Sum
 * @property {number} reads the median of the runs, as the next two
 * @property {number} submits
 * @property {number} bytes
 * @property {number | undefined} mean of the delays of all tasks, in milliseconds; none if no picture was told of
 * @property {number | undefined} worst
 * @property {number} tasks
 * @property {number} missed how many of them the client did not tell of
 */

/** @param {readonly import("./run.js").Run[]} runs @returns {Sum} */
export const sum = (runs) => {
  const delays = runs.flatMap((run) => run.delays);
  const total = (/** @type {number[]} */ figures) => figures.reduce((all, figure) => all + figure, 0);
  const missed = total(runs.map((run) => run.missed));
  const some = delays.length > 0;
  return {
    reads: median(runs.map((run) => run.reads)),
    submits: median(runs.map((run) => run.submits)),
    bytes: median(runs.map((run) => run.bytes)),
    mean: some ? total(delays) / delays.length : undefined,
    worst: some ? Math.max(...delays) : undefined,
    tasks: delays.length + missed,
    missed,
  };
};

/** @param {number} figure */
export const count = (figure) => figure.toLocaleString("en", { maximumFractionDigits: 1 });

/** The middle half of the figures. @param {number[]} figures */
export const half = (figures) => `${count(quantile(figures, 0.25))}–${count(quantile(figures, 0.75))}`;

/** @param {number | undefined} milliseconds */
export const seconds = (milliseconds) => (milliseconds === undefined ? "–" : `${(milliseconds / 1000).toFixed(2)} s`);

/** @param {number} bytes */
export const size = (bytes) => `${count(bytes < 1e4 ? bytes / 1000 : Math.round(bytes / 1000))} kB`;

/** @param {Sum} sum */
export const lost = ({ missed, tasks }) => (missed ? `${count(missed)} of ${count(tasks)}` : "");

/** @param {import("./run.js").Peer} peer */
export const versions = ({ packages }) => (packages.length ? version(...packages) : "–");
