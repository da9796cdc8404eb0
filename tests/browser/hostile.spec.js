// What a gateway sends to do harm, and what may lie in the storage of an earlier version: it is shown as far as that is safe.
import { card, expect, imagine, test } from "./page.js";

for (const address of [
  "javascript:document.title='taken'",
  "JavaScript:document.title='taken'",
  "java\tscript:document.title='taken'",
  "\n javascript:document.title='taken'",
  "\u{1}javascript:document.title='taken'",
  "data:text/html,<script>parent.document.title='taken'</script>",
  "DATA:TEXT/HTML;base64,PGI+",
]) {
  test(`a stored task whose picture is at ${JSON.stringify(address)} has neither picture nor link`, async ({ page }) => {
    const stored = { key: "0011223344556677", verb: "imagine", title: "taken", since: 1, baseUrl: "/", phase: "done" };
    const task = { id: "1", status: "SUCCESS", progress: 100, prompt: "taken", imageUrl: address, action: "IMAGINE" };
    await page.evaluate((entry) => localStorage.setItem(`midjourney-wasm:entry:${entry.key}`, JSON.stringify(entry)), {
      ...stored,
      task,
    });
    await page.reload();
    const done = card(page, "taken");
    await expect(done).toBeVisible();
    await expect(done.getByRole("link")).toHaveCount(0);
    await expect(done.getByRole("img")).toHaveCount(0);
    await expect(done.locator("[href], [src]")).toHaveCount(0);
    await expect(page).toHaveTitle("midjourney-wasm");
  });
}

test("a task that is nested too deep to be stored is shown all the same", async ({ page }) => {
  const deep = `${"[".repeat(1e5)}${"]".repeat(1e5)}`;
  await page.route("**/mj/**", async (route) => {
    if (route.request().method() === "POST") return route.fulfill({ json: { code: 1, result: "1" } });
    const body = `{"id":"1","status":"FAILURE","failReason":"too deep","properties":${deep}}`;
    return route.fulfill({ contentType: "application/json", body });
  });
  await imagine(page, "a well");
  await expect(card(page, "a well")).toContainText("too deep");
});
