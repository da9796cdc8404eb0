// How open tasks are looked at: jobs of one client share requests, on a clock of their own.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Midjourney, MidjourneyError } from "./setup.js";

// Before the clock stands still. Node does not wait for WebAssembly that is being compiled.
const waiting = setInterval(() => {}, 1_000);
await new Midjourney({ baseUrl: "https://gateway.example" }).ready;
clearInterval(waiting);

const json = (value, status = 200) =>
  new Response(typeof value === "string" ? value : JSON.stringify(value), {
    status,
    headers: { "content-type": "application/json" },
  });

/**
 * A gateway in this program, on a virtual clock: tasks of a given length by their ids, and what was asked.
 * @param {import("node:test").TestContext} context
 */
const setUp = async (context, { lists = () => undefined, length = () => 20_000, ...options } = {}) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_700_000_000_000 });
  const started = Date.now();
  const now = () => Date.now() - started;
  const asked = [];
  const submitted = new Map();
  const row = (id) => {
    const age = now() - (submitted.get(id) ?? 0);
    const isDone = age >= length(id);
    const progress = Math.min(93, Math.floor((age / length(id)) * 7) * 15);
    return { id, status: isDone ? "SUCCESS" : "IN_PROGRESS", progress: `${isDone ? 100 : progress}%` };
  };
  const fetch = async (url, { method, body, signal }) => {
    signal.throwIfAborted();
    const path = url.replace(/.*\/mj/, "");
    const ids = path.endsWith("list-by-condition") ? JSON.parse(body).ids : method === "GET" ? [path.split("/")[2]] : undefined;
    asked.push({ at: now(), path, ids });
    if (path.startsWith("/submit")) {
      const id = String(submitted.size + 1);
      submitted.set(id, now());
      return json({ code: 1, result: id });
    }
    if (!path.endsWith("list-by-condition")) return json(row(ids[0]));
    return (await lists({ ids, row, signal, count: asked.length })) ?? json(ids.map(row).reverse());
  };
  const mj = new Midjourney({ baseUrl: "https://gateway.example", fetch, ...options });
  /** Lets all that is ready happen. */
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  const pass = async (milliseconds, step = 100) => {
    await settle();
    for (let passed = 0; passed < milliseconds; passed += step) {
      context.mock.timers.tick(step);
      await settle();
    }
  };
  const reads = () => asked.filter(({ ids }) => ids);
  return { mj, asked, reads, pass, settle, now };
};

const ended = (jobs) => Promise.all(jobs.map((job) => job.then(({ id }) => id)));

test("jobs of one client share a request, whatever the order of the answer", async (context) => {
  const { mj, reads, pass } = await setUp(context);
  const jobs = ["one", "two", "three"].map((prompt) => mj.imagine(prompt));
  await pass(25_000);
  assert.deepEqual(await ended(jobs), ["1", "2", "3"]);
  const shared = reads().filter(({ ids }) => ids.length > 1);
  assert.ok(shared.length >= 5 && reads().length < 20, `${shared.length} of ${reads().length}`);
  const { stats } = mj;
  assert.equal(stats.requests, reads().length + 3);
  assert.equal(
    stats.polls,
    reads().reduce((sum, { ids }) => sum + ids.length, 0),
  );
  assert.equal(
    stats.batched,
    shared.reduce((sum, { ids }) => sum + ids.length, 0),
  );
  assert.ok(stats.bytes > 500 && stats.retries === 0);
});

test("requests for several tasks keep their distance, and no task is asked for twice at once", async (context) => {
  const { mj, reads, pass } = await setUp(context, { length: (id) => 15_000 + 700 * Number(id) });
  const jobs = Array.from({ length: 10 }, () => mj.imagine("cat"));
  await pass(30_000);
  await ended(jobs);
  const times = reads().map(({ at }) => at);
  const gaps = times.slice(1).map((at, number) => at - times[number]);
  assert.ok(Math.min(...gaps) >= 1_000, String(gaps));
  assert.ok(times.length <= 14, String(gaps));
});

test("a task that is due in long is not read with one that is due now", async (context) => {
  const { mj, reads, pass } = await setUp(context, { length: () => 600_000 });
  const old = mj.wait({ v: 1, id: "old", baseUrl: "https://gateway.example", submittedAt: Date.now() - 100_000 });
  const young = mj.imagine("cat");
  await pass(4_000);
  const alone = reads().filter(({ ids }) => ids.length === 1 && ids[0] === "1");
  assert.ok(alone.length > 0, JSON.stringify(reads()));
  await Promise.all([old, young].map((job) => job.cancel()));
  await Promise.allSettled([old, young]);
});

test("a single task is read by itself", async (context) => {
  const { mj, reads, pass } = await setUp(context);
  const job = mj.imagine("cat");
  await pass(25_000);
  await job;
  assert.ok(reads().every(({ path }) => path === "/task/1/fetch"));
  assert.ok(reads().length <= 12, String(reads().length));
  assert.equal(mj.stats.batched, 0);
});

for (const [name, answer] of [
  ["405", () => json("", 405)],
  ["404", () => json({ error: "not found" }, 404)],
  ["501", () => json("", 501)],
  ["its home page", () => json("<!doctype html><p>home</p>")],
]) {
  test(`a gateway that answers a list with ${name} is asked for each task, and later for a list again`, async (context) => {
    const { mj, reads, pass } = await setUp(context, { lists: answer, length: () => 400_000 });
    const jobs = [mj.imagine("one"), mj.imagine("two")];
    await pass(60_000, 500);
    assert.equal(reads().filter(({ ids }) => ids.length > 1).length, 1);
    await pass(360_000, 1_000);
    assert.deepEqual(await ended(jobs), ["1", "2"]);
    assert.equal(reads().filter(({ ids }) => ids.length > 1).length, 2);
  });
}

test("a list that fails ends no job", async (context) => {
  const answers = [() => json("", 500), () => json("", 429), () => Promise.reject(new TypeError("fetch failed"))];
  const { mj, pass, reads } = await setUp(context, { lists: () => answers.shift()?.() });
  const jobs = [mj.imagine("one"), mj.imagine("two")];
  await pass(45_000);
  assert.deepEqual(await ended(jobs), ["1", "2"]);
  assert.equal(answers.length, 0);
  assert.ok(reads().length < 40);
});

test("a task that a list lacks is asked for by itself before it counts as lost", async (context) => {
  const { mj, pass, reads } = await setUp(context, { lists: ({ ids, row }) => json(ids.filter((id) => id !== "b").map(row)) });
  const jobs = ["a", "b"].map((id) => mj.wait(id));
  await pass(30_000);
  assert.deepEqual(await ended(jobs), ["a", "b"]);
  assert.ok(reads().some(({ ids }) => ids.length === 2) && reads().some(({ path }) => path === "/task/b/fetch"));
});

for (const [place, order] of [
  ["last", (rows, stale) => [...rows, ...stale]],
  ["first", (rows, stale) => [...stale, ...rows]],
]) {
  test(`of two rows of one task the further one counts: the stale one is ${place}`, async (context) => {
    const stale = (id) => ({ id, status: "", progress: "0%" });
    const { mj, pass } = await setUp(context, { lists: ({ ids, row }) => json(order(ids.map(row), ids.map(stale))) });
    const jobs = [mj.imagine("one"), mj.imagine("two")];
    await pass(25_000);
    assert.deepEqual(await ended(jobs), ["1", "2"]);
  });
}

for (const [name, leave] of Object.entries({
  cancel: (job) => job.cancel(),
  abort: (_job, _mj, controller) => controller.abort(),
  close: (_job, mj) => mj.close(),
})) {
  test(`after ${name} nobody asks any more`, async (context) => {
    const { mj, asked, pass } = await setUp(context);
    const controller = new AbortController();
    const job = mj.imagine("cat", { signal: controller.signal });
    const ended = assert.rejects(job);
    await pass(5_000);
    const before = asked.length;
    await leave(job, mj, controller);
    await ended;
    await pass(60_000, 1_000);
    assert.ok(before >= 2);
    assert.equal(asked.length, before, JSON.stringify(asked));
  });
}

test("when the job that has asked is cancelled, another one asks", async (context) => {
  let hanging = true;
  const { mj, pass, settle } = await setUp(context, {
    lists: ({ signal }) =>
      hanging ? new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))) : undefined,
  });
  const jobs = [mj.imagine("one"), mj.imagine("two"), mj.imagine("three")];
  await pass(2_000);
  hanging = false;
  jobs[0].catch(() => {});
  await jobs[0].cancel();
  await settle();
  await pass(25_000);
  await assert.rejects(jobs[0], MidjourneyError);
  assert.deepEqual(await ended(jobs.slice(1)), ["2", "3"]);
});

test("thousands of tasks are asked for in pieces, of which one that fails does not hurt the others", async (context) => {
  let failed = 0;
  const { mj, pass, reads } = await setUp(context, {
    lists: ({ ids }) => (ids.includes("w7") && failed++ < 3 ? json("", 502) : undefined),
  });
  const jobs = Array.from({ length: 2_500 }, (_, number) => mj.wait(`w${number}`));
  await pass(40_000, 500);
  assert.equal(new Set(await ended(jobs)).size, 2_500);
  assert.ok(failed >= 3);
  const sizes = reads().map(({ ids }) => ids.length);
  // Without waiting for one another.
  assert.deepEqual(sizes.slice(0, 3).toSorted(), [1_000, 1_000, 500]);
  assert.equal(reads()[2].at, reads()[0].at);
  assert.equal(Math.max(...sizes), 1_000);
  assert.ok(sizes.length < 120, String(sizes.length));
});

test("poll.strategy decides, within the shortest pause", async (context) => {
  const seen = [];
  const strategy = (task, planned) => {
    seen.push([task?.progress, planned]);
    return seen.length === 1 ? 5_000 : seen.length === 2 ? 0 : undefined;
  };
  const { mj, reads, pass } = await setUp(context, { poll: { min: 2_000, strategy } });
  const job = mj.imagine("cat");
  await pass(30_000);
  await job;
  const times = reads().map(({ at }) => at);
  assert.deepEqual(times.slice(0, 3), [2_000, 7_000, 9_000]);
  assert.ok(seen.every(([progress, planned]) => progress >= 0 && planned >= 2_000));
});

test("what a strategy gives is a pause if it is a number that is not negative, and else what was planned is done", async (context) => {
  const odd = [null, false, true, "", "9000", [], [7], new Date(), {}, NaN, -1, -Infinity, undefined, 9_000n];
  const planned = [];
  const strategy = (_task, pause) => {
    planned.push(pause);
    return odd[planned.length - 1];
  };
  const { mj, reads, pass } = await setUp(context, { length: () => 60_000, poll: { min: 1_000, max: 1_000, strategy } });
  const job = mj.imagine("cat");
  await pass(62_000);
  await job;
  assert.ok(planned.length > odd.length);
  assert.deepEqual(new Set(planned), new Set([1_000]));
  const times = reads().map(({ at }) => at);
  assert.ok(
    times.every((at, look) => at === (look + 1) * 1_000),
    String(times),
  );
});

for (const [name, others] of Object.entries({
  "with headers of their own": (mj) =>
    Array.from({ length: 4 }, () => mj.imagine("cat", { headers: { "x-account": "2" }, poll: { max: 1_000 } })),
  "whose windows were answered": (mj) =>
    Array.from({ length: 6 }, (_, at) =>
      mj.wait({ v: 1, id: `m${at}`, baseUrl: "https://gateway.example", submittedAt: Date.now() - 900 * at, modal: true }),
    ),
})) {
  test(`jobs ${name} are asked for alone, and keep nobody else waiting`, async (context) => {
    const { mj, reads, pass, now } = await setUp(context, { length: (id) => (id === "dog" ? 10_000 : 120_000) });
    const busy = others(mj);
    await pass(700);
    const dog = mj.wait("dog", { timeout: 20_000 });
    let over;
    const settled = dog.then(
      () => (over = now()),
      (error) => (over = error),
    );
    await pass(30_000);
    await settled;
    assert.ok(over >= 10_000 && over < 16_000, String(over));
    assert.ok(reads().filter(({ ids }) => ids[0] === "dog").length >= 3);
    mj.close();
    await Promise.allSettled(busy);
  });
}

for (const [min, timeout] of [
  [60_000, 90_000],
  [30_000, 31_000],
]) {
  test(`a deadline holds however far apart looks must be: ${min} and ${timeout} ms`, async (context) => {
    const { mj, pass, now } = await setUp(context, { length: () => 600_000 });
    const other = mj.imagine("cat");
    let over;
    const job = mj.wait("dog", { timeout, poll: { min } });
    const settled = assert.rejects(job, { code: "task_timeout" }).then(() => (over = now()));
    await pass(200_000, 500);
    await settled;
    assert.ok(over >= timeout && over <= timeout + 5_000, String(over));
    mj.close();
    await Promise.allSettled([other]);
  });
}

test("a strategy that throws is reported, and what was planned is done", async (context) => {
  const report = context.mock.method(console, "error", () => {});
  const thrown = new Error("of the caller");
  const strategy = () => {
    throw thrown;
  };
  const { mj, pass } = await setUp(context, { poll: { strategy } });
  const job = mj.imagine("cat");
  await pass(25_000);
  await job;
  assert.equal(report.mock.calls[0].arguments[0], thrown);
});

test("equal limits make the pause fixed", async (context) => {
  const { mj, reads, pass } = await setUp(context, { poll: { min: 3_000, max: 3_000 } });
  const job = mj.imagine("cat");
  await pass(25_000);
  await job;
  assert.deepEqual(
    reads().map(({ at }) => at),
    [3, 6, 9, 12, 15, 18, 21].map((seconds) => seconds * 1_000),
  );
});

test("whoever comes back sees at once how far all are, by one request, and nobody listens for longer than that", async (context) => {
  const events = new EventTarget();
  const listeners = new Map();
  const document = { hidden: false, addEventListener: add, removeEventListener: remove };
  function add(name, hear) {
    listeners.set(name, (listeners.get(name) ?? 0) + 1);
    events.addEventListener(name, hear);
  }
  function remove(name, hear) {
    listeners.set(name, listeners.get(name) - 1);
    events.removeEventListener(name, hear);
  }
  Object.assign(globalThis, { document, addEventListener: add, removeEventListener: remove });
  context.after(() => {
    for (const name of ["document", "addEventListener", "removeEventListener"]) delete globalThis[name];
  });
  const { mj, reads, pass, settle } = await setUp(context, { length: () => 300_000, poll: { min: 1_000, max: 60_000 } });
  const jobs = [mj.imagine("one"), mj.imagine("two")];
  document.hidden = true;
  await pass(30_000, 500);
  const before = reads().length;
  events.dispatchEvent(new Event("visibilitychange"));
  await settle();
  assert.equal(reads().length, before, "it is hidden still");
  document.hidden = false;
  events.dispatchEvent(new Event("visibilitychange"));
  events.dispatchEvent(new Event("pageshow"));
  await settle();
  assert.deepEqual(
    reads()
      .slice(before)
      .map(({ ids }) => ids.length),
    [2],
  );
  // Not closer than tasks that share requests are looked at.
  events.dispatchEvent(new Event("online"));
  await settle();
  assert.equal(reads().length, before + 1);
  await pass(2_000);
  events.dispatchEvent(new Event("online"));
  await settle();
  assert.equal(reads().length, before + 2);
  assert.deepEqual([...listeners.values()], [1, 1, 1]);
  for (const job of jobs) await job.cancel();
  await Promise.allSettled(jobs);
  assert.deepEqual([...listeners.values()], [0, 0, 0]);
});

test("a client whose jobs have their own headers asks for each by itself", async (context) => {
  const { mj, reads, pass } = await setUp(context);
  const jobs = ["a", "b"].map((account) => mj.imagine("cat", { headers: { "x-account": account } }));
  await pass(25_000);
  await ended(jobs);
  assert.ok(reads().every(({ ids }) => ids.length === 1));
});

test("a gateway that asks to be left alone for a while is, whoever comes back or shares a request", async (context) => {
  const busy = new Set();
  const { mj, reads, pass } = await setUp(context, {
    length: () => 120_000,
    lists: ({ ids }) => {
      if (busy.size > 0) return;
      for (const id of ids) busy.add(id);
      return new Response("", { status: 429, headers: { "retry-after": "30" } });
    },
  });
  const jobs = [mj.imagine("one"), mj.imagine("two")];
  await pass(2_000);
  assert.deepEqual([...busy], ["1", "2"]);
  const until = reads()[0].at + 30_000;
  const other = mj.imagine("three");
  await pass(100_000, 500);
  const early = reads().filter(({ at, ids }) => at > reads()[0].at && at < until && ids.some((id) => busy.has(id)));
  assert.deepEqual(early, []);
  await pass(150_000, 1_000);
  assert.deepEqual(await ended([...jobs, other]), ["1", "2", "3"]);
});

test("an id that nobody knows is asked for once", async (context) => {
  const asked = [];
  context.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_700_000_000_000 });
  const fetch = async (url) => {
    asked.push(url);
    return new Response("", { status: 404 });
  };
  const job = new Midjourney({ baseUrl: "https://gateway.example", fetch }).wait("nobody");
  job.catch(() => {});
  for (let turn = 0; turn < 50; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    context.mock.timers.tick(100);
  }
  await assert.rejects(job, { code: "task_not_found" });
  assert.equal(asked.length, 1);
});

test("a task that was finished long ago does not make the next one seem slow", async (context) => {
  const { mj, reads, pass } = await setUp(context, { length: (id) => (id === "old" ? 0 : 60_000) });
  const old = mj.wait({ v: 1, id: "old", baseUrl: "https://gateway.example", submittedAt: Date.now() - 1e9 });
  await pass(1_000);
  await old;
  const job = mj.imagine("cat", { onProgress() {} });
  await pass(70_000);
  await job;
  const times = reads().map(({ at }) => at);
  const gaps = times.slice(2).map((at, number) => at - times[number + 1]);
  assert.ok(Math.max(...gaps.slice(0, 2)) <= 5_100, String(gaps));
});

test("equal limits hold for several tasks too", async (context) => {
  const { mj, reads, pass } = await setUp(context, { poll: { min: 3_000, max: 3_000 } });
  const jobs = [mj.imagine("one"), mj.imagine("two")];
  await pass(25_000);
  await ended(jobs);
  assert.deepEqual(
    reads().map(({ at, ids }) => [at, ids.length]),
    [3, 6, 9, 12, 15, 18, 21].map((seconds) => [seconds * 1_000, 2]),
  );
});
