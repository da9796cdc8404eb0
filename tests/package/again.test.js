// When a submit that was turned away is sent again, on a clock of its own.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Midjourney, RateLimitError, MidjourneyError } from "./setup.js";

// Before the clock stands still. Node does not wait for WebAssembly that is being compiled.
const waiting = setInterval(() => {}, 1_000);
await new Midjourney({ baseUrl: "https://gateway.example" }).ready;
clearInterval(waiting);

const refused = (code, description, status = 400, headers = {}) =>
  new Response(JSON.stringify({ code, description, type: "upstream_error" }), { status, headers });
const unfinished = () => refused(4, "task_status_not_success ");

/**
 * When an action is sent to a gateway that gives these answers, the last one for ever, and what becomes of it.
 * @param {import("node:test").TestContext} context
 */
const act = async (context, answers, options) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_700_000_000_000 });
  const started = Date.now();
  const sent = [];
  const fetch = async () => {
    sent.push((Date.now() - started) / 1000);
    return answers[Math.min(sent.length, answers.length) - 1]();
  };
  const mj = new Midjourney({ baseUrl: "https://gateway.example", fetch, ...options });
  let outcome;
  mj.submit.action("1", "MJ::JOB::upsample::1::abc").then(
    (submission) => (outcome = submission),
    (error) => (outcome = error),
  );
  for (let second = 0; second < 1_000; second += 0.5) {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (outcome) break;
    context.mock.timers.tick(500);
  }
  return { sent, outcome, now: (Date.now() - started) / 1000 };
};

const accepted = () => new Response(JSON.stringify({ code: 1, description: "ok", result: "2" }));

test("an action on a task that a relay's copy shows as unfinished is sent again every 5 s", async (context) => {
  const { sent, outcome } = await act(context, [unfinished, unfinished, unfinished, accepted]);
  assert.deepEqual(sent, [0, 5, 10, 15]);
  assert.equal(outcome.id, "2");
});

test("a copy that never catches up is waited for for 45 s", async (context) => {
  const { sent, outcome } = await act(context, [unfinished]);
  assert.deepEqual([sent.length, sent.at(-1)], [10, 45]);
  assert.ok(MidjourneyError.is(outcome));
  assert.deepEqual([outcome.code, outcome.maybeSubmitted], ["validation", false]);
});

test("maxRetries: 0 sends nothing again", async (context) => {
  const { sent, outcome } = await act(context, [unfinished, accepted], { maxRetries: 0 });
  assert.deepEqual([sent, outcome.code], [[0], "validation"]);
});

test("only those words are a proof: another refusal of the gateway's is not sent again", async (context) => {
  for (const answer of [() => refused(4, "prompt_is_required "), () => refused(4, "task_status_not_success ", 500)]) {
    const { sent } = await act(context, [answer, accepted]);
    context.mock.timers.reset();
    assert.deepEqual(sent, [0]);
  }
});

test("who asks to be left alone for longer than the call may take is not asked again, and the caller learns it at once", async (context) => {
  for (const [after, wanted] of [
    ["30", [0]],
    ["3", [0, 3]],
    [new Date(1_700_000_000_000 + 4_000).toUTCString(), [0, 4]],
    ["31536000", [0]],
    ["1e300", [0]],
  ]) {
    const busy = () => refused(30, "busy", 429, { "retry-after": after });
    const { sent, outcome, now } = await act(context, [busy, accepted], { timeout: 20_000 });
    context.mock.timers.reset();
    assert.deepEqual(sent, wanted, after);
    if (wanted.length === 1) assert.deepEqual([outcome.constructor, now], [RateLimitError, 0], after);
  }
});

test("an absurd Retry-After is none", async (context) => {
  for (const after of ["-5", "soon", "NaN", ""]) {
    const busy = () => refused(30, "busy", 429, { "retry-after": after });
    const { sent, outcome } = await act(context, [busy, accepted]);
    context.mock.timers.reset();
    assert.equal(sent.length, 2);
    assert.ok(sent[1] <= 0.5, `${after}: ${sent[1]} s`);
    assert.equal(outcome.id, "2");
  }
});
