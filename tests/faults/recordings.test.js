// Every recorded answer of a real server, at each point of a job where it can come: the job survives it, or ends with the error that the table
// names, and a submit is sent once.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as midjourney from "../package/setup.js";
import { World, nothing } from "../world/world.js";
import { RECORDED, bigIntegers } from "./recordings.js";
import { GOOD, asked, json, play, row } from "./script.js";

/** @typedef {import("./recordings.js").Recorded} Recorded */

const picture = midjourney.png(2, 2);
const parent = { id: "7", status: "SUCCESS", prompt: "cat" };
const button = { customId: "MJ::JOB::upsample::1::26d56b92", label: "U1" };

/** How each verb is called. @type {Record<string, (mj: any, options: object) => any>} */
const calls = {
  imagine: (mj, options) => mj.imagine("cat", options),
  blend: (mj, options) => mj.blend([picture, picture], options),
  describe: (mj, options) => mj.describe(picture, options),
  shorten: (mj, options) => mj.shorten("a long prompt", options),
  action: (mj, options) => mj.action({ ...parent, buttons: [button] }, "U1", options),
  change: (mj, options) => mj.action(parent, "U1", options),
  modal: (mj, options) => mj.modal("7", { prompt: "cat" }, options),
};

/** What ends a job's looks, of the errors that the table names: all else passes. */
const FINAL = ["unauthorized", "forbidden", "redirect", "http_error"];

/** The error of a task's own end. @type {Record<string, string>} */
const ENDS = { FAILURE: "task_failed", CANCEL: "task_cancelled", MODAL: "modal_required" };

/**
 * Runs a call in a world that plays these lines, and looks for what must hold in any case.
 * @param {Parameters<typeof play>[1]} lines
 * @param {(mj: any, world: World) => PromiseLike<any>} call
 * @param {(outcome: { value?: any, error?: any }, world: World) => void} check
 */
const replayed = async (lines, call, check) => {
  const world = await World.begin();
  try {
    play(world, lines);
    const outcome = await world.run(() => call(world.client(), world));
    assert.ok(!outcome.open, "it never ended");
    assert.deepEqual(world.left, nothing, "something is left");
    if (outcome.error && !midjourney.MidjourneyError.is(outcome.error)) throw outcome.error;
    check(outcome, world);
    const asked = world.exchanges.length;
    await world.spend(60_000);
    assert.equal(world.exchanges.length, asked, "it goes on after its end");
  } finally {
    world.end();
  }
};

/** @param {{ value?: any, error?: any }} outcome @param {string | undefined} code */
const ended = ({ value, error }, code) => {
  assert.equal(error?.code, code, String(error ?? JSON.stringify(value)));
  if (!code) assert.equal(value.status, "SUCCESS");
};

/** Every digit of what was told is in what came of it. @param {Recorded} recorded @param {any} task */
const isExact = ({ text }, task) => {
  const told = JSON.stringify(task);
  for (const digits of bigIntegers(text)) assert.ok(told.includes(`"${digits}"`), `${digits} is not in ${told}`);
};

/** As the answer to a submit. @param {Recorded} recorded */
const asSubmit = async (recorded) => {
  const { verb: named, told, text, expected } = recorded;
  const verb = named in calls ? named : "imagine";
  const { outcome, id, code, maybeSubmitted } = expected;
  const maybe = maybeSubmitted === "true";
  // Proof that it was not taken; the last is a relay whose copy of the parent lags.
  const isTurnedAway = (code === "rate_limited" || code === "queue_full" || text.includes("task_status_not_success")) && !maybe;
  /** @type {any} */
  let job;
  const call = (/** @type {any} */ mj) => (job = calls[verb](mj, { modal: () => ({ prompt: "yes" }) }));
  const position = /^queued:(\d+)$/.exec(code)?.[1];
  await replayed({ [verb]: [told] }, call, (result, world) => {
    const sent = world.exchanges.filter((exchange) => exchange.verb === verb).length;
    if (outcome === "error" && !isTurnedAway) {
      ended(result, code);
      const { error } = result;
      assert.equal(error.maybeSubmitted, maybe, "maybeSubmitted");
      assert.equal(sent, 1, "sent");
      if (verb === "modal") assert.equal(error.token.id, "7");
      else assert.equal(error.token?.state, maybe ? job.toJSON().state : undefined, "the token");
      return;
    }
    ended(result, undefined);
    assert.equal(sent, isTurnedAway ? 2 : 1, "sent");
    const wanted = isTurnedAway ? (verb === "modal" ? "7" : GOOD) : id;
    const looked = world.exchanges.filter((exchange) => exchange.verb === "fetch").map(asked);
    assert.deepEqual([...new Set(looked)], [wanted], "the id that is asked for");
    const modals = world.exchanges.filter((exchange) => exchange.verb === "modal");
    if (verb !== "modal") {
      assert.deepEqual(
        modals.map((exchange) => exchange.json.taskId),
        outcome === "modal" ? [wanted] : [],
        "the modals",
      );
    }
  });
  if (position) {
    const { queuePosition } = await job.submission;
    assert.equal(queuePosition, Number(position));
  }
};

/** Whether an answer to a look ends the job, with which code, or how the task ended. @param {Recorded} recorded @param {boolean} isFresh */
const look = ({ expected: { outcome, status, code }, status: http, text }, isFresh) => {
  if (outcome === "missing") return { goesOn: !isFresh, code: isFresh ? "task_not_found" : undefined };
  if (outcome === "task") return { goesOn: !(status === "SUCCESS" || status in ENDS), code: ENDS[status] };
  const isPage = text.trim().startsWith("<") && http < 300;
  const isFinal = FINAL.includes(code) || (isFresh && isPage);
  return { goesOn: !isFinal, code: isFinal ? code : undefined };
};

/** As the answer to a look: of a job after `before` looks, or of a client that knows nothing. @param {Recorded} recorded @param {"first" | "later" | "fresh"} when */
const asLook = async (recorded, when) => {
  const isFresh = when === "fresh";
  const { goesOn, code } = look(recorded, isFresh);
  const { id: told, progress } = recorded.expected;
  const id = told === "-" ? GOOD : told;
  /** @type {any[]} */
  const seen = [];
  const options = { modal: "throw", onProgress: (/** @type {any} */ task) => seen.push(task) };
  const running = () => json(row(id, { status: "IN_PROGRESS", progress: "40%" }));
  const looks = when === "later" ? [running, recorded.told] : [recorded.told];
  const lines = { imagine: [() => json({ code: 1, result: id })], fetch: looks };
  const call = (/** @type {any} */ mj) => (isFresh ? mj.wait(id, options) : mj.imagine("cat", options));
  await replayed(lines, call, (result, world) => {
    ended(result, code);
    const looked = world.exchanges.filter(({ verb }) => verb === "fetch").length;
    assert.equal(looked > looks.length, goesOn, `${looked} looks`);
    assert.equal(world.exchanges.filter(({ isSubmit }) => isSubmit).length, isFresh ? 0 : 1, "submits");
    const steps = seen.map((task) => task.progress);
    assert.deepEqual(
      steps,
      steps.toSorted((one, other) => one - other),
      "progress went back",
    );
    const { value, error } = result;
    if (error) {
      assert.equal(error.taskId, id);
      assert.equal(error.token.id, id, "the token");
    }
    if (recorded.expected.outcome !== "task") return;
    const task = goesOn ? seen[looks.length - 1] : (value ?? error.task);
    assert.equal(task.id, id);
    assert.equal(task.status, recorded.expected.status);
    if (when !== "later") assert.equal(task.progress, Math.min(Number(progress), task.status === "SUCCESS" ? 100 : 99));
    isExact(recorded, task);
  });
};

/** As the answer to a look at a task whose modal was sent: MODAL is pending then. @param {Recorded} recorded */
const asLookAfterModal = async (recorded) => {
  const { status, id: told } = recorded.expected;
  const id = told === "-" ? GOOD : told;
  const lines = { modal: [() => json({ code: 1, result: id })], fetch: [recorded.told] };
  await replayed(
    lines,
    (mj) => mj.modal(id, { prompt: "cat" }),
    (result, world) => {
      ended(result, status === "MODAL" ? undefined : look(recorded, false).code);
      assert.equal(world.exchanges.filter(({ isSubmit }) => isSubmit).length, 1, "submits");
    },
  );
};

/** How far a row is, of those of one task. */
const ORDER = ["NOT_START", "SUBMITTED", "MODAL", "UNKNOWN", "IN_PROGRESS", "CANCEL", "FAILURE", "SUCCESS"];

/** As the answer to a look at two tasks at once. @param {Recorded} recorded */
const asList = async (recorded) => {
  const { outcome, id: ids, status: statuses } = recorded.expected;
  const rows = outcome === "tasks" ? ids.split(",").map((id, at) => ({ id, status: statuses.split(",")[at] })) : [];
  const known = [...new Set(rows.map(({ id }) => id))].filter((id) => id !== "-");
  const two = [...known, "71", "72"].slice(0, 2);
  const call = (/** @type {any} */ mj) => Promise.allSettled(two.map((id) => mj.wait(id, { modal: "throw" })));
  await replayed({ list: [recorded.told] }, call, ({ value }, world) => {
    assert.equal(world.exchanges[0].verb, "list");
    assert.deepEqual(world.exchanges[0].json.ids, two);
    two.forEach((id, at) => {
      const of = rows.filter((one) => one.id === id).map(({ status }) => status);
      const furthest = of.toSorted((one, other) => ORDER.indexOf(other) - ORDER.indexOf(one))[0];
      const { status, value: task, reason } = value[at];
      if (status === "rejected" && !midjourney.MidjourneyError.is(reason)) throw reason;
      ended({ value: task, error: reason }, furthest && ENDS[furthest]);
      assert.equal(task?.id ?? reason.taskId, id);
    });
  });
};

/** As the answer to what only the escape hatch asks for. @param {Recorded} recorded */
const asOther = async ({ told, text, status }) => {
  await replayed(
    { other: [told] },
    (mj) => mj.request("GET", "/x"),
    ({ value, error }) => {
      if (status >= 300) assert.ok(error);
      else if (!error) assert.deepEqual(value, bigIntegers(text).length ? value : JSON.parse(text));
      else assert.equal(error.code, "bad_response");
    },
  );
};

/** Where each kind can come. @type {[string, string, (recorded: Recorded) => Promise<void>][]} */
const PLACES = [
  ["submit", "the answer to a submit", asSubmit],
  ["fetch", "a job's first look", (recorded) => asLook(recorded, "first")],
  ["fetch", "a job's later look", (recorded) => asLook(recorded, "later")],
  ["fetch", "the first look of a client that knows nothing", (recorded) => asLook(recorded, "fresh")],
  ["fetch", "a look after the modal was sent", asLookAfterModal],
  ["list", "a look at two tasks at once", asList],
  ["other", "an answer to request", asOther],
];

for (const family of new Set(RECORDED.map((one) => one.family))) {
  for (const [kind, name, replay] of PLACES) {
    const all = RECORDED.filter((one) => one.family === family && one.kind === kind);
    if (all.length === 0) continue;
    test(`${family}, as ${name}`, async () => {
      const wrong = [];
      for (const recorded of all) {
        await replay(recorded).catch((error) => void wrong.push(`${recorded.key}: ${error.message ?? error}`));
      }
      assert.equal(wrong.length, 0, `${wrong.length} of ${all.length} are wrong:\n${wrong.join("\n")}`);
    });
  }
}

test("every recorded answer is replayed", () => {
  const kinds = new Set(PLACES.map(([kind]) => kind));
  assert.deepEqual(
    RECORDED.filter(({ kind }) => !kinds.has(kind)).map(({ key }) => key),
    [],
  );
  assert.ok(RECORDED.length > 790, `${RECORDED.length}`);
});
