// Browsers through Playwright: the system's own, or those that the environment variables CHROMIUM and FIREFOX name.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import playwright from "@playwright/test";

const PROGRAMS = {
  CHROMIUM: ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"],
  FIREFOX: ["firefox-esr", "firefox"],
};

/** The path of a browser. @param {keyof typeof PROGRAMS} variable */
const find = (variable) => {
  const named = process.env[variable];
  if (named) return named;
  const folders = process.env.PATH?.split(delimiter) ?? [];
  const programs = PROGRAMS[variable];
  const found = programs.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
  if (!found) throw new Error(`there is no ${programs[0]}; name it in the environment variable ${variable}`);
  return found;
};

export const launchChromium = () =>
  playwright.chromium.launch({
    executablePath: find("CHROMIUM"),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });

export const launchFirefox = () => playwright.firefox.launch({ channel: "moz-firefox", executablePath: find("FIREFOX") });
