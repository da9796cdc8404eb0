// When a submit that was turned away is sent again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MidjourneyError, RateLimitError } from "../support/package.js";
import { json } from "../support/script.js";
import { BEGIN, World } from "../support/world.js";

const refused = (code, description, status = 400, headers = {}) => ({
  ...json({ code, description, type: "upstream_error" }),
  status,
  headers,
});
const unfinished = () => refused(4, "task_status_not_success ");

/** When an action is sent to a gateway that gives these answers, the last one for ever, and what becomes of it; in seconds. */
const act = async (answers, options) => {
  const script = () => answers[Math.min(world.exchanges.length, answers.length) - 1]();
  const world = await World.begin({ script, latency: 0 });
  try {
    const { value, error } = await world.run(() => world.client(options).submit.action("1", "MJ::JOB::upsample::1::abc"));
    return { sent: world.exchanges.map(({ at }) => (at - BEGIN) / 1000), outcome: value ?? error, now: world.age / 1000 };
  } finally {
    world.end();
  }
};

const accepted = () => json({ code: 1, description: "ok", result: "2" });

test("an action on a task that a relay's copy shows as unfinished is sent again every 5 s", async () => {
  const { sent, outcome } = await act([unfinished, unfinished, unfinished, accepted]);
  assert.deepEqual(sent, [0, 5, 10, 15]);
  assert.equal(outcome.id, "2");
});

test("a copy that never catches up is waited for for 45 s", async () => {
  const { sent, outcome } = await act([unfinished]);
  assert.deepEqual([sent.length, sent.at(-1)], [10, 45]);
  assert.ok(MidjourneyError.is(outcome));
  assert.deepEqual([outcome.code, outcome.maybeSubmitted], ["validation", false]);
});

test("maxRetries: 0 sends nothing again", async () => {
  const { sent, outcome } = await act([unfinished, accepted], { maxRetries: 0 });
  assert.deepEqual([sent, outcome.code], [[0], "validation"]);
});

test("only those words are a proof: another refusal of the gateway's is not sent again", async () => {
  for (const answer of [() => refused(4, "prompt_is_required "), () => refused(4, "task_status_not_success ", 500)]) {
    const { sent } = await act([answer, accepted]);
    assert.deepEqual(sent, [0]);
  }
});

test("who asks to be left alone for longer than the call may take is not asked again, and the caller learns it at once", async () => {
  const date = new Date(BEGIN + 4_000).toUTCString();
  for (const [after, wanted] of [
    ["30", [0]],
    ["3", [0, 3]],
    [date, [0, (Date.parse(date) - BEGIN) / 1000]],
    ["86400", [0]],
  ]) {
    const busy = () => refused(30, "busy", 429, { "retry-after": after });
    const { sent, outcome, now } = await act([busy, accepted], { timeout: 20_000 });
    assert.deepEqual(sent, wanted, after);
    if (wanted.length === 1) assert.deepEqual([outcome.constructor, now], [RateLimitError, 0], after);
  }
});

test("an absurd Retry-After is none", async () => {
  for (const after of ["-5", "soon", "NaN", "", "1e300", "1e400", "31536000"]) {
    const busy = () => refused(30, "busy", 429, { "retry-after": after });
    const { sent, outcome } = await act([busy, accepted]);
    assert.equal(sent.length, 2);
    assert.ok(sent[1] <= 0.5, `${after}: ${sent[1]} s`);
    assert.equal(outcome.id, "2");
  }
});
