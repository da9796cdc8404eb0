// How the clients look in every plot: our own stands out, the packages are coloured, the copied loops are grey. Where
// several do the same, the larger lie under the smaller.

import { loops, peers } from "../peers/index.js";

const COLOURS = ["#d9480f", "#9775fa", "#1971c2", "#0c8599", "#2b8a3e", "#e8a100", "#adb5bd", "#ced4da"];
const SHAPES = ["circle", "square", "triangle-up", "diamond", "triangle-down", "cross", "circle", "circle"];
const SIZES = [110, 230, 90, 80, 50, 90, 330, 330];

const domain = [...peers, ...loops].map(({ name }) => name);
const scaled = (/** @type {(string | number)[]} */ range) => ({
  field: "client",
  type: "nominal",
  sort: domain,
  scale: { type: "ordinal", domain, range },
  legend: { title: null },
});

export const colour = scaled(COLOURS);
export const look = { color: colour, shape: scaled(SHAPES), size: scaled(SIZES) };

/** What is drawn last lies on top. @template {{ client: string }} P @param {readonly P[]} points */
export const layered = (points) => {
  const height = ({ client }) => (client === domain[0] ? 0 : SIZES[domain.indexOf(client)]);
  return points.toSorted((a, b) => height(b) - height(a));
};
