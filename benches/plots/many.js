// Requests and mean delay against the number of tasks at once, one line for each client.

import { colour, layered, look } from "./clients.js";

/** @typedef {{ client: string, tasks: number, requests: number, delay: number }} Point */

/** @param {Point[]} points @param {readonly { tasks: number, reads: number }[]} goals */
export const plot = (points, goals) => {
  const sizes = [...new Set(points.map(({ tasks }) => tasks))];
  const x = { field: "tasks", type: "quantitative", title: "tasks at once", scale: { type: "log" }, axis: { values: sizes } };
  const panel = (
    /** @type {string} */ field,
    /** @type {string} */ title,
    /** @type {object} */ axis,
    /** @type {object[]} */ more,
  ) => {
    const y = { field, type: "quantitative", title: null, scale: { type: "log" }, axis };
    return {
      title,
      width: 270,
      height: 260,
      layer: [
        ...more,
        { mark: { type: "line", strokeWidth: 1.5, opacity: 0.8 }, encoding: { x, y, color: colour } },
        { mark: { type: "point", filled: true, opacity: 0.9 }, encoding: { x, y, ...look } },
      ],
    };
  };
  const goal = {
    data: { values: goals },
    mark: { type: "point", shape: "circle", filled: false, size: 420, color: "#d9480f", strokeWidth: 1.2, strokeDash: [3, 3] },
    encoding: { x, y: { field: "reads", type: "quantitative" } },
  };
  const counts = { values: [10, 100, 1e3, 1e4, 1e5] };
  const delays = { values: [0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200] };
  return {
    file: "many",
    alt: "Requests and mean delay of each client against the number of tasks at once",
    spec: {
      data: { values: layered(points) },
      hconcat: [panel("requests", "requests (rings: the goals)", counts, [goal]), panel("delay", "mean delay, s", delays, [])],
    },
  };
};
