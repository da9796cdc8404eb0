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

for (const [typed, better] of [
  ["localhost", "http://localhost"],
  ["localhost:8787", "http://localhost:8787"],
  ["127.0.0.1:8787/", "http://127.0.0.1:8787/"],
  ["gateway.example/api", "https://gateway.example/api"],
  ['"http://localhost:8787"', "http://localhost:8787"],
  ["“https://gateway.example”", "https://gateway.example"],
  ["'localhost'", "http://localhost"],
]) {
  test(`${typed} is refused, with what to write`, async ({ page }) => {
    const { dialog, address } = await open(page);
    await address.fill(typed);
    await address.press("Tab");
    await expect(dialog.getByText(/Write it with http|Leave out the quotation marks/)).toContainText(better);
    await expect(address).toHaveAttribute("aria-invalid", "true");
    await button(dialog, "Save").click();
    await expect(dialog).toBeVisible();
    await address.fill(better);
    await address.press("Tab");
    await expect(address).toHaveAttribute("aria-invalid", "false");
  });
}

test("a path on this server is an address", async ({ page }) => {
  const { dialog, address } = await open(page);
  await address.fill("/relay/");
  await button(dialog, "Save").click();
  await expect(dialog).toBeHidden();
});

test("a key in quotation marks is refused", async ({ page }) => {
  const { dialog } = await open(page);
  await dialog.getByLabel("Key", { exact: true }).fill('"sk-canary-0123456789"');
  await button(dialog, "Save").click();
  await expect(dialog.getByText("Leave out the quotation marks around the key.")).toBeVisible();
  await expect(dialog).toBeVisible();
});

test("a stored address that this page refuses is not used", async ({ page }) => {
  const stored = JSON.stringify({ baseUrl: "localhost", auth: "bearer", mode: "fast", keyed: false });
  await page.evaluate((settings) => localStorage.setItem("midjourney-wasm:settings", settings), stored);
  await page.reload();
  const { address } = await open(page);
  await expect(address).toHaveValue("/");
});

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
  await (
    await tried()
  ).toHaveText(/^The gateway does not accept the key \(the gateway says: no such key\)\. If the key is right, .*auth: /);
  await faults(page, { path: "/fetch", status: 404, html: true });
  await (await tried()).toHaveText(/has no gateway at this address and mode\.$/);
  await faults(page, { path: "/fetch", status: 200, html: true });
  await (await tried()).toHaveText(/^A web page came instead of a gateway's answer.* Check baseUrl and mode/);
  await faults(page);

  await address.fill("http://127.0.0.1:59999");
  await expect(result).toHaveText("");
  await (await tried()).toHaveText(/^The gateway did not answer\. /);

  // None of it was saved, and none of it is a submit.
  await button(dialog, "Cancel").click();
  await imagine(page, "a kettle sandbox:fast");
  await picture(card(page, "a kettle"));
});
