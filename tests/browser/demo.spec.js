// What a visitor does with the demo page, from the first picture to an error.
import { blue, card, expect, imagine, picture, red, submits, test } from "./page.js";

const button = (scope, name) => scope.getByRole("button", { name, exact: true });

/** Paints a stroke over the middle of the picture in the region dialog. */
const paint = async (page, dialog) => {
  const stage = await dialog.getByRole("application", { name: "Mask" }).boundingBox();
  await page.mouse.move(stage.x + stage.width * 0.3, stage.y + stage.height * 0.5);
  await page.mouse.down();
  await page.mouse.move(stage.x + stage.width * 0.7, stage.y + stage.height * 0.5, { steps: 8 });
  await page.mouse.up();
};

test("imagine, the second picture, a region of it redrawn", async ({ page }) => {
  await imagine(page, "a red kite over the sea");
  const grid = card(page, "a red kite over the sea");
  await expect(grid.getByRole("progressbar")).toBeVisible();
  await expect(grid.getByText(/^Drawing, \d+%/)).toBeVisible();
  await picture(grid);

  await button(grid, "U2").click();
  const larger = card(page, "U2");
  await picture(larger);

  await button(larger, "Vary (Region)").click();
  const dialog = page.getByRole("dialog", { name: "Vary (Region)" });
  await expect(dialog.getByRole("status")).toHaveText("0% of the picture is marked.");
  await paint(page, dialog);
  await expect(dialog.getByRole("status")).not.toHaveText("0% of the picture is marked.");
  await dialog.getByRole("textbox", { name: "Prompt for the region" }).fill("a hot-air balloon");
  await button(dialog, "Redraw region").click();
  await expect(dialog).toBeHidden();
  await picture(card(page, "Vary (Region)"));
});

test("a reload in mid-job resumes it, and submits nothing", async ({ page }) => {
  await imagine(page, "a harbour in fog");
  await expect(card(page, "a harbour in fog").getByText(/^Drawing/)).toBeVisible();
  await page.reload();
  await picture(card(page, "a harbour in fog"));
  expect(await submits(page)).toBe(1);
  await page.reload();
  await picture(card(page, "a harbour in fog"));
});

test("a banned word is told in words, with what to do", async ({ page }) => {
  await imagine(page, "a nude statue");
  const failed = card(page, "a nude statue");
  await expect(failed.getByText("Failed", { exact: true })).toBeVisible();
  await expect(failed).toContainText(/word/i);
  await button(failed, "Edit prompt a nude statue").first().click();
  await expect(page.getByRole("textbox", { name: "Prompt" })).toHaveValue("a nude statue");
});

test("a task that fails is told with its reason", async ({ page }) => {
  await imagine(page, "sandbox:fail-late");
  await expect(card(page, "sandbox:fail-late").getByText("Failed", { exact: true })).toBeVisible();
});

test("two files are blended", async ({ page }) => {
  await page.getByRole("radio", { name: "Blend" }).check({ force: true });
  await page.getByLabel("Add pictures").setInputFiles([red, blue]);
  await expect(page.getByRole("list", { name: "Chosen pictures" }).getByRole("listitem")).toHaveCount(2);
  await button(page.getByRole("region", { name: "Make a picture" }), "Blend").click();
  await picture(page.getByRole("article").first());
});

test("a file is described", async ({ page }) => {
  await page.getByRole("radio", { name: "Describe" }).check({ force: true });
  await page.getByLabel("Add a picture").setInputFiles([red]);
  await button(page.getByRole("region", { name: "Make a picture" }), "Describe").click();
  const described = page.getByRole("article").first();
  await expect(described.getByText(/^Done in/)).toBeVisible();
  expect(await described.getByRole("listitem").count()).toBeGreaterThan(2);
});

test("a prompt is shortened", async ({ page }) => {
  await page.getByRole("radio", { name: "Shorten" }).check({ force: true });
  await imagine(page, "a very very beautiful red kite that flies high over the wide blue sea");
  await expect(
    page
      .getByRole("article")
      .first()
      .getByText(/^Done in/),
  ).toBeVisible();
});

test("a custom zoom asks how far", async ({ page }) => {
  await imagine(page, "a windmill");
  const grid = card(page, "a windmill");
  await picture(grid);
  await button(grid, "U1").click();
  await picture(card(page, "U1"));
  await button(card(page, "U1"), "Custom Zoom").click();
  const dialog = page.getByRole("dialog", { name: "Custom Zoom" });
  await dialog.getByRole("slider", { name: "Zoom out" }).fill("1.5");
  await button(dialog, "Send").click();
  await picture(card(page, "Custom Zoom"));
});

test("several jobs run at once, and one is cancelled", async ({ page }) => {
  for (const prompt of ["a first boat", "a second boat", "a third boat"]) await imagine(page, prompt);
  await button(card(page, "a second boat"), "Cancel a second boat").click();
  await expect(card(page, "a second boat").getByText("Cancelled", { exact: true })).toBeVisible();
  await picture(card(page, "a first boat"));
  await picture(card(page, "a third boat"));
});

test("the key is kept out of storage and address, and the page warns of it", async ({ page }) => {
  await button(page, "Settings").click();
  const dialog = page.getByRole("dialog", { name: "Settings" });
  await expect(dialog).toContainText(/key/i);
  await dialog.getByLabel(/key/i).first().fill("sk-canary-0123456789");
  await button(dialog, "Save").click();
  await imagine(page, "a teapot");
  await picture(card(page, "a teapot"));
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]));
  expect(stored).not.toContain("canary");
  expect(await page.content()).not.toContain("canary");
});

test("a broken history does not break the page", async ({ page }) => {
  await page.evaluate(() => {
    localStorage.setItem("midjourney-wasm:entry:a", "{ not json");
    localStorage.setItem("midjourney-wasm:entry:b", JSON.stringify({ key: "b", phase: "running", verb: 7 }));
  });
  await page.reload();
  await imagine(page, "a tree");
  await picture(card(page, "a tree"));
});

test("all of it goes by the keyboard", async ({ page }) => {
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.type("a bridge at night");
  await page.keyboard.press("Enter");
  const grid = card(page, "a bridge at night");
  await picture(grid);
  await button(grid, "U3").focus();
  await page.keyboard.press("Enter");
  await picture(card(page, "U3"));
});
