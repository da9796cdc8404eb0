// What traps inside the WebAssembly ends every open job with a typed error and its token; the process lives, and the next call works.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

const { instantiate } = WebAssembly;
/** How often each instance was entered. @type {number[]} */
const entered = [];
WebAssembly.instantiate = async (...given) => {
  const made = await instantiate(...given);
  const at = entered.push(0) - 1;
  const counted = ([name, value]) => {
    if (typeof value !== "function") return [name, value];
    return [name, (...args) => (entered[at]++, value(...args))];
  };
  const exports = Object.fromEntries(Object.entries((made.instance ?? made).exports).map(counted));
  return { module: made.module ?? given[0], instance: { exports } };
};

const { Midjourney, MidjourneyError, isError, rejection } = await import("../support/package.js");

/** A gateway whose tasks run until `finish` is called. */
const gateway = () => {
  let [last, isDone] = [0, false];
  const paths = [];
  const fetch = async (url) => {
    const path = new URL(url).pathname;
    paths.push(path);
    if (path.includes("/submit/")) return Response.json({ code: 1, description: "ok", result: `${++last}` });
    const task = (id) => ({
      id,
      action: "IMAGINE",
      ...(isDone ? { status: "SUCCESS", imageUrl: "https://p.example/a.png" } : { status: "IN_PROGRESS" }),
    });
    if (path.endsWith("/fetch")) return Response.json(task(path.split("/").at(-2)));
    return Response.json(Array.from({ length: last }, (_, at) => task(`${at + 1}`)));
  };
  return { fetch, paths, finish: () => (isDone = true) };
};

const client = (fetch) => new Midjourney({ baseUrl: "https://gateway.example", fetch, poll: { min: 50, max: 50 } });

/** Replaces a function of an object until the WebAssembly calls it, which then throws. Gives the error, and how often the instance had been entered then. */
const sabotage = (owner, name) => {
  const real = owner[name];
  const sabotaged = { error: new WebAssembly.RuntimeError("unreachable"), entered: 0 };
  owner[name] = function (...given) {
    // Node's own calls go on.
    if (!/wasm/.test(new Error().stack)) return real.apply(this, given);
    owner[name] = real;
    // Once it is out of the WebAssembly, and before anything else.
    queueMicrotask(() => (sabotaged.entered = entered.at(-1)));
    throw sabotaged.error;
  };
  return sabotaged;
};

/** Checks what a job of the token rejected with. */
const isInternal = (error, token, fields) => {
  isError(error, MidjourneyError, { code: "internal", retryable: true, ...fields });
  assert.match(error.hint, /fresh instance.*token/);
  assert.deepEqual(error.token, token);
  return error;
};

for (const [owner, name, isCause] of [
  [Date, "now", (cause, error) => cause === error],
  // Here Rust itself gives up, and says so in words of its own.
  [globalThis, "setTimeout", (cause) => cause instanceof Error],
]) {
  test(`an exception out of ${name} ends every open job with its token, and the next call works`, async () => {
    const { fetch, paths, finish } = gateway();
    // Two clients: what they share is the instance.
    const jobs = [client(fetch).imagine("a"), client(fetch).imagine("b")];
    const ids = await Promise.all(jobs.map((job) => job.id));
    const tokens = jobs.map((job) => job.toJSON());
    const instances = entered.length;
    const sabotaged = sabotage(owner, name);
    const errors = await Promise.all(jobs.map(rejection));

    assert.ok(sabotaged.entered, "the WebAssembly has called it");
    errors.forEach((error, at) => {
      isInternal(error, tokens[at], { maybeSubmitted: true, taskId: ids[at] });
      assert.ok(isCause(error.cause, sabotaged.error), String(error.cause));
      assert.equal(error.token.id, ids[at]);
    });
    const asked = paths.length;
    await sleep(200);
    assert.equal(paths.length, asked, "the dead instance asks for nothing more");
    assert.equal(entered.at(-1), sabotaged.entered, "nobody enters it again");

    finish();
    const task = await client(fetch).wait(errors[0].token);
    assert.deepEqual([task.id, task.status, entered.length], [ids[0], "SUCCESS", instances + 1]);
    assert.equal(paths.filter((path) => path.includes("/submit/")).length, 2, "nothing was submitted again");
  });
}

test("a missing global that throws through the WebAssembly ends the jobs", async () => {
  const { fetch, finish } = gateway();
  const mj = client(fetch);
  await mj.ready;
  const { clearTimeout: real, setTimeout: set } = globalThis;
  // Nobody can clear these timers, and the process would wait for them.
  const timers = [];
  globalThis.setTimeout = (...given) => timers[timers.push(set(...given)) - 1];
  delete globalThis.clearTimeout;
  try {
    const jobs = [mj.imagine("a"), mj.imagine("b")];
    const tokens = jobs.map((job) => job.toJSON());
    const errors = await Promise.all(jobs.map(rejection));
    errors.forEach((error, at) => {
      isInternal(error, tokens[at], { maybeSubmitted: true, taskId: undefined });
      assert.ok(error.cause instanceof ReferenceError && /clearTimeout/.test(error.cause.message), String(error.cause));
    });
  } finally {
    Object.assign(globalThis, { clearTimeout: real, setTimeout: set });
    for (const timer of timers) real(timer);
  }
  finish();
  assert.equal((await mj.imagine("c")).status, "SUCCESS");
});

test("a read that is under way has no token", async () => {
  const { fetch } = gateway();
  const mj = client(fetch);
  await mj.ready;
  const sabotaged = sabotage(globalThis, "setTimeout");
  const error = await rejection(mj.fetch("1"));
  assert.ok(sabotaged.entered);
  isInternal(error, undefined, { maybeSubmitted: false });
  assert.equal((await mj.fetch("1")).status, "IN_PROGRESS");
});

test("a job that has ended, and one that was left, hear nothing of a later trap", async () => {
  const { fetch, finish } = gateway();
  const mj = client(fetch);
  const [left, open] = [mj.imagine("a"), mj.imagine("b")];
  await Promise.all([left.id, open.id]);
  assert.equal(await left.cancel(), "cancelled");
  assert.equal((await rejection(left)).code, "cancelled");
  sabotage(globalThis, "setTimeout");
  assert.equal((await rejection(open)).code, "internal");
  assert.equal(await open.cancel(), "finished");
  finish();
  assert.equal((await mj.wait((await rejection(open)).token)).status, "SUCCESS");
});
