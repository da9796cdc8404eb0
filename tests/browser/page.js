// The page as a visitor sees it, with a gateway that has forgotten all that was before, and nothing wrong in the console.
//
// MIDJOURNEY_DEMO are the options with which the sandbox serves it, one a line.

import { expect, test as base } from "@playwright/test";
import { png } from "../support/pictures.js";
import { launch } from "../support/sandbox.js";

export { expect };

export const test = base.extend({
  // One for each worker, as what a test does to its gateway is no other's to see.
  served: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what is needed.
    async ({}, use) => {
      const { url, stop } = await launch((process.env.MIDJOURNEY_DEMO ?? "").split("\n"));
      await use(url);
      await stop();
    },
    { scope: "worker" },
  ],
  baseURL: ({ served }, use) => use(served),
  page: async ({ page }, use) => {
    const wrong = [];
    page.on("console", (message) => {
      // A refused submit is an answer like any other, but the browser writes of it. Of anything but the gateway it must not.
      const isAnswer = /^Failed to load resource/.test(message.text()) && message.location().url.includes("/mj/");
      if (["error", "warning"].includes(message.type()) && !isAnswer) wrong.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => wrong.push(`uncaught: ${error.stack}`));
    await page.request.post("/sandbox/reset");
    await page.goto("/");
    await use(page);
    expect(wrong).toEqual([]);
  },
});

/** The newest card whose heading has this text. */
export const card = (page, text) =>
  page
    .getByRole("article")
    .filter({ has: page.getByRole("heading", { level: 3, name: text }) })
    .first();

/** Writes a prompt and sends it with the Enter key. */
export const imagine = async (page, prompt) => {
  await page.getByRole("textbox", { name: "Prompt" }).fill(prompt);
  await page.keyboard.press("Enter");
};

/** Waits until a card shows its finished picture, and gives that. */
export const picture = async (card) => {
  await expect(card.getByText(/^Done in/)).toBeVisible();
  const image = card.getByRole("img").first();
  await expect(image).toBeVisible();
  await expect.poll(() => image.evaluate((img) => img.naturalWidth)).toBeGreaterThan(200);
  return image;
};

/** The button of exactly this name. */
export const button = (scope, name) => scope.getByRole("button", { name, exact: true });

/** The form at the top, and the pictures chosen in it. */
export const composer = (page) => page.getByRole("region", { name: "Make a picture" });
export const chosen = (page) => page.getByRole("list", { name: "Chosen pictures" }).getByRole("listitem");

/** Paints a stroke over the middle of the picture in the region dialog. */
export const paint = async (page, dialog) => {
  const stage = await dialog.getByRole("application", { name: "Mask" }).boundingBox();
  await page.mouse.move(stage.x + stage.width * 0.3, stage.y + stage.height * 0.45);
  await page.mouse.down();
  await page.mouse.move(stage.x + stage.width * 0.5, stage.y + stage.height * 0.58, { steps: 6 });
  await page.mouse.move(stage.x + stage.width * 0.7, stage.y + stage.height * 0.5, { steps: 6 });
  await page.mouse.up();
};

/** Lets the gateway answer badly from now on. */
export const faults = (page, ...list) => page.request.post("/sandbox/faults", { data: { faults: list } });

/** Files as a drop or a paste carries them. */
export const carried = (page, ...files) =>
  page.evaluateHandle(
    (all) => {
      const transfer = new DataTransfer();
      for (const { name, mimeType, bytes } of all) {
        transfer.items.add(new File([new Uint8Array(bytes)], name, { type: mimeType }));
      }
      return transfer;
    },
    files.map(({ name, mimeType, buffer }) => ({ name, mimeType, bytes: [...buffer] })),
  );

/** How many submits the gateway got. */
export const submits = async (page) => (await (await page.request.get("/sandbox/log")).json()).submits;

/** Files that a person chooses: squares of one colour. */
export const red = file("red.png", [255, 0, 0]);
export const blue = file("blue.png", [0, 0, 255]);

function file(name, colour) {
  return { name, mimeType: "image/png", buffer: Buffer.from(png(64, 64, colour)) };
}
