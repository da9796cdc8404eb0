// The world itself: that it is as it says, and that it would notice what it is there to notice.

import assert from "node:assert/strict";
import { test } from "node:test";
import { BEGIN, DIALECTS, World, nothing } from "./world.js";

/** Does something in a world, which ends in any case. @template T @param {import("./world.js").Given} given @param {(world: World) => Promise<T>} act */
const inside = async (given, act) => {
  const world = await World.begin(given);
  try {
    return await act(world);
  } finally {
    world.end();
  }
};

for (const dialect of DIALECTS) {
  test(`a picture of ${dialect}, in no time, and the same in every run`, async () => {
    const once = () =>
      inside({ dialect }, async (world) => {
        const { value, error } = await world.run(() => world.client().imagine("black cat", { state: "mine" }));
        assert.equal(error, undefined);
        assert.equal(value.status, "SUCCESS");
        assert.deepEqual(world.left, nothing);
        assert.deepEqual(world.submits(), { sent: 1, received: 1, accepted: 1 });
        return [value, world.age, world.exchanges.map(({ at, verb }) => `${at - BEGIN} ${verb}`)];
      });
    const real = Date.now();
    assert.deepEqual(await once(), await once());
    assert.ok(Math.abs(Date.now() - real) < 10_000 && Date.now() > BEGIN);
  });
}

test("whatever is left is told", () =>
  inside({}, async (world) => {
    const { signal } = world.signal();
    setTimeout(() => {}, 1e6);
    signal.addEventListener("abort", () => {});
    document.addEventListener("visibilitychange", () => {});
    const response = await world.run(() => world.fetch("http://gateway.test/fast/mj/task/1320098173412546/fetch"));
    assert.deepEqual(world.left, { timers: 1, requests: 1, listeners: 2 });
    // Its body is to be read, or cancelled.
    await response.value.body.cancel();
    assert.equal(world.left.requests, 0);
    assert.deepEqual(
      world.exchanges.map(({ end }) => end),
      ["cancelled"],
    );
  }));

test("a request that is aborted on its way is over, and has not reached the gateway", () =>
  inside({}, async (world) => {
    const abort = new AbortController();
    const asked = world.fetch("http://gateway.test/fast/mj/submit/imagine", {
      method: "POST",
      body: '{"prompt":"cat"}',
      headers: { authorization: "Bearer any", "content-type": "application/json" },
      signal: abort.signal,
    });
    asked.catch(() => {});
    await world.spend(39);
    abort.abort("enough");
    assert.deepEqual(await world.run(() => asked), { error: "enough" });
    assert.deepEqual(world.submits(), { sent: 1, received: 0, accepted: 0 });
    assert.deepEqual(world.left, nothing);
  }));

test("a fault meets the requests that it names", () =>
  inside({}, async (world) => {
    const teapot = () => ({ status: 418, body: null });
    world.fault({ verb: "fetch", nth: [2, 3], act: teapot });
    world.fault({ verb: "fetch", from: 5_000, until: 6_000, act: teapot });
    const ask = async () =>
      (await world.run(() => world.fetch("http://gateway.test/fast/mj/task/1320098173412546/fetch"))).value.status;
    const seen = [];
    for (let second = 0; second < 8; second++) {
      seen.push(await ask());
      await world.spend(1_000 - (world.age % 1_000));
    }
    assert.deepEqual(
      seen.map((status) => status === 418),
      [false, true, true, false, false, true, false, false],
    );
  }));

test("the wall clock can be set, and the machine can sleep", () =>
  inside({}, async (world) => {
    /** @type {string[]} */
    const fired = [];
    setTimeout(() => fired.push("timer"), 1_000);
    world.clock.set(3_600_000);
    assert.equal(Date.now(), BEGIN + 3_600_000);
    assert.equal(world.age, 0);
    await world.spend(999);
    assert.deepEqual(fired, []);
    world.clock.sleep(60_000);
    assert.equal(world.age, 60_999);
    assert.deepEqual(fired, []);
    await world.spend(1);
    assert.deepEqual(fired, ["timer"]);
  }));
