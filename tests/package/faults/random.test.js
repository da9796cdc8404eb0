// Some hundred random scripts of faults, from a seed: the slice of the native simulation that shows that the packed package keeps the
// same promises. MIDJOURNEY_SEED plays others, MIDJOURNEY_PATH only the one that its seed told of, MIDJOURNEY_SCRIPTS so many.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MidjourneyError } from "../../support/package.js";
import { DIALECTS, World, nothing } from "../../support/world.js";
import { KINDS } from "./kinds.js";

/** @typedef {import("../../support/exchange.js").Exchange} Exchange */

const { MIDJOURNEY_SEED = "20250309", MIDJOURNEY_PATH: path, MIDJOURNEY_SCRIPTS = "300" } = process.env;
const seed = Number(MIDJOURNEY_SEED);

/** No call lasts longer: its deadline, three attempts of its submit with what a gateway asks to wait, and what a machine sleeps. */
const LIMIT = 4 * 3_600_000;

const PROMPT = "black cat sandbox:fast";

/** @type {Record<string, (mj: any, options: any, id: string) => PromiseLike<any>>} */
const CALLS = {
  imagine: (mj, options) => mj.imagine(PROMPT, options),
  press: async (mj, options) => mj.upscale(await mj.imagine(PROMPT, options), 2, options),
  wait: (mj, options, id) => mj.wait(id, options),
  fetch: (mj, { signal }, id) => mj.fetch(id, { signal }),
  fetchMany: (mj, { signal }, id) => mj.fetch([id, "1"], { signal }),
};

/** Fields, each of which may be left out. @param {any} fields */
const some = (fields) => fc.record(fields, { requiredKeys: [] });

/** One of these, but mostly nothing. @param {readonly any[]} words */
const seldom = (...words) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom(...words) });

const call = fc.record({
  verb: fc.constantFrom(...Object.keys(CALLS)),
  at: fc.constantFrom(0, 1, 900, 5_000),
  options: some({
    timeout: fc.constantFrom(200_000, 20_000, 1_000),
    maxRetries: fc.nat({ max: 3 }),
    requestTimeout: fc.constant(2_000),
  }),
  hears: seldom("throws", "cancels", "aborts"),
  aborts: seldom(0, 1, 500, 3_000),
});

const fault = fc.record({
  kind: fc.nat({ max: KINDS.length - 1 }),
  verb: fc.constantFrom("imagine", "action", "change", "fetch", "list"),
  nth: fc.integer({ min: 1, max: 4 }),
  through: fc.boolean(),
});

const event = fc.record({
  at: fc.constantFrom(0, 100, 2_000, 30_000),
  what: fc.constantFrom("hide", "show", "offline", "online", "show", "online", "close"),
});

/** A script is plain data, so that one that fails can be read; all of it may be left out. */
const script = some({
  dialect: fc.constantFrom(...DIALECTS),
  chance: fc.nat({ max: 999 }),
  calls: fc.array(call, { minLength: 1, maxLength: 3 }),
  faults: fc.array(fault, { minLength: 1, maxLength: 5 }),
  events: fc.array(event, { maxLength: 2 }),
});

/** Has the faults of a script happen. @param {World} world @param {any[]} faults */
const strike = (world, faults) => {
  for (const { kind, verb, nth, through } of faults) {
    const { act, only, through: always } = /** @type {import("./kinds.js").Kind} */ (KINDS[kind]);
    if (only === "submit" && !["imagine", "action", "change"].includes(verb)) continue;
    if ((only === "read" && !["fetch", "list"].includes(verb)) || (only === "list" && verb !== "list")) continue;
    world.fault({
      verb,
      nth,
      act: async (exchange, pass) => {
        const told = (always ?? through) ? await pass() : { status: 200, headers: {}, body: "" };
        // Not every answer can be spoilt in every way.
        return told.body || !always ? act(told, exchange, world) : told;
      },
    });
  }
};

/** Plays one, and throws what was promised and does not hold. @param {any} told */
const holds = async ({ dialect = "guide", chance = 0, calls = [], faults = [], events = [] }) => {
  const world = await World.begin({ dialect, seed: chance });
  const report = console.error;
  // What callbacks throw is told there.
  console.error = () => {};
  try {
    const mj = world.client();
    const id = (await world.run(() => mj.submit.imagine(PROMPT))).value.id;
    strike(world, faults);
    const made = calls.map((/** @type {any} */ own, /** @type {number} */ number) => new Call(world, mj, id, own, number));
    const happen = (/** @type {string} */ what) => {
      if (what === "close") mj.close();
      else if (what === "hide" || what === "show") world.page.hide(what === "hide");
      else world.page.connect(what === "online");
    };
    for (const { at, what } of events) world.clock.after(at, () => happen(what));
    await world.clock.pass(LIMIT, () => made.every((/** @type {Call} */ { settled }) => settled));
    assert.ok(
      made.every((/** @type {Call} */ { settled }) => settled),
      "it never ends",
    );
    assert.deepEqual(world.left, nothing, "something is left");
    const asked = world.exchanges.length;
    await world.spend(60_000);
    assert.equal(world.exchanges.length, asked, "it goes on after its end");
    assert.deepEqual(world.elsewhere, [], "the key went to another origin");
    isSentOnce(world.exchanges.filter(({ isSubmit }) => isSubmit));
    for (const call of made) call.check();
  } finally {
    console.error = report;
    world.end();
  }
};

/** A submit that the gateway took is not sent again: its marker, or the task that a modal answers, tells which it is. @param {Exchange[]} submits */
const isSentOnce = (submits) => {
  for (const [number, { json, isAccepted, verb }] of submits.entries()) {
    const again = submits.slice(number + 1).some((later) => later.verb === verb && later.json.state === json.state);
    assert.ok(!again || !isAccepted, `${verb} was sent again after it was taken`);
  }
};

class Call {
  /** @type {{ value?: any, error?: any } | undefined} */
  settled;
  /** @type {any[]} */
  seen = [];
  /** @type {string[]} */
  wrong = [];

  /** @param {World} world @param {any} mj @param {string} id @param {any} told @param {number} number */
  constructor(world, mj, id, { verb, at = 0, options = {}, hears, aborts }, number) {
    this.world = world;
    this.name = `call ${number} (${verb})`;
    this.controller = world.signal();
    const { signal, abort } = this.controller;
    /** @type {any} */
    let job;
    const onProgress = (/** @type {any} */ task) => {
      if (this.settled) this.wrong.push("onProgress is called after the end");
      this.seen.push(task);
      if (hears === "throws") throw new Error("of onProgress");
      if (hears === "cancels") job?.cancel?.();
      if (hears === "aborts") abort("enough");
    };
    world.clock.after(at, () => {
      job = CALLS[verb]?.(mj, { ...options, signal, onProgress }, id);
      this.state = job.toJSON?.().state;
      job.then(
        (/** @type {any} */ value) => void (this.settled = { value }),
        (/** @type {any} */ error) => void (this.settled = { error }),
      );
    });
    if (aborts !== undefined) world.clock.after(at + aborts, () => abort("enough"));
  }

  check() {
    assert.deepEqual(this.wrong, [], this.name);
    for (const [at, task] of this.seen.entries()) {
      const before = this.seen[at - 1];
      const rises = !before || before.id !== task.id || task.progress >= before.progress;
      assert.ok(
        rises && task.progress >= 0 && task.progress <= 100,
        `${this.name}: progress ${before?.progress}, ${task.progress}`,
      );
    }
    const { error } = /** @type {NonNullable<Call["settled"]>} */ (this.settled);
    if (!error || error === this.controller.signal.reason) return;
    assert.ok(MidjourneyError.is(error), `${this.name} ends with ${error?.stack ?? error}`);
    const state = this.state ?? error.token?.state;
    const taken = this.world.exchanges.find(({ isAccepted, json }) => isAccepted && json.state === state);
    if (!taken || ["task_failed", "task_cancelled"].includes(error.code)) return;
    assert.equal(error.maybeSubmitted, true, `${this.name} ends with ${error.code}, as if the gateway had not taken it`);
    assert.ok(error.token?.id ?? error.token?.state, `${this.name} ends with ${error.code}, and no token`);
  }
}

test(`what is promised holds in ${MIDJOURNEY_SCRIPTS} scripts of faults`, async () => {
  const options = { seed, numRuns: Number(MIDJOURNEY_SCRIPTS), ...(path && { path }) };
  const result = await fc.check(fc.asyncProperty(script, holds), options);
  const { failed, counterexamplePath, counterexample, errorInstance, numShrinks } = result;
  const again = `MIDJOURNEY_SEED=${seed} MIDJOURNEY_PATH=${counterexamplePath} cargo xtask test package`;
  const what = `${/** @type {any} */ (errorInstance)?.message}\nafter ${numShrinks} steps of shrinking, by this script:`;
  assert.ok(!failed, `${what}\n${JSON.stringify(counterexample?.[0], undefined, 1)}\n${again}`);
});
