// One cell of the slice: a fault at a place in a dialect, and all that must hold of it whatever the rule says.

import assert from "node:assert/strict";
import * as midjourney from "../../support/package.js";
import { World, nothing } from "../../support/world.js";
import { rule } from "./rules.js";

/** @typedef {import("./kinds.js").Kind} Kind */
/** @typedef {import("./rules.js").Place} Place */
/** @typedef {import("../../support/exchange.js").Exchange} Exchange */

/** More requests than this for one task are a loop that has gone wild. */
const MOST = 90;

/** How long after its end a job is watched, in milliseconds. */
const AFTER = 60_000;

const PROMPT = "black cat sandbox:fast";

/** What is done, and which request the fault meets, by place. @type {Record<Place, { verb: string, start: (mj: any) => PromiseLike<any> }>} */
const PLACES = {
  submit: { verb: "imagine", start: (mj) => mj.imagine(PROMPT) },
  poll: { verb: "fetch", start: (mj) => mj.imagine(PROMPT) },
  list: { verb: "list", start: (mj) => Promise.all([1, 2, 3].map((number) => mj.imagine(`cat ${number} sandbox:fast`))) },
};

/**
 * Runs it; throws what is wrong.
 * @param {import("../../support/world.js").Dialect} dialect
 * @param {Kind} kind
 * @param {Place} place
 * @param {boolean} through whether the gateway gets the request
 */
export const cell = async (dialect, kind, place, through) => {
  const world = await World.begin({ dialect });
  try {
    const { verb, start } = PLACES[place];
    const struck = strike(world, kind, verb, through);
    const outcome = await world.run(() => start(world.client()));
    // At that very moment; and a minute later nothing has stirred.
    assert.deepEqual(world.left, nothing, "something is left");
    const asked = world.exchanges.length;
    await world.spend(AFTER);
    assert.equal(world.exchanges.length, asked, "it goes on after its end");
    assert.ok(asked <= MOST, `${asked} requests`);
    assert.deepEqual(world.elsewhere, [], "the key went to another origin");
    const [first] = struck;
    assert.ok(first, "the fault met no request");
    isAsRuled(world, kind, place, outcome, first, through);
    if (kind.wait) waited(world, verb, first, kind.wait);
    // A body without end is not taken to its end.
    for (const { taken } of world.exchanges) assert.ok(taken <= 17 << 20, `${taken} bytes`);
  } finally {
    world.end();
  }
};

/** Has the fault happen from now on; gives the requests that it meets. @param {World} world @param {Kind} kind @param {string} verb @param {boolean} through */
const strike = (world, kind, verb, through) => {
  /** @type {Exchange[]} */
  const struck = [];
  /** @type {number | undefined} */
  let until;
  world.fault({
    verb: (exchange) => {
      if (until !== undefined) return world.age < until;
      if (exchange.verb !== verb) return false;
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
 * @param {Exchange} struck
 * @param {boolean} through
 */
const isAsRuled = (world, kind, place, { value, error, open }, struck, through) => {
  const { name, code, maybeSubmitted, sent } = rule(kind, place);
  assert.ok(!open, "it never ended");
  if (!code) {
    if (error) throw error;
    for (const task of [value].flat()) assert.deepEqual([task.status, task.progress], ["SUCCESS", 100]);
  } else {
    assert.ok(error, `it came to ${JSON.stringify(value)}`);
    if (!midjourney.MidjourneyError.is(error)) throw error;
    assert.equal(error.code, code, String(error));
    assert.equal(error.constructor, /** @type {any} */ (midjourney)[name ?? ""], String(error));
    assert.equal(error.maybeSubmitted, maybeSubmitted, "maybeSubmitted");
    assert.match(error.message, /[.?]$/);
    if (place === "submit" && code !== "task_timeout") isResumable(error, struck);
    else assert.deepEqual([error.token?.id, /^\d+$/.test(error.taskId)], [error.taskId, true], "the token's id");
  }
  const calls = place === "list" ? 3 : 1;
  const taken = place !== "submit" || !code || through ? calls : 0;
  assert.deepEqual(world.submits(), { sent: place === "submit" ? sent : calls, received: taken, accepted: taken }, "the submits");
};

/** What a failed submit says, so that the task can be looked for. @param {any} error @param {Exchange} struck */
const isResumable = ({ token, taskId, maybeSubmitted, hint }, struck) => {
  if (!maybeSubmitted) return assert.equal(token, undefined);
  assert.deepEqual([taskId, token?.id, token?.state], [undefined, undefined, struck.json.state], "of the doubtful submit");
  assert.match(token.state, /^[0-9a-f]{32}$/);
  assert.ok(hint, "it says what to do");
};

/** Who is asked to wait, waits. @param {World} world @param {string} verb @param {Exchange} struck @param {number} wait */
const waited = (world, verb, struck, wait) => {
  const next = world.exchanges.find((exchange) => exchange.at > struck.at && exchange.verb === verb);
  assert.ok(next && next.at - struck.at >= wait, `it came back after ${next && next.at - struck.at} ms`);
};
