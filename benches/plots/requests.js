// Requests and mean delay of one task, a panel for each length: the nearer to the lower left corner, the better.

import { layered, look } from "./clients.js";

/** @typedef {{ client: string, length: number, requests: number, delay: number }} Point */

/** @param {Point[]} points @param {{ reads: number, mean: number }} goal of the task of 60 s */
export const plot = (points, goal) => {
  const lengths = [...new Set(points.map(({ length }) => length))].sort((a, b) => a - b);
  const [least, most] = [3, 500];
  const scale = { type: "log", domain: [least, most] };
  const x = {
    field: "requests",
    type: "quantitative",
    title: "requests",
    scale,
    axis: { values: [5, 10, 20, 50, 100, 200, 500], labelOverlap: false },
  };
  const top = Math.ceil(Math.max(...points.map(({ delay }) => delay)));
  const y = { field: "delay", type: "quantitative", title: "mean delay, s", scale: { domain: [0, top] } };
  const marks = { mark: { type: "point", filled: true, opacity: 0.9 }, encoding: { x, y, ...look } };
  const area = {
    data: { values: [{ requests: least, reads: goal.reads, delay: 0, mean: goal.mean / 1000 }] },
    mark: { type: "rect", color: "#d9480f", opacity: 0.12 },
    encoding: { x, y, x2: { field: "reads" }, y2: { field: "mean" } },
  };
  const panel = (/** @type {number} */ length) => ({
    title: length === 60 ? "60 s (shaded: the goal)" : `${length} s`,
    width: 200,
    height: 200,
    data: { values: layered(points.filter((point) => point.length === length)) },
    layer: length === 60 ? [area, marks] : [marks],
  });
  return {
    file: "requests",
    alt: "Requests and mean delay of each client, for tasks of 20, 60 and 180 s",
    spec: { hconcat: lengths.map(panel) },
  };
};
