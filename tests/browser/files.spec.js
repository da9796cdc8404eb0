// Pictures that a visitor brings without the file picker: dropped anywhere on the page, or pasted.
import { blue, button, card, carried, chosen, composer, expect, imagine, picture, red, test } from "./page.js";

test("dropped pictures are taken, and what is no picture is not", async ({ page }) => {
  const body = page.locator("body");
  const words = { name: "words.txt", mimeType: "text/plain", buffer: Buffer.from("words") };
  await body.dispatchEvent("drop", { dataTransfer: await carried(page, words) });
  await expect(composer(page).getByRole("alert")).toHaveText("words.txt is not a PNG, JPEG, GIF or WebP picture.");

  await page.getByRole("radio", { name: "Blend" }).check({ force: true });
  const files = await carried(page, red, blue);
  await body.dispatchEvent("dragover", { dataTransfer: files });
  await expect(page.getByText("Drop pictures anywhere")).toBeVisible();
  await body.dispatchEvent("drop", { dataTransfer: files });
  await expect(page.getByText("Drop pictures anywhere")).toBeHidden();
  await expect(chosen(page)).toHaveCount(2);
  const submit = page.waitForRequest("**/submit/blend");
  await button(composer(page), "Blend").click();
  const wanted = [red, blue].map(({ buffer }) => `data:image/png;base64,${buffer.toString("base64")}`);
  expect((await submit).postDataJSON().base64Array).toEqual(wanted);
  await picture(page.getByRole("article").first());
});

test("the complaint of too few pictures goes when one is added", async ({ page }) => {
  await page.getByRole("radio", { name: "Blend" }).check({ force: true });
  await button(composer(page), "Blend").click();
  const complaint = composer(page).getByRole("alert");
  await expect(complaint).toHaveText("Blend takes 2 to 5 pictures; there is none yet.");
  await page.getByLabel("Add pictures").setInputFiles([red]);
  await expect(complaint).toBeHidden();
  await button(composer(page), "Blend").click();
  await expect(complaint).toHaveText("Blend takes 2 to 5 pictures; there is one so far.");
  await button(page, "Take away red.png").click();
  await expect(complaint).toBeHidden();
});

test("a pasted picture goes with a prompt, and can be taken away", async ({ page }) => {
  const paste = (clipboardData) => document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
  await page.evaluate(paste, await carried(page, red, blue));
  await expect(chosen(page)).toHaveCount(2);
  await button(page, "Take away red.png").click();
  await expect(chosen(page)).toHaveCount(1);
  const submit = page.waitForRequest("**/submit/imagine");
  await imagine(page, "like this sandbox:fast");
  expect((await submit).postDataJSON().base64Array).toHaveLength(1);
  await picture(card(page, "like this"));
});
