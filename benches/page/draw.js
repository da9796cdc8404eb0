// Draws a plot: a Vega-Lite spec becomes an SVG in the one theme of all plots. It has a light background of its own, so that it can be
// read on dark pages too, no scripts, and looks the same whenever the figures are the same.

import { parse, View } from "vega";
import { compile } from "vega-lite";

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
const [INK, QUIET, LINE] = ["#343a40", "#6c757d", "#e3e6e9"];

/** @type {import("vega-lite").Config} */
const theme = {
  background: "#fdfdfc",
  padding: 18,
  font: FONT,
  axis: {
    labelColor: QUIET,
    titleColor: INK,
    titleFontWeight: "normal",
    labelFontSize: 11,
    titleFontSize: 12,
    titlePadding: 8,
    gridColor: LINE,
    domainColor: "#adb5bd",
    tickColor: "#adb5bd",
    labelOverlap: true,
  },
  legend: {
    labelColor: INK,
    titleColor: INK,
    labelFontSize: 12,
    titleFontSize: 12,
    symbolSize: 90,
    rowPadding: 4,
    labelLimit: 260,
  },
  title: { color: INK, fontSize: 13, fontWeight: 600, anchor: "start", offset: 10 },
  header: { labelColor: INK, titleColor: INK, labelFontSize: 12, labelFontWeight: 600 },
  view: { stroke: null },
  mark: { color: "#d9480f" },
  bar: { color: "#868e96" },
  text: { color: INK, fontSize: 11 },
  concat: { spacing: 28 },
  range: {
    category: ["#d9480f", "#7048e8", "#1971c2", "#0c8599", "#2f9e44", "#e8a100", "#868e96", "#adb5bd"],
  },
};

/** @param {import("vega-lite").TopLevelSpec} spec */
export const draw = async (spec) => {
  const warn = (/** @type {any[]} */ ...words) => {
    throw new Error(`Vega-Lite: ${words.join(" ")}`);
  };
  const logger = { level: () => logger, error: warn, warn, info: () => logger, debug: () => logger };
  const { spec: vega } = compile(spec, { config: theme, logger: /** @type {any} */ (logger) });
  const svg = await new View(parse(vega), { renderer: "none" }).toSVG();
  return `${svg}\n`;
};
