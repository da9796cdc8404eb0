// How the page looks, at the widths of a phone, a tablet and a desk, by day and by night: pictures for a person to judge, in
// target/screenshots; and what can be asserted: nothing sticks out, and on a phone nothing is too small for a finger.
import { button, card, expect, faults, imagine, paint, picture, test } from "./page.js";

/** Everything that can be pressed and is narrower or lower than a fingertip, 44 px. A link in a picture is as large as that. */
const tooSmall = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("button, input:not([type=file]), select, textarea, summary, .file-button, .segments label")]
      .filter((control) => control.checkVisibility() && !control.closest(".skip"))
      .map((control) => ({ control, box: control.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.width < 43.5 || box.height < 43.5))
      .map(({ control, box }) => `${control.textContent.trim() || control.id} ${box.width}×${box.height}`),
  );

for (const width of [390, 768, 1440]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`${width} ${colorScheme}`, async ({ page }) => {
      await page.setViewportSize({ width, height: width < 500 ? 844 : 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const shoot = async (name, fullPage = false) => {
        const sticksOut = await page.evaluate(() =>
          [document.documentElement, ...document.querySelectorAll("dialog[open]")].map(
            (box) => box.scrollWidth - box.clientWidth,
          ),
        );
        expect(Math.max(...sticksOut), `${name}: wider than the window`).toBeLessThanOrEqual(0);
        if (width < 500) expect(await tooSmall(page), `${name}: too small for a finger`).toEqual([]);
        await page.screenshot({ path: `target/screenshots/${width}-${colorScheme}-${name}.png`, fullPage });
      };
      await shoot("1-empty", true);

      await imagine(page, "a nude statue");
      await expect(card(page, "a nude statue").getByText("Failed", { exact: true })).toBeVisible();
      await shoot("2-error", true);

      await imagine(page, "a lighthouse on the sea at dusk");
      const grid = card(page, "a lighthouse on the sea at dusk");
      await expect(grid.getByText(/^Drawing, [3-9]\d%/)).toBeVisible();
      await shoot("3-running", true);
      await picture(grid);
      await button(grid, "U1").click();
      await picture(card(page, "U1"));
      await imagine(page, "dunes under two moons sandbox:fast --ar 3:2");
      await picture(card(page, "dunes under two moons"));
      await shoot("4-wall", true);

      await imagine(page, "a night ferry sandbox:slow");
      const ferry = card(page, "a night ferry");
      await expect(ferry.getByText(/^Drawing/)).toBeVisible();
      await faults(page, { path: "/mj/task/", reset: true });
      await expect(ferry.getByText("No usable answer from the gateway.")).toBeVisible();
      await shoot("4-silent", true);
      await faults(page);

      await button(card(page, "U1"), "Vary (Region)").click();
      const dialog = page.getByRole("dialog", { name: "Vary (Region)" });
      await paint(page, dialog);
      await shoot("5-region");
      await button(dialog, "Cancel").click();

      await button(page, "Settings").click();
      await expect(page.getByRole("dialog", { name: "Settings" })).toBeVisible();
      await shoot("6-settings");
      await page.getByRole("textbox", { name: "Gateway address" }).fill("htp:/nonsense");
      await page.keyboard.press("Tab");
      await expect(page.getByText("This is no address of a gateway.")).toBeVisible();
      await shoot("7-no-address");
      await button(page, "Use the sandbox").click();
      await button(page, "Test connection").click();
      await expect(page.getByText(/^Connected/)).toBeVisible();
      await shoot("8-connected");

      // Nor may it take a wide font to fill a button: an emoji's width is that of the font which the system has.
      await page.evaluate(() => document.querySelectorAll(".button").forEach((control) => control.replaceChildren("i")));
      if (width < 500) expect(await tooSmall(page), "too small with the shortest label").toEqual([]);
    });
  }
}
