// The page as a visitor sees it, with a gateway that has forgotten all that was before, and nothing wrong in the console.
import { expect, test as base } from "@playwright/test";

export { expect };

export const test = base.extend({
  page: async ({ page }, use) => {
    const wrong = [];
    // A refused submit is an answer like any other, but the browser writes of it.
    const isOurs = (message) => ["error", "warning"].includes(message.type()) && !/Failed to load resource/.test(message.text());
    page.on("console", (message) => isOurs(message) && wrong.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => wrong.push(`uncaught: ${error.stack}`));
    await page.request.post("/sandbox/reset");
    await page.goto("/");
    await use(page);
    expect(wrong).toEqual([]);
  },
});

/** The newest card whose heading has this text. */
export const card = (page, text) => page.getByRole("article").filter({ hasText: text }).first();

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

/** How many submits the gateway got. */
export const submits = async (page) => (await (await page.request.get("/sandbox/log")).json()).submits;

/** Files that a person chooses: squares of one colour. */
export const red = file(
  "red.png",
  "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAAT0lEQVR42u3PQQkAAAgEsItz/VMYywi+hcEKLNO+FgEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQGBywLvDoEAVSaz4wAAAABJRU5ErkJggg==",
);
export const blue = file(
  "blue.png",
  "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAAT0lEQVR42u3PQQkAAAgEsItz/VMYywi+hcEKLO28FgEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQGBywLt4oEAvGaPlQAAAABJRU5ErkJggg==",
);

function file(name, base64) {
  return { name, mimeType: "image/png", buffer: Buffer.from(base64, "base64") };
}
