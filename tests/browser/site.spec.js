// The demo page on a static host: no server behind it, in a folder of its own.
//
// MIDJOURNEY_SITE is the folder that `cargo xtask site` writes.

import { expect, test } from "@playwright/test";
import { serveFiles } from "../support/files.js";
import { button, card, imagine, picture } from "./page.js";

test("it draws by itself, and requests nothing but its files", async ({ page }) => {
  const { url } = await serveFiles({ "/demo/": process.env.MIDJOURNEY_SITE ?? "" });
  const elsewhere = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(`${url}/demo/`) && !request.url().startsWith("blob:")) elsewhere.push(request.url());
  });
  await page.goto(`${url}/demo/`);
  await imagine(page, "a red kite sandbox:fast");
  await picture(card(page, "a red kite sandbox:fast"));
  await button(card(page, "a red kite sandbox:fast"), "U2").click();
  await picture(card(page, "U2"));
  expect(elsewhere).toEqual([]);
});
