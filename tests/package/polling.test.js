// How open tasks are polled: jobs of one client share requests.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MidjourneyError } from "../support/package.js";
import { asked, json } from "../support/script.js";
import { BASE_URL, World } from "../support/world.js";

/** A response without JSON. @param {number} status @param {string} [body] @param {Record<string, string>} [headers] */
const told = (status, body = "", headers = {}) => ({ status, body, headers });

/**
 * A gateway whose tasks last as long as their ids say, and what it is asked; requests take no time.
 * @param {import("node:test").TestContext} context
 */
const setUp = async (context, { lists = () => undefined, length = () => 20_000, ...options } = {}) => {
  const submitted = new Map();
  const script = async (exchange) => {
    const row = (id) => {
      const age = world.age - (submitted.get(id) ?? 0);
      const isDone = age >= length(id);
      const progress = Math.min(93, Math.floor((age / length(id)) * 7) * 15);
      return { id, status: isDone ? "SUCCESS" : "IN_PROGRESS", progress: `${isDone ? 100 : progress}%`, imageUrl: "/i" };
    };
    if (exchange.isSubmit) {
      const id = String(submitted.size + 1);
      submitted.set(id, world.age);
      return json({ code: 1, result: id });
    }
    if (exchange.verb === "fetch") return json(row(asked(exchange)));
    const { ids } = exchange.json;
    return (await lists({ ids, row, exchange })) ?? json(ids.map(row).reverse());
  };
  const world = await World.begin({ script, latency: 0 });
  context.after(() => world.end());
  const idsOf = (exchange) => (exchange.verb === "fetch" ? [asked(exchange)] : exchange.json.ids);
  return {
    mj: world.client(options),
    world,
    reads: () =>
      world.exchanges
        .filter(({ isSubmit }) => !isSubmit)
        .map((exchange) => ({ at: exchange.at - world.begun, verb: exchange.verb, ids: idsOf(exchange) })),
    pass: (time) => world.spend(time),
    settle: () => world.clock.quiet(),
  };
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
  const old = mj.wait({ v: 1, id: "old", baseUrl: BASE_URL, submittedAt: Date.now() - 100_000 });
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
  assert.ok(reads().every(({ verb, ids }) => verb === "fetch" && ids[0] === "1"));
  assert.ok(reads().length <= 12, String(reads().length));
  assert.equal(mj.stats.batched, 0);
});

for (const [name, answer] of [
  ["405", () => told(405)],
  ["404", () => told(404, '{"error":"not found"}')],
  ["501", () => told(501)],
  ["its home page", () => told(200, "<!doctype html><p>home</p>")],
]) {
  test(`a gateway that answers a list with ${name} is asked for each task, and later for a list again`, async (context) => {
    const { mj, reads, pass } = await setUp(context, { lists: answer, length: () => 400_000 });
    const jobs = [mj.imagine("one"), mj.imagine("two")];
    await pass(60_000);
    assert.equal(reads().filter(({ ids }) => ids.length > 1).length, 1);
    await pass(360_000);
    assert.deepEqual(await ended(jobs), ["1", "2"]);
    assert.equal(reads().filter(({ ids }) => ids.length > 1).length, 2);
  });
}

test("a list that fails ends no job", async (context) => {
  const answers = [() => told(500), () => told(429), () => Promise.reject(new TypeError("fetch failed"))];
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
  assert.ok(reads().some(({ ids }) => ids.length === 2) && reads().some(({ verb, ids }) => verb === "fetch" && ids[0] === "b"));
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
    const { mj, world, pass } = await setUp(context);
    const controller = new AbortController();
    const job = mj.imagine("cat", { signal: controller.signal });
    const ended = assert.rejects(job);
    await pass(5_000);
    const before = world.exchanges.length;
    await leave(job, mj, controller);
    await ended;
    await pass(60_000);
    assert.ok(before >= 2);
    assert.equal(world.exchanges.length, before);
  });
}

test("when the job that has asked is cancelled, another one asks", async (context) => {
  let hanging = true;
  const { mj, pass, settle } = await setUp(context, {
    lists: ({ exchange }) => (hanging ? exchange.never() : undefined),
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
    lists: ({ ids }) => (ids.includes("w7") && failed++ < 3 ? told(502) : undefined),
  });
  const jobs = Array.from({ length: 2_500 }, (_, number) => mj.wait(`w${number}`));
  await pass(40_000);
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
      mj.wait({ v: 1, id: `m${at}`, baseUrl: BASE_URL, submittedAt: Date.now() - 900 * at, modal: true }),
    ),
})) {
  test(`jobs ${name} are asked for alone, and keep nobody else waiting`, async (context) => {
    const { mj, reads, pass, world } = await setUp(context, { length: (id) => (id === "dog" ? 10_000 : 120_000) });
    const busy = others(mj);
    await pass(700);
    const dog = mj.wait("dog", { timeout: 20_000 });
    let over;
    const settled = dog.then(
      () => (over = world.age),
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
    const { mj, pass, world } = await setUp(context, { length: () => 600_000 });
    const other = mj.imagine("cat");
    let over;
    const job = mj.wait("dog", { timeout, poll: { min } });
    const settled = assert.rejects(job, { code: "task_timeout" }).then(() => (over = world.age));
    await pass(200_000);
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
  const { mj, reads, pass, settle, world } = await setUp(context, { length: () => 300_000, poll: { min: 1_000, max: 60_000 } });
  const jobs = [mj.imagine("one"), mj.imagine("two")];
  const { page } = world;
  page.hide(true);
  await pass(30_000);
  const before = reads().length;
  page.hide(true);
  await settle();
  assert.equal(reads().length, before, "it is hidden still");
  page.hide(false);
  page.window.dispatchEvent(new Event("pageshow"));
  await settle();
  assert.deepEqual(
    reads()
      .slice(before)
      .map(({ ids }) => ids.length),
    [2],
  );
  // Not closer than tasks that share requests are looked at.
  page.connect(true);
  await settle();
  assert.equal(reads().length, before + 1);
  await pass(2_000);
  page.connect(true);
  await settle();
  assert.equal(reads().length, before + 2);
  assert.equal(page.listeners, 3);
  for (const job of jobs) await job.cancel();
  await Promise.allSettled(jobs);
  assert.equal(page.listeners, 0);
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
      return told(429, "", { "retry-after": "30" });
    },
  });
  const jobs = [mj.imagine("one"), mj.imagine("two")];
  await pass(2_000);
  assert.deepEqual([...busy], ["1", "2"]);
  const until = reads()[0].at + 30_000;
  const other = mj.imagine("three");
  await pass(100_000);
  const early = reads().filter(({ at, ids }) => at > reads()[0].at && at < until && ids.some((id) => busy.has(id)));
  assert.deepEqual(early, []);
  await pass(150_000);
  assert.deepEqual(await ended([...jobs, other]), ["1", "2", "3"]);
});

test("an id that nobody knows is asked for once", async (context) => {
  const world = await World.begin({ script: () => told(404) });
  context.after(() => world.end());
  const { error } = await world.run(() => world.client().wait("nobody"));
  assert.equal(error.code, "task_not_found");
  assert.equal(world.exchanges.length, 1);
});

test("a task that was finished long ago does not make the next one seem slow", async (context) => {
  const { mj, reads, pass } = await setUp(context, { length: (id) => (id === "old" ? 0 : 60_000) });
  const old = mj.wait({ v: 1, id: "old", baseUrl: BASE_URL, submittedAt: Date.now() - 1e9 });
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
