// The key is in the one header that it is meant for, and nowhere else: whatever is called, however it ends, however it was given.

import assert from "node:assert/strict";
import { test } from "node:test";
import { outcome, poll, quick, sandbox } from "../support/package.js";
import { dataUrl, png } from "../support/pictures.js";
import { auths, canary, forms, keepsQuiet, printed } from "./canary.js";

const gateway = await sandbox("--task-seconds", "0.2", "--concurrency", "100");
const picture = dataUrl(png());
const never = "9999999999999999";

/** Whatever a call brings: the job itself, its token, its submission, its updates, and what it ends with. */
const all = async (job) => {
  const updates = [];
  if (job[Symbol.asyncIterator]) {
    const iterated = (async () => {
      for await (const task of job) updates.push(task);
    })();
    await outcome(iterated);
    updates.push(job.toJSON(), await outcome(job.submission), await outcome(job.id), job.last);
  }
  return [job, await outcome(job), ...updates];
};

/** One call of each kind that ends well, by its name. */
const good = (mj, grid, zoomed) => ({
  imagine: () => mj.imagine(quick),
  "imagine with a picture": () => mj.imagine({ prompt: quick, images: [picture] }),
  blend: () => mj.blend([picture, picture]),
  describe: () => mj.describe(picture),
  shorten: () => mj.shorten(quick),
  action: () => mj.action(grid, "U1"),
  modal: () => mj.modal(zoomed, { prompt: `${quick} --zoom 1.5` }),
  wait: () => mj.wait(grid.id),
  fetch: () => mj.fetch(grid.id),
  "fetch of many": () => mj.fetch([grid.id, never]),
  request: () => mj.request("GET", `/task/${grid.id}/fetch`),
  "submit only": () => mj.submit.imagine(quick),
});

/** One call for each way to fail, with the fault that makes the gateway answer so. */
const bad = (mj, grid) => ({
  "an option that does not exist": [() => mj.imagine("cat", { onprogress() {} })],
  "an option that is wrong": [() => mj.imagine("cat", { timeout: -1 })],
  "an argument that is wrong": [() => mj.imagine("")],
  "a picture that is none": [() => mj.describe("data:image/png;base64,AAAA")],
  "headers that cannot be": [() => mj.imagine("cat", { headers: { "a b": "c" } })],
  "a button that does not exist": [() => mj.action(grid, "U9")],
  "a banned word": [() => mj.imagine("a gore scene")],
  "a task that fails": [() => mj.imagine("sandbox:fail-late sandbox:fast")],
  "no such task": [() => mj.wait(never)],
  "no such task, once": [() => mj.fetch(never)],
  "no time": [() => mj.imagine("cat", { timeout: 1 })],
  "no time for a request": [() => mj.imagine("cat", { requestTimeout: 30 }), { hang: true }],
  "cut off by the caller": [() => mj.imagine("cat", { signal: AbortSignal.abort() })],
  "a reset": [() => mj.imagine("cat"), { reset: true }],
  "half an answer": [() => mj.imagine("cat"), { cut: true }],
  "a web page": [() => mj.imagine("cat"), { html: true }],
  nothing: [() => mj.imagine("cat"), { empty: true }],
  "no id": [() => mj.imagine("cat"), { body: { code: 1 } }],
  "a full queue": [() => mj.imagine("cat"), { body: { code: 23 } }],
  "the gateway's failure": [() => mj.imagine("cat"), { body: { code: 9, description: "x" } }],
  "a redirect": [() => mj.imagine("cat"), { status: 307, headers: { location: "/mj/elsewhere" }, empty: true }],
  ...Object.fromEntries(
    [400, 401, 403, 404, 406, 413, 418, 429, 500, 502, 503].map((status) => [
      `HTTP ${status}`,
      [() => mj.imagine("cat"), { status, body: { error: { message: "x" } } }],
    ]),
  ),
});

/** A client whose requests are kept. */
const recorded = (options) => {
  const sent = [];
  const own = (url, init) => {
    sent.push({ url: String(url), body: init?.body, headers: Object.fromEntries(new Headers(init?.headers)) });
    return fetch(url, init);
  };
  return { mj: gateway.client({ fetch: own, poll, maxRetries: 0, ...options }), sent };
};

/** Checks that every request shows the key once, in the header that is meant. */
const isSentOnce = (sent, auth) => {
  const name = { bearer: "authorization", raw: "authorization" }[auth] ?? "mj-api-secret";
  assert.ok(sent.length > 0);
  for (const { url, body, headers } of sent) {
    assert.equal(headers[name], auth === "bearer" ? `Bearer ${canary}` : canary);
    delete headers[name];
    assert.ok(!url.includes("anary") && url.startsWith(gateway.url), url);
    keepsQuiet([body, headers], url);
  }
};

for (const [form, apiKey] of Object.entries(forms)) {
  for (const [auth, how] of Object.entries(auths)) {
    test(`a key as ${form}, sent as ${auth}, is in no result and in no error`, async () => {
      await gateway.reset();
      const { mj, sent } = recorded({ apiKey, auth: how });
      const grid = await mj.imagine(quick);
      const upscaled = await mj.action(grid, "U1");
      const zoomed = (await outcome(mj.action(upscaled, "Custom Zoom"))).task;
      for (const [name, call] of Object.entries(good(mj, grid, zoomed))) {
        const found = await all(call());
        assert.ok(!(found[1] instanceof Error), `${name}: ${found[1]}`);
        for (const value of found) keepsQuiet(value, name);
      }
      for (const [name, [call, fault]] of Object.entries(bad(mj, grid))) {
        await gateway.faults(...(fault ? [{ path: "/submit/", ...fault }] : []));
        const found = await all(call());
        assert.ok(found[1] instanceof Error, `${name}: ${JSON.stringify(found[1])}`);
        for (const value of found) keepsQuiet(value, name);
      }
      const left = mj.imagine("cat");
      mj.close();
      for (const value of [...(await all(left)), ...(await all(mj.fetch("1")))]) keepsQuiet(value, "closed");
      keepsQuiet(mj, "the client");
      assert.deepEqual(Object.keys(mj), []);
      isSentOnce(sent, auth);
    });
  }
}

test("a job that is cancelled, and one that is not over, do not show the key", async () => {
  const { mj } = recorded({ apiKey: canary });
  await gateway.faults();
  const job = mj.imagine("cat");
  keepsQuiet(job, "a job that has just begun");
  await job.id;
  keepsQuiet(job, "a job that runs");
  await job.cancel();
  for (const value of await all(job)) keepsQuiet(value, "a cancelled job");
});

test("a key that cannot be sent is refused without being shown", async () => {
  for (const apiKey of [`${canary}\n`, `${canary}\u{e9}`, () => `\0${canary}`]) {
    for (const value of await all(recorded({ apiKey }).mj.imagine("cat"))) keepsQuiet(value, "refused");
  }
  for (const apiKey of [{ canary }, [canary]]) {
    try {
      recorded({ apiKey });
      assert.fail("it is not refused");
    } catch (error) {
      assert.equal(error.field, "apiKey");
      keepsQuiet(error, "refused");
    }
  }
});

test("nothing of it was printed", () => keepsQuiet(printed, "the console"));
