// Node as a place where the package is used.

import { packageUrl } from "../support/package.js";
import { play } from "./play.js";

const library = await import(packageUrl);

/** How many timers are open that keep the program alive. */
const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;

export const node = {
  name: "Node",
  play: async (plan, report = () => {}) => {
    const before = timers();
    const played = await play(library, plan, report);
    return { ...played, timers: timers() - before };
  },
  wrong: () => [],
};
