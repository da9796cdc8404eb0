// The demo page in a real browser. `cargo xtask test browsers` builds and serves it, and gives its address and the browser.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  outputDir: "../../target/playwright",
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  use: {
    baseURL: process.env.MIDJOURNEY_DEMO,
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] },
    trace: "retain-on-failure",
  },
});
