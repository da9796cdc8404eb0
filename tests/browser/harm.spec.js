// What must not happen: a job paid twice, a text or an address of a gateway that becomes more than a text or a picture.
import { button, card, expect, faults, imagine, submits, test } from "./page.js";

test("a job whose submit was never answered is not offered again without a warning", async ({ page }) => {
  await faults(page, { method: "POST", path: "/submit/imagine", hang: true, after: true });
  await imagine(page, "an island");
  await expect.poll(() => submits(page)).toBe(1);
  await page.reload();
  const lost = card(page, "an island");
  await expect(lost.getByRole("heading", { name: "This job cannot be found" })).toBeVisible();
  await expect(lost).toContainText("may have accepted this job, and charged for it");
  await expect(button(lost, "Look for it")).toBeVisible();
  await expect(button(lost, "Send again anyway")).toBeVisible();
  await expect(button(lost, "Try again")).toHaveCount(0);
  expect(await submits(page)).toBe(1);
});

test("a job that the gateway accepted is not said to be unanswered", async ({ page }) => {
  await faults(page, { method: "POST", path: "/submit/imagine", after: true, body: { code: 1, description: "ok", result: "" } });
  await imagine(page, "an island");
  const lost = card(page, "an island");
  await expect(lost.getByRole("heading", { name: "Accepted, but without a number to follow it by" })).toBeVisible();
  // The gateway forgets it.
  await page.request.post("/sandbox/reset");
  await button(lost, "Look for it").click();
  await expect(lost.getByRole("heading", { name: "This job cannot be found" })).toBeVisible();
  await expect(lost).toContainText("The gateway accepted this job, and may charge for it.");
  await expect(lost).not.toContainText(/answer|may have accepted/);
  await page.reload();
  await expect(lost).toContainText("The gateway accepted this job, and may charge for it.");
});

test("a submit in doubt is warned of once", async ({ page }) => {
  await faults(page, { method: "POST", path: "/submit/imagine", after: true, reset: true });
  await imagine(page, "a lagoon");
  const doubtful = card(page, "a lagoon");
  await expect(doubtful.getByRole("heading", { name: "The gateway did not answer" })).toBeVisible();
  expect((await doubtful.textContent()).match(/look for it before/gi)).toHaveLength(1);
});

test("a job that is cancelled is only said to be accepted if it was", async ({ page }) => {
  await faults(page, { method: "POST", path: "/submit/imagine", nth: 1, hang: true });
  await imagine(page, "an atoll");
  await button(card(page, "an atoll"), "Cancel an atoll").click();
  await expect(card(page, "an atoll")).toContainText("before it was certain that the gateway accepted the job. It may have");
  await imagine(page, "a reef");
  await expect(card(page, "a reef").getByText(/^(Waiting to start|Drawing)/)).toBeVisible();
  await button(card(page, "a reef"), "Cancel a reef").click();
  await expect(card(page, "a reef")).toContainText("The gateway goes on with it, and may charge for it.");
});

test("an error is explained once", async ({ page }) => {
  await faults(page, { path: "/submit/", status: 401, body: { description: "no such key" } });
  await imagine(page, "a key");
  const refused = card(page, "a key");
  await expect(refused.getByRole("heading", { name: "The gateway does not accept the key" })).toBeVisible();
  const text = await refused.textContent();
  for (const told of ["no such key", "If the key is right, this gateway may expect auth:"])
    expect(text.split(told), told).toHaveLength(2);
  await button(refused, "Open settings").click();
  await expect(page.getByRole("dialog", { name: "Settings" })).toBeVisible();
});

for (const address of ["javascript:document.title='taken'", "data:text/html,<h1>taken</h1>"]) {
  test(`a picture at ${address.split(":")[0]}: is neither shown nor linked`, async ({ page }) => {
    await page.route(/[/]mj[/]task[/]/, async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replaceAll(/"imageUrl":\s*"[^"]*"/g, () => `"imageUrl":${JSON.stringify(address)}`);
      await route.fulfill({ response, body });
    });
    const prompt = "<img src=x onerror=alert(1)> sandbox:fast";
    await imagine(page, prompt);
    const done = card(page, prompt);
    await expect(done.getByText(/^Done in/)).toBeVisible();
    await expect(done.getByRole("link")).toHaveCount(0);
    await expect(done.getByRole("img")).toHaveCount(0);
    await expect(page).toHaveTitle("midjourney-wasm");
  });
}
