// What a visitor does with the demo page, from the first picture to an error.
import { blue, button, card, chosen, composer, expect, faults, imagine, paint, picture, red, submits, test } from "./page.js";

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
  await expect(failed.getByRole("heading", { name: "The word “nude” is not allowed" })).toBeVisible();
  await expect(failed).toContainText("Change the prompt, then send it again.");
  await button(failed, "Change the prompt").click();
  await expect(page.getByRole("textbox", { name: "Prompt" })).toHaveValue("a nude statue");
});

test("a task that fails is told with its reason", async ({ page }) => {
  await imagine(page, "sandbox:fail-late");
  const failed = card(page, "sandbox:fail-late");
  await expect(failed.getByRole("heading", { name: "The picture failed" })).toBeVisible();
  await expect(failed.getByRole("blockquote")).toContainText(/\w/);
  await expect(button(failed, "Try again")).toBeVisible();
});

test("two files are blended", async ({ page }) => {
  await page.getByRole("radio", { name: "Blend" }).check({ force: true });
  await page.getByLabel("Add pictures").setInputFiles([red, blue]);
  await expect(chosen(page)).toHaveCount(2);
  await button(composer(page), "Blend").click();
  await picture(page.getByRole("article").first());
});

test("a file is described", async ({ page }) => {
  await page.getByRole("radio", { name: "Describe" }).check({ force: true });
  await page.getByLabel("Add a picture").setInputFiles([red]);
  await button(composer(page), "Describe").click();
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

test("a gateway that does not answer is told with the next poll, and the job goes on", async ({ page }) => {
  await imagine(page, "a ferry sandbox:slow");
  const ferry = card(page, "a ferry");
  await expect(ferry.getByText(/^Drawing/)).toBeVisible();
  await faults(page, { path: "/mj/task/", reset: true });
  const trouble = ferry.getByText("No usable answer from the gateway. Trying again…");
  // It shows with the next poll, which comes 10 s after the last at most.
  await expect(trouble).toBeVisible({ timeout: 12_000 });
  const note = composer(page).getByText("No usable answer from the gateway at the moment. Running jobs are not lost.");
  await expect(note).toBeVisible();
  await faults(page);
  await expect(trouble).toBeHidden();
  await expect(note).toBeHidden();
  await picture(ferry);
  expect(await submits(page)).toBe(1);
});

/** A gateway whose task stands in its queue, so that the client plans long pauses; its polls hang once `hang` was called. */
const queue = async (page) => {
  let hangs = false;
  let polls = 0;
  await page.route("**/mj/submit/imagine", (route) =>
    route.fulfill({ json: { code: 22, result: "7", properties: { numberOfQueues: 3 } } }),
  );
  await page.route("**/mj/task/**", (route) => {
    polls += 1;
    return hangs ? undefined : route.fulfill({ json: { id: "7", status: "NOT_START", progress: "0%" } });
  });
  return { hang: () => (hangs = true), polls: () => polls };
};
const LATE = "Waiting for the gateway’s answer…";

/** Lets the page's clock run until so many polls were sent; its status then. Returns how long that took, in milliseconds. */
const until = async (page, polls, count, during = async () => {}) => {
  let passed = 0;
  for (; polls() < count; passed += 250) {
    expect(passed, "no poll comes").toBeLessThan(30_000);
    await page.clock.runFor(250);
    await during();
  }
  return passed;
};

/** A job in a queue, on a clock that the test drives, with the second of its polls answered and the next to hang. */
const queued = async (page) => {
  const { hang, polls } = await queue(page);
  await page.clock.install();
  await page.reload();
  await page.clock.pauseAt(Date.now() + 60_000);
  await imagine(page, "a queue");
  const late = card(page, "a queue").getByText(LATE);
  await until(page, polls, 2);
  hang();
  return { polls, late };
};

test("a long pause between two polls is no alarm, and a poll that hangs after it is told soon", async ({ page }) => {
  const { polls, late } = await queued(page);
  const pause = await until(page, polls, 3, () => expect(late).toBeHidden());
  expect(pause).toBeGreaterThan(5_000);
  await page.clock.runFor(3_000);
  await expect(late).toBeHidden();
  await page.clock.runFor(1_250);
  await expect(late).toBeVisible();
});

test("a poll that comes before its time, and hangs, is told soon", async ({ page }) => {
  const { polls, late } = await queued(page);
  await page.clock.runFor(1_500);
  await page.evaluate(() => dispatchEvent(new Event("pageshow")));
  await until(page, polls, 3);
  await page.clock.runFor(4_250);
  await expect(late).toBeVisible();
});

test("a submit that hangs is told, and no longer when it is accepted", async ({ page }) => {
  await faults(page, { method: "POST", path: "/submit/imagine", delayMs: 7_000 });
  await imagine(page, "a buoy sandbox:fast");
  const buoy = card(page, "a buoy");
  await expect(buoy.getByText("Sending… Not accepted yet.")).toBeVisible({ timeout: 6_000 });
  await picture(buoy);
});

test("the buttons stand as Midjourney has them", async ({ page }) => {
  const rows = (of) =>
    of
      .getByRole("group", { name: "What to do with this" })
      .locator(".row")
      .evaluateAll((all) => all.map((row) => [...row.children].map((child) => child.textContent)));
  await imagine(page, "a windmill sandbox:fast");
  await picture(card(page, "a windmill"));
  expect(await rows(card(page, "a windmill"))).toEqual([
    ["U1", "U2", "U3", "U4", "🔄"],
    ["V1", "V2", "V3", "V4"],
  ]);
  await button(card(page, "a windmill"), "U1").click();
  await picture(card(page, "U1"));
  expect(await rows(card(page, "U1"))).toEqual([
    ["Upscale (Subtle)", "Upscale (Creative)"],
    ["🪄 Vary (Subtle)", "🪄 Vary (Strong)", "🖌️ Vary (Region)"],
    ["🔍 Zoom Out 2x", "🔍 Zoom Out 1.5x", "🔍 Custom Zoom", "↔️ Make Square"],
    ["⬅️", "➡️", "⬆️", "⬇️"],
  ]);
  await expect(button(card(page, "U1"), "Pan left")).toBeVisible();
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
  const second = card(page, "a second boat");
  await expect(second.getByText(/^(Waiting to start|Drawing)/)).toBeVisible();
  await button(second, "Cancel a second boat").click();
  await expect(second.getByText("Cancelled", { exact: true })).toBeVisible();
  await picture(card(page, "a first boat"));
  await picture(card(page, "a third boat"));
  // It went on at the gateway: waiting again submits nothing.
  await button(second, "Wait again").click();
  await picture(second);
  expect(await submits(page)).toBe(3);
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
    const keep = (key, value) => localStorage.setItem(`midjourney-wasm:entry:${key}`, JSON.stringify({ key, ...value }));
    const entry = { title: "half an entry", since: 1, baseUrl: "/", verb: "action", phase: "done" };
    const task = { id: "1", status: "SUCCESS", progress: 100 };
    localStorage.setItem("midjourney-wasm:entry:a", "{ not json");
    localStorage.setItem("midjourney-wasm:settings", "[");
    keep("b", { phase: "running", verb: 7 });
    keep("c", { ...entry, phase: "running" });
    keep("d", { ...entry, button: 5, source: {}, task: { ...task, buttons: [null, 3, { customId: "a::b" }], prompt: 7 } });
    keep("e", { ...entry, verb: "describe", task: { ...task, properties: 4, imageUrl: {}, buttons: 5 } });
    keep("f", { ...entry, phase: "failed", fault: { code: "constructor", message: "m" } });
  });
  await page.reload();
  await expect(page.getByRole("article")).toHaveCount(4);
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
