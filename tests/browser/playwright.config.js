// The demo page in a real browser. `cargo xtask test browsers` builds it, and tells how it is served and where the browser is.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  outputDir: "../../target/playwright",
  // They mostly wait for pictures.
  workers: 3,
  fullyParallel: true,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  use: {
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] },
    trace: "retain-on-failure",
  },
});
