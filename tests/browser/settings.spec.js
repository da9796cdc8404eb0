// The settings: what is typed is checked at once, and can be tried before it is saved.
import { button, card, expect, faults, imagine, picture, test } from "./page.js";

const open = async (page) => {
  await button(page, "Settings").click();
  const dialog = page.getByRole("dialog", { name: "Settings" });
  return { dialog, address: dialog.getByRole("textbox", { name: "Gateway address" }), result: dialog.getByRole("status") };
};

for (const nonsense of ["htp:/nonsense", "https://", "https://user:secret@gateway.example", "https://gateway.example/?key=1"]) {
  test(`${nonsense} is no address, and is not saved`, async ({ page }) => {
    const { dialog, address } = await open(page);
    await address.fill(nonsense);
    await address.press("Tab");
    await expect(dialog.getByText("This is no address of a gateway.")).toBeVisible();
    await expect(address).toHaveAttribute("aria-invalid", "true");
    await button(dialog, "Save").click();
    await button(dialog, "Test connection").click();
    await expect(dialog.getByText("This is no address of a gateway.")).toBeVisible();
    await expect(dialog.getByRole("status")).toHaveText("");

    await button(dialog, "Use the sandbox").click();
    await expect(dialog.getByText("This is no address of a gateway.")).toBeHidden();
    await button(dialog, "Save").click();
    await expect(dialog).toBeHidden();
    await imagine(page, "a kettle sandbox:fast");
    await picture(card(page, "a kettle"));
  });
}

test("a mode that is no part of a path is told at once", async ({ page }) => {
  const { dialog } = await open(page);
  await dialog.getByRole("combobox", { name: "Mode" }).fill("fast/mj");
  await dialog.getByRole("combobox", { name: "Mode" }).press("Tab");
  await expect(dialog.getByText("The mode is one part of a path")).toBeVisible();
});

test("a connection is tested, and what was found is told", async ({ page }) => {
  const { dialog, address, result } = await open(page);
  const tried = async () => {
    await button(dialog, "Test connection").click();
    return expect(result);
  };
  await (await tried()).toHaveText(/^Connected: 127\.0\.0\.1:\d+ answers\.$/);
  await dialog.getByLabel("Key", { exact: true }).fill("sk-canary-0123456789");
  await expect(result).toHaveText("");
  await (await tried()).toHaveText(/^Connected: 127\.0\.0\.1:\d+ answers and takes the key\.$/);

  await faults(page, { path: "/fetch", status: 401, body: { description: "no such key" } });
  await (await tried()).toHaveText(/^The gateway did not accept the key\. .*change how it is sent\.$/);
  await faults(page, { path: "/fetch", status: 404, html: true });
  await (await tried()).toHaveText(/has no gateway at this address and mode\.$/);
  await faults(page, { path: "/fetch", status: 200, html: true });
  await (await tried()).toHaveText(/^The answer made no sense\./);
  await faults(page);

  await address.fill("http://127.0.0.1:59999");
  await expect(result).toHaveText("");
  await (await tried()).toHaveText(/^The gateway could not be reached\./);

  // None of it was saved, and none of it is a submit.
  await button(dialog, "Cancel").click();
  await imagine(page, "a kettle sandbox:fast");
  await picture(card(page, "a kettle"));
});
