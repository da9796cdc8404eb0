// How the page looks, at the widths of a phone, a tablet and a desk, by day and by night: pictures for a person to judge, in
// target/screenshots; and what can be asserted, that nothing sticks out.
import { card, expect, imagine, picture, test } from "./page.js";

const button = (scope, name) => scope.getByRole("button", { name, exact: true });

for (const width of [390, 768, 1440]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`${width} ${colorScheme}`, async ({ page }) => {
      await page.setViewportSize({ width, height: width < 500 ? 844 : 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const shoot = async (name, fullPage = false) => {
        const sticksOut = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(sticksOut, `${name} is wider than the window`).toBeLessThanOrEqual(0);
        await page.screenshot({ path: `target/screenshots/${width}-${colorScheme}-${name}.png`, fullPage });
      };
      await shoot("1-empty");
      await imagine(page, "a nude statue");
      await expect(card(page, "a nude statue").getByText("Failed", { exact: true })).toBeVisible();
      await imagine(page, "a lighthouse on the sea at dusk");
      const grid = card(page, "a lighthouse on the sea at dusk");
      await expect(grid.getByText(/^Drawing, [3-9]\d%/)).toBeVisible();
      await shoot("2-running");
      await picture(grid);
      await button(grid, "U1").click();
      await picture(card(page, "U1"));
      await shoot("3-wall", true);
      await button(card(page, "U1"), "Vary (Region)").click();
      const dialog = page.getByRole("dialog", { name: "Vary (Region)" });
      const stage = await dialog.getByRole("application", { name: "Mask" }).boundingBox();
      await page.mouse.move(stage.x + stage.width * 0.3, stage.y + stage.height * 0.4);
      await page.mouse.down();
      await page.mouse.move(stage.x + stage.width * 0.7, stage.y + stage.height * 0.6, { steps: 9 });
      await page.mouse.up();
      await shoot("4-region");
      await button(dialog, "Cancel").click();
      await button(page, "Settings").click();
      await expect(page.getByRole("dialog", { name: "Settings" })).toBeVisible();
      await shoot("5-settings");
    });
  }
}
