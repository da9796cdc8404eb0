// The key that a visitor types: in memory, and nowhere that outlives the tab or that another script could look it up.
import { button, card, expect, imagine, picture, test } from "./page.js";

const key = "sk-Canary/7up+Z3bra0123456789=";

/** Gives the page a key, as a visitor does. */
const enter = async (page) => {
  await button(page, "Settings").click();
  const dialog = page.getByRole("dialog", { name: "Settings" });
  await dialog.getByLabel(/key/i).first().fill(key);
  await button(dialog, "Save").click();
  await expect(dialog).toBeHidden();
};

/** Everything that the browser keeps of the page, and everything that can be looked up in it. */
const kept = async (page) => {
  const { cookies, origins } = await page.context().storageState({ indexedDB: true });
  const found = await page.evaluate(async () => {
    const fields = [...document.querySelectorAll("*")].flatMap((element) => [element.value, element.defaultValue, element.title]);
    const names = Object.getOwnPropertyNames(window).filter((name) => name !== "localStorage" && name !== "sessionStorage");
    const globals = names.flatMap((name) => (typeof window[name] === "string" ? [window[name]] : []));
    const databases = (await indexedDB.databases()).map(({ name }) => name);
    const cached = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
    const entries = performance.getEntries().map(({ name }) => name);
    return [
      { ...localStorage },
      { ...sessionStorage },
      document.cookie,
      location.href,
      history.state,
      document.title,
      document.documentElement.outerHTML,
      ...[fields, globals, databases, cached.map((all) => all.map(({ url }) => url)), entries],
    ];
  });
  return JSON.stringify([cookies, origins, found]);
};

/** In none of the ways that JSON, an address or base64 spells it. */
const isNowhere = (text) => {
  const spelt = [key, key.replaceAll("/", "\\/"), encodeURIComponent(key), Buffer.from(key).toString("base64").slice(0, 38)];
  for (const one of spelt) expect(text).not.toContain(one);
};

test("the key is in no storage, cookie, cache, address, field or element", async ({ page }) => {
  const sent = [];
  page.on("request", (request) => sent.push(request));
  await enter(page);
  isNowhere(await kept(page));
  await imagine(page, "a teapot");
  await picture(card(page, "a teapot"));
  isNowhere(await kept(page));
  const headers = await Promise.all(sent.map((request) => request.allHeaders()));
  const calls = sent.filter((request) => request.url().includes("/mj/"));
  expect(calls.length).toBeGreaterThan(1);
  for (const [index, request] of sent.entries()) {
    isNowhere(request.url() + (request.postData() ?? ""));
    const isCall = request.url().includes("/mj/");
    expect(headers[index].authorization, request.url()).toBe(isCall ? `Bearer ${key}` : undefined);
  }
  await page.reload();
  await picture(card(page, "a teapot"));
  isNowhere(await kept(page));
});

test("a key that the gateway repeats is neither shown nor stored", async ({ page }) => {
  const escaped = JSON.stringify(key).slice(1, -1).replaceAll("/", "\\/").replace("s", "\\u0073");
  await page.route("**/mj/**", (route) =>
    route.fulfill({
      status: 400,
      contentType: "application/json",
      body: `{"code":4,"description":"no key ${key}, or ${escaped}","properties":{"${key}":"${escaped}"}}`,
    }),
  );
  await enter(page);
  await imagine(page, "a teapot");
  await expect(card(page, "a teapot")).toContainText("no key ***, or ***");
  isNowhere(await kept(page));
});
