// The picture in the README. Made anew by: MIDJOURNEY_SCREENSHOT=1 cargo xtask test browsers
import { card, imagine, picture, test } from "./page.js";

if (process.env.MIDJOURNEY_SCREENSHOT) {
  test("the README's screenshot", async ({ page }) => {
    await page.setViewportSize({ width: 1440, height: 1000 });
    for (const prompt of ["a butterfly of folded paper", "dunes under two moons", "a lighthouse on the sea at dusk"]) {
      await imagine(page, prompt);
      await picture(card(page, prompt));
    }
    await imagine(page, "three pears on a blue cloth");
    await card(page, "three pears")
      .getByText(/^Drawing, [4-9]\d%/)
      .waitFor();
    await page.mouse.move(5, 5);
    await page.screenshot({ path: "docs/screenshot.png" });
  });
}
