// Answers that are made to do harm: names that JavaScript has for itself, values of every wrong kind, no end, no bottom.

import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { BadResponseError, Midjourney, MidjourneyError, outcome, poll, rejects } from "../support/package.js";
import { json, listen } from "./named.js";

// As many are waited for at once as pieces were written.
EventEmitter.defaultMaxListeners = 0;

const limit = 16 * 2 ** 20;
const piece = Buffer.alloc(2 ** 16, "x");
/** How many bytes the endless answers could be rid of. */
let written = 0;

/** Writes for as long as somebody reads, but no more than 100 MB. */
const endless = (headers) => async (response) => {
  written = 0;
  response.writeHead(200, headers);
  while (written < 1e8 && !response.destroyed) {
    written += piece.length;
    if (!response.write(piece)) await new Promise((on) => response.once("drain", on).once("close", on));
  }
  response.end();
};

const inherited = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "toJSON", "then"];
const poisoned = `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1,"valueOf":1,"then":1,"toJSON":1}`;
const row = (id) => ({ id, status: "SUCCESS", prompt: id });

const answers = {
  usual: (response) => json(response, { code: 1, result: "1" }),
  "with a length": endless({ "content-length": 1e8 }),
  "without a length": endless({}),
  "a compressed one": (response) => {
    response.writeHead(200, { "content-encoding": "gzip" });
    response.end(gzipSync(Buffer.alloc(1e8)));
  },
  ...Object.fromEntries(
    ["[", '{"a":', '[{"__proto__":'].map((bracket) => [`deep ${bracket}`, (response) => json(response, bracket.repeat(1e5))]),
  ),
  "deep and whole": (response) => json(response, `${"[".repeat(1e5)}${"]".repeat(1e5)}`),
  "a deep task": (response) => json(response, `{"id":"1","status":"SUCCESS","properties":${"[".repeat(1e5)}${"]".repeat(1e5)}}`),
  "a deep refusal": (response) => json(response, `{"code":4,"properties":${'{"a":'.repeat(1e5)}1${"}".repeat(1e5)}}`, 400),
  ...Object.fromEntries(
    [
      "{",
      '{"status":"SUCCESS",',
      '{"status":"FAILURE","failReason":"x",',
      '{"code":4,"description":"x",',
      '{"code":1,"result":"1",',
    ].map((start) => [
      `poisoned ${start}`,
      (response) => json(response, `${start}"properties":${poisoned},${poisoned.slice(1)}`),
    ]),
  ),
  "poisoned list": (response) => json(response, `[{"id":"1","status":"SUCCESS",${poisoned.slice(1)}]`),
  // A request for several is named by the first, whichever that is.
  ...Object.fromEntries(
    inherited.map((id) => [id, (response, _heard, { body }) => json(response, body ? inherited.map(row) : row(id))]),
  ),
};

const gateway = await listen(answers);
const client = (options) => new Midjourney({ baseUrl: gateway.url, maxRetries: 0, poll, timeout: 300, ...options });

for (const name of ["with a length", "without a length"]) {
  test(`100 MB, ${name}, are cut off at the limit`, async () => {
    await rejects(client().fetch(name), BadResponseError, { code: "bad_response", maybeSubmitted: false });
    // What lies in the sockets of both sides is some megabytes at most.
    assert.ok(written >= limit - piece.length && written < 2 * limit, `${written} bytes were read`);
    await rejects(client({ maxResponseBytes: 1e5 }).imagine(name), BadResponseError, { maybeSubmitted: true });
    assert.ok(written < limit, `${written} bytes were read`);
  });
}

test("the limit is that of what a compressed answer becomes", async () => {
  const error = await rejects(client().fetch("a compressed one"), BadResponseError, { code: "bad_response" });
  assert.match(error.message, /maxResponseBytes/);
});

test("a picture's server can no more send for ever than the gateway can", async () => {
  for (const name of ["with a length", "without a length"]) {
    const error = await outcome(client().describe(`${gateway.url}/named/${encodeURIComponent(name)}`));
    assert.equal(error.field, "image");
    assert.match(error.message, /maxImageBytes/);
    assert.ok(written < 2 * limit, `${written} bytes were read`);
  }
});

test("a hundred thousand brackets are an answer like any other", async () => {
  const mj = client();
  for (const name of Object.keys(answers).filter((name) => /deep/.test(name))) {
    for (const call of [
      () => mj.fetch(name),
      () => mj.fetch([name]),
      () => mj.wait(name),
      () => mj.imagine(name),
      () => mj.request("GET", `/named/${encodeURIComponent(name)}`),
    ]) {
      const found = await outcome(call());
      if (found instanceof Error) assert.ok(MidjourneyError.is(found), `${name}: ${found}`);
    }
  }
});

test("names that JavaScript has for itself are names like any other", async () => {
  const before = JSON.stringify([Object, Array, Promise, Map, Error].map((one) => Reflect.ownKeys(one.prototype).map(String)));
  const mj = client();
  for (const name of Object.keys(answers).filter((name) => /^poisoned/.test(name))) {
    for (const call of [
      () => mj.fetch(name),
      () => mj.fetch([name, "1"]),
      () => mj.wait(name),
      () => mj.imagine(name),
      () => mj.modal("1", { prompt: name }),
    ]) {
      const found = await outcome(call());
      if (found instanceof Error) assert.ok(MidjourneyError.is(found), `${name}: ${found}`);
      assert.equal(found?.polluted, undefined, name);
    }
  }
  assert.equal({}.polluted, undefined);
  assert.equal(
    before,
    JSON.stringify([Object, Array, Promise, Map, Error].map((one) => Reflect.ownKeys(one.prototype).map(String))),
  );
});

test("ids that JavaScript has for itself are found as any other, and only where they are", async () => {
  const mj = client();
  const found = await mj.fetch([...inherited, "prompt", "status", "isPrototypeOf"]);
  assert.deepEqual(
    [...found].map(([id, task]) => [id, task.id, task.prompt]),
    inherited.map((id) => [id, id, id]),
  );
  assert.equal((await mj.fetch("__proto__")).id, "__proto__");
  const jobs = inherited.map((id) => mj.wait(id));
  assert.deepEqual(await Promise.all(jobs.map((job) => job.then(({ id }) => id))), inherited);
});

test("rows are not looked for in each other", async () => {
  const own = client({
    fetch: async () =>
      Response.json(JSON.parse('[{"id":"__proto__","status":"SUCCESS","properties":{"id":"x","status":"SUCCESS"}}]')),
  });
  assert.deepEqual([...(await own.fetch(["__proto__", "properties", "toString"])).keys()], ["__proto__"]);
});
