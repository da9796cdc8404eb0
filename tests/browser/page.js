// The page as a visitor sees it, with a gateway that has forgotten all that was before, and nothing wrong in the console.
import { expect, test as base } from "@playwright/test";

export { expect };

export const test = base.extend({
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
