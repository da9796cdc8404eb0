// Chromium through Playwright: the system's own, or what the environment variable CHROMIUM names.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import playwright from "@playwright/test";

const PROGRAMS = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

const find = () => {
  const folders = process.env.PATH?.split(delimiter) ?? [];
  const found = PROGRAMS.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
  if (!found) throw new Error(`there is no ${PROGRAMS[0]}; name it in the environment variable CHROMIUM`);
  return found;
};

/** Starts it. */
export const launch = () =>
  playwright.chromium.launch({
    executablePath: process.env.CHROMIUM || find(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
