// One cell of the matrix: a fault at a place in a dialect, and all that must hold of it whatever the rule says.

import assert from "node:assert/strict";
import * as midjourney from "../package/setup.js";
import { World, nothing } from "../world/world.js";
import { rule } from "./rules.js";

/** @typedef {import("./kinds.js").Kind} Kind */
/** @typedef {import("./places.js").Place} Place */

/** More requests than this for one task are a loop that has gone wild. */
const MOST = 90;

/** How long after its end a job is watched, in milliseconds. */
const AFTER = 60_000;

/**
 * Runs it; throws what is wrong.
 * @param {import("../world/world.js").Dialect} dialect
 * @param {Kind} kind
 * @param {Place} place
 * @param {boolean} through whether the gateway gets the request
 */
export const cell = async (dialect, kind, place, through) => {
  const world = await World.begin({ dialect });
  try {
    const start = await place.prepare(world, world.client());
    const before = world.exchanges.length;
    const struck = strike(world, kind, place, through);
    const outcome = await world.run(start);
    // At that very moment; and a minute later nothing has stirred.
    assert.deepEqual(world.left, nothing, "something is left");
    const asked = world.exchanges.length;
    await world.spend(AFTER);
    assert.equal(world.exchanges.length, asked, "it goes on after its end");
    assert.ok(asked - before <= MOST, `${asked - before} requests`);
    assert.deepEqual(world.elsewhere, [], "the key went to another origin");
    const [first] = struck;
    assert.ok(first, "the fault met no request");
    isAsRuled(world, kind, place, outcome, first, through);
    if (kind.wait) waited(world, place, first, kind.wait);
    // A body without end is not taken to its end.
    for (const { taken } of world.exchanges) assert.ok(taken <= 17 << 20, `${taken} bytes`);
  } finally {
    world.end();
  }
};

/** Has the fault happen from now on; gives the requests that it meets. @param {World} world @param {Kind} kind @param {Place} place @param {boolean} through */
const strike = (world, kind, place, through) => {
  /** @type {import("../world/world.js").Exchange[]} */
  const struck = [];
  let met = 0;
  /** @type {number | undefined} */
  let until;
  world.fault({
    verb: (exchange) => {
      if (until !== undefined) return world.age < until;
      if (exchange.verb !== place.verb || ++met !== (place.nth ?? 1)) return false;
      until = world.age + (kind.lasts ?? 0);
      return true;
    },
    act: async (exchange, pass) => {
      struck.push(exchange);
      const empty = { status: 200, headers: {}, body: "" };
      return kind.act(through ? await pass() : empty, exchange, world);
    },
  });
  return struck;
};

/**
 * @param {World} world
 * @param {Kind} kind
 * @param {Place} place
 * @param {{ value?: any, error?: any, open?: true }} outcome
 * @param {import("../world/world.js").Exchange} struck
 * @param {boolean} through
 */
const isAsRuled = (world, kind, place, { value, error, open }, struck, through) => {
  const { name, code, maybeSubmitted, sent } = rule(kind, place);
  const submits = world.submits(place.sort === "submit" ? place.verb : "imagine");
  assert.ok(!open, "it never ended");
  if (!code) {
    if (error) throw error;
    for (const task of place.tasks(value)) {
      const isOne = kind.name === "a status that nobody knows" && (place.sort === "fetch" || place.sort === "many");
      assert.equal(task.status, isOne ? "UNKNOWN" : "SUCCESS");
      if (task.status === "SUCCESS") assert.equal(task.progress, 100);
    }
  } else {
    assert.ok(error, `it came to ${JSON.stringify(value)}`);
    if (!midjourney.MidjourneyError.is(error)) throw error;
    assert.equal(error.code, code, String(error));
    assert.equal(error.constructor, /** @type {any} */ (midjourney)[name ?? ""], String(error));
    assert.equal(error.maybeSubmitted, maybeSubmitted, "maybeSubmitted");
    assert.match(error.message, /[.?]$/);
    if (place.sort === "submit") isResumable(error, place, struck);
    else if (place.sort !== "many" && code !== "network" && code !== "server_error" && code !== "redirect" && maybeSubmitted)
      assert.ok(error.taskId, "taskId");
    if (place.sort === "job" || place.sort === "fresh" || place.sort === "batch") {
      assert.equal(error.token?.id, error.taskId, "the token's id");
      assert.match(error.taskId, /^\d+$/);
    }
  }
  if (place.sort === "submit") {
    const taken = !code || through;
    assert.deepEqual({ ...submits }, { sent, received: taken ? 1 : 0, accepted: taken ? 1 : 0 }, "the submits");
  }
  for (const verb of ["imagine", "blend", "describe", "shorten", "action", "change", "modal"]) {
    const { sent, accepted } = world.submits(verb);
    const calls = verb === "imagine" ? ({ batch: 3, many: 2 }[place.sort] ?? 1) : 1;
    assert.ok(accepted <= calls, `${verb} was accepted ${accepted} times`);
    if (verb !== place.verb) assert.ok(sent <= calls, `${verb} was sent ${sent} times`);
  }
};

/** What a failed submit says, so that the task can be looked for. @param {any} error @param {Place} place @param {import("../world/world.js").Exchange} struck */
const isResumable = (error, place, struck) => {
  const { token, taskId } = error;
  if (place.verb === "modal") {
    // The task is there since its button was pressed.
    const id = String(struck.json.taskId);
    // Whether it was answered, unless that is certain.
    assert.deepEqual([taskId, token?.id, token?.modal], [id, id, error.maybeSubmitted || undefined], "of the modal");
  } else if (error.maybeSubmitted) {
    assert.deepEqual([taskId, token?.id, token?.state], [undefined, undefined, struck.json.state], "of the doubtful submit");
    assert.match(token.state, /^[0-9a-f]{32}$/);
    assert.ok(error.hint, "it says what to do");
  } else assert.equal(token, undefined);
};

/** Who is asked to wait, waits. @param {World} world @param {Place} place @param {import("../world/world.js").Exchange} struck @param {number} wait */
const waited = (world, place, struck, wait) => {
  const next = world.exchanges.find(({ at, verb }) => at > struck.at && verb === place.verb);
  assert.ok(next && next.at - struck.at >= wait, `it came back after ${next && next.at - struck.at} ms`);
};
