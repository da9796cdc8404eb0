// How calls end that do not end by themselves: aborted with whatever, closed, and very many at once.

import assert from "node:assert/strict";
import { getEventListeners, setMaxListeners } from "node:events";
import { test } from "node:test";
import { MidjourneyError } from "./setup.js";
import { Stage } from "./stage.js";

const VERBS = ["imagine", "wait", "fetch", "fetchMany", "get", "post", "submit", "press", "modal", "find"];

/** Plays a script, in which nothing may go wrong, and gives its calls. */
const played = async (script) => {
  const stage = new Stage(script);
  assert.deepEqual(await stage.play(), [], JSON.stringify(script));
  return stage;
};

for (const reason of ["nothing", "text", "null", "object", "error"]) {
  test(`an abort with ${reason} arrives untouched, whatever it ends`, async () => {
    for (const verb of VERBS) {
      for (const after of [0, 1, 500]) {
        const ends = { how: "abort", after, reason };
        const { calls } = await played({ calls: [{ verb, ends }], submits: [{ latency: 4_000 }], ever: { latency: 4_000 } });
        assert.equal(calls[0].settled.error, calls[0].controller.signal.reason, verb);
        if (reason === "nothing") assert.equal(calls[0].settled.error.name, "AbortError");
        assert.equal(calls[0].settled.at - calls[0].begun, after, verb);
      }
    }
  });
}

test("one signal for a thousand calls keeps no listener, and ends all that are open", async () => {
  const stage = new Stage({});
  try {
    const controller = new AbortController();
    const { signal } = controller;
    setMaxListeners(0, signal);
    const settled = async (calls) => {
      const all = Promise.allSettled(calls);
      let isOver = false;
      all.then(() => (isOver = true));
      assert.ok(await stage.clock.pass(120_000, () => isOver));
      return all;
    };
    // None of them is a call of the script, by which its rules go.
    stage.network.sent = stage.network.heard = () => {};
    stage.gateway.begin("1");
    const make = (number) =>
      number % 2 ? stage.mj.fetch("1", { signal }) : stage.mj.imagine("cat", { signal, state: String(number) });
    const first = await settled(Array.from({ length: 1_000 }, (_, number) => make(number)));
    for (const { status } of first) assert.equal(status, "fulfilled");
    assert.equal(getEventListeners(signal, "abort").length, 0);
    const calls = Array.from({ length: 1_000 }, (_, number) => make(number));
    assert.equal(getEventListeners(signal, "abort").length, 1_000);
    controller.abort("enough");
    for (const { reason } of await settled(calls)) assert.equal(reason, "enough");
    assert.equal(getEventListeners(signal, "abort").length, 0);
    assert.equal(stage.clock.timers, 0);
  } finally {
    stage.end();
  }
});

for (const lists of ["rows", "404"]) {
  test(`two hundred jobs of one client at once, where lists are answered with ${lists}`, async () => {
    const calls = Array.from({ length: 200 }, (_, number) => ({ verb: "imagine", at: number % 7 }));
    const { calls: made, network } = await played({ calls, lists });
    for (const { settled } of made) assert.equal(settled.value.status, "SUCCESS");
    const looks = network.exchanges.filter(({ isSubmit }) => !isSubmit);
    if (lists === "rows") assert.ok(looks.length < 200, `${looks.length} looks`);
  });
}

test("a client that is closed, or disposed of, in mid-call ends all calls at once and takes no other", async () => {
  for (const at of [0, 40, 80, 81, 1_000, 3_000]) {
    const calls = VERBS.map((verb) => ({ verb, at: 0 }));
    const stage = await played({ calls, events: [{ at, what: "close" }] });
    const open = stage.calls.filter(({ settled }) => settled.at - stage.begun >= at && "error" in settled);
    assert.ok(open.length > 0, `${at}`);
    for (const { settled } of open) assert.equal(settled.error.code, "closed");
    const late = await stage.mj.fetch("1").catch((error) => error);
    assert.ok(MidjourneyError.is(late));
    assert.equal(late.code, "closed");
  }
  const { dispose } = /** @type {any} */ (Symbol);
  if (dispose) {
    const { mj } = await played({ calls: [] });
    mj[dispose]();
    assert.equal((await mj.fetch("1").catch((error) => error)).code, "closed");
  }
});
