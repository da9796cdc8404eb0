// The memory of very many calls through one client: that of the WebAssembly, which cannot shrink, and JavaScript's after a collection.
//
// Of ten parts the first may be dear: code is compiled, tables grow. What the other nine add is what a call leaves behind for good.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../support/clock.js";
import { heap, noted } from "../support/memory.js";
import { Midjourney } from "../support/package.js";

const baseUrl = "https://gateway.example";
const pages = await noted(() => new Midjourney({ baseUrl }).ready);

/** So many bytes of JavaScript's heap may a call leave behind: what the collector's own moods come to, and a fifth of what is seen. */
const BOUND = 20;

/**
 * Does something `times` times, in ten parts; gives how many pages there are after the first and after the last, and how many bytes
 * each of the other nine's left behind: the median of their means, as the collector keeps some for later.
 * @param {number} times @param {(times: number) => Promise<void>} act
 */
const measured = async (times, act) => {
  const part = times / 10;
  await act(part);
  const [first, heaps] = [pages(), [await heap()]];
  for (let rest = 1; rest < 10; rest++) {
    await act(part);
    heaps.push(await heap());
  }
  const each = heaps.slice(1).map((after, at) => (after - heaps[at]) / part);
  const [, , , , median] = each.sort((one, other) => one - other);
  return { first, last: pages(), each: Math.round(median * 10) / 10 };
};

/** A gateway whose tasks take ten seconds; every fifth fails. */
const gateway = () => {
  const tasks = new Map();
  let count = 0;
  const row = (id) => {
    const begun = tasks.get(id);
    const progress = Math.min(Math.floor((Date.now() - begun) / 100), 100);
    const ends = Number(id) % 5 ? "SUCCESS" : "FAILURE";
    if (progress === 100) tasks.delete(id);
    return { id, status: progress < 100 ? "IN_PROGRESS" : ends, progress: `${progress}%`, prompt: "cat ".repeat(count % 100) };
  };
  return async (url, { body }) => {
    if (url.endsWith("/submit/imagine")) {
      tasks.set(String(++count), Date.now());
      return Response.json({ code: 1, description: "ok", result: String(count) });
    }
    if (body) return Response.json(JSON.parse(body).ids.map(row));
    // Of many sizes, so that blocks of all of them are used; and some of them failures.
    if (++count % 10 === 0) return new Response("no");
    const length = count % 500 === 1 ? 25_000 : count % 1_000;
    return Response.json({ id: "1", status: "IN_PROGRESS", progress: "5%", prompt: "cat ".repeat(length) });
  };
};

const told = (t, what, { first, last, each }) =>
  t.diagnostic(`figure: ${what}: ${each} bytes of JavaScript's heap each; ${first} pages of WebAssembly, then ${last}`);

const fetches = async (mj, times, leak = () => {}) => {
  for (let time = 0; time < times; time += 50) {
    await Promise.all(Array.from({ length: 50 }, () => mj.fetch("1").then(leak, leak)));
  }
};

test("a hundred thousand reads leave nothing behind", async (t) => {
  const mj = new Midjourney({ baseUrl, fetch: gateway() });
  const found = await measured(100_000, (times) => fetches(mj, times));
  told(t, "100,000 reads", found);
  assert.equal(found.last, found.first);
  assert.ok(found.each < BOUND, `${found.each} bytes`);
});

test("a hundred bytes a call would be seen", async () => {
  const mj = new Midjourney({ baseUrl, fetch: gateway() });
  const kept = [];
  const found = await measured(20_000, (times) => fetches(mj, times, () => void kept.push(new Array(10).fill(kept.length))));
  assert.ok(found.each > 5 * BOUND * 0.9 && kept.length === 20_000, `${found.each} bytes`);
});

test("ten thousand jobs leave nothing behind, whether they end well, fail or are aborted", async (t) => {
  const ends = { SUCCESS: 0, task_failed: 0, aborted: 0 };
  const clock = new Clock();
  try {
    const mj = new Midjourney({ baseUrl, fetch: gateway() });
    const jobs = async (times) => {
      for (let time = 0; time < times; time += 50) {
        let open = 50;
        for (let job = 0; job < 50; job++) {
          const controller = new AbortController();
          const made = mj.imagine("cat", {
            signal: controller.signal,
            onProgress: () => job % 5 === 3 && controller.abort("aborted"),
          });
          const end = (how) => (open--, ends[how]++);
          made.then(
            ({ status }) => end(status),
            (error) => end(error.code ?? error),
          );
        }
        assert.ok(await clock.pass(60_000, () => open === 0), "they end");
      }
    };
    const found = await measured(10_000, jobs);
    told(t, "10,000 jobs", found);
    assert.deepEqual(ends, { SUCCESS: 6_000, task_failed: 2_000, aborted: 2_000 });
    assert.equal(found.last, found.first);
    assert.ok(found.each < 5 * BOUND, `${found.each} bytes`);
    assert.equal(clock.timers, 0);
  } finally {
    clock.end();
  }
});
