// Every fault and every outage at every place, for one engine: what the call comes to, how often its submit arrived, and that
// nothing is left.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FAULTS } from "./faults.js";
import { Gateway } from "./gateway.js";
import { OUTAGES } from "./outages.js";

/** What takes longer has failed: a submit too, so that a busy machine must manage that. */
const requestTimeout = 1_000;

/** What a test may take: most need less than a second. In milliseconds. */
export const limit = { timeout: 30_000 };

const ONE = ["black cat"];
const SEVERAL = ["black cat", "white cat"];

/** @param {any} engine */
export const testAll = (engine) => {
  const everywhere = (name, { atSubmit, atLooks }) => {
    test(`${engine.name}, at the submit: ${name}`, limit, atSubmit);
    test(`${engine.name}, at a look: ${name}`, limit, (context) => atLooks(context, "fetch", ONE));
    test(`${engine.name}, at a look at several: ${name}`, limit, (context) => atLooks(context, "list", SEVERAL));
  };
  const here = (cases) => Object.entries(cases).filter(([, { only = engine.name }]) => only === engine.name);
  for (const [name, fault] of here(FAULTS)) everywhere(name, faulty(engine, fault));
  for (const [name, outage] of here(OUTAGES)) everywhere(name, away(engine, outage));
};

const faulty = (engine, { act, submit, looks, asks = 0 }) => ({
  atSubmit: async (context) => {
    const gateway = await started(context, { at: "submit", act });
    const client = { baseUrl: gateway.url, requestTimeout };
    const played = await engine.play({ client, prompts: ONE });
    const [{ task, error }] = played.outcomes;
    if (submit === "sent again") {
      assert.equal(task?.status, "SUCCESS", JSON.stringify(error));
      assert.deepEqual(submits(gateway), { arrived: 2, taken: 1 });
      isAwaited(gateway, "submit", asks);
    } else {
      isError(error, { ...submit, maybeSubmitted: true });
      isToken(error.token, gateway.taken[0].state);
      const again = await engine.play({ client, tokens: [error.token] });
      assert.equal(again.outcomes[0].task?.state, error.token.state, JSON.stringify(again.outcomes));
      assert.deepEqual(submits(gateway), { arrived: 1, taken: 1 });
    }
    await nothingLeft(engine, gateway, played);
  },
  atLooks: async (context, place, prompts) => {
    const gateway = await started(context, { at: place, from: 2, times: looks, act });
    const played = await engine.play({ client: { baseUrl: gateway.url, requestTimeout }, prompts });
    areDelivered(gateway, played, prompts);
    const met = gateway.arrivals.filter(({ isFaulty }) => isFaulty);
    assert.equal(met.length, looks, "the fault was met");
    if (place === "list") assert.ok(met.every(({ body }) => body.ids.length === prompts.length));
    isAwaited(gateway, place, asks);
    await nothingLeft(engine, gateway, played);
  },
});

const away = (engine, { begin, end, isToldBy }) => ({
  atSubmit: async (context) => {
    const gateway = await started(context);
    const client = { baseUrl: gateway.url, requestTimeout };
    await begin(engine, gateway);
    const played = await engine.play({ client, prompts: ONE });
    await end(engine, gateway);
    const [{ error }] = played.outcomes;
    // Where the platform says that no connection was made, nothing can have been taken, and there is nothing to look for.
    const maybeSubmitted = isToldBy !== engine.name;
    isError(error, { code: "network", name: "NetworkError", maybeSubmitted });
    if (!maybeSubmitted) {
      assert.equal(error.token, undefined);
      return nothingLeft(engine, gateway, played);
    }
    isToken(error.token);
    // The gateway lists its tasks, and this is none of them: whether there never was one, no list can tell.
    const again = await engine.play({ client, tokens: [aged(error.token)] });
    isError(again.outcomes[0].error, { code: "task_not_found", name: "TaskNotFoundError", maybeSubmitted: true });
    assert.deepEqual(submits(gateway), { arrived: 0, taken: 0 });
    await nothingLeft(engine, gateway, played);
  },
  atLooks: async (context, place, prompts) => {
    let began;
    // It begins while the second look is open, which is never answered.
    const gateway = await started(context, { at: place, from: 2, act: () => void (began = begin(engine, gateway)) });
    let missed = 0;
    const hear = async (what) => {
      if (what !== "missed" || ++missed !== 3 * prompts.length) return;
      await began;
      await end(engine, gateway);
    };
    const played = await engine.play({ client: { baseUrl: gateway.url, requestTimeout }, prompts }, hear);
    areDelivered(gateway, played, prompts);
    assert.ok(missed >= 3 * prompts.length, "the outage was met");
    await nothingLeft(engine, gateway, played);
  },
});

/** Checks that after the fault nothing was asked of that place for as long as the gateway asked. */
const isAwaited = (gateway, place, asks) => {
  const arrivals = gateway.arrivals.filter((arrival) => arrival.place === place);
  const last = arrivals.findLastIndex(({ isFaulty }) => isFaulty);
  const pause = arrivals[last + 1].at - arrivals[last].at;
  // Timers may be a little early.
  assert.ok(pause >= asks - 10, `${pause} ms`);
};

/** A token of so long ago that its task is listed, if there is one. */
export const aged = (token) => ({ ...token, submittedAt: token.submittedAt - 10_000 });

/** Starts a gateway for one test. */
export const started = async (context, fault) => {
  const gateway = await Gateway.start();
  context.after(() => gateway.close());
  gateway.fault = fault;
  return gateway;
};

/** How many submits arrived, and how many of them were taken. */
export const submits = (gateway) => ({ arrived: gateway.count("submit"), taken: gateway.taken.length });

/** Checks what is known of an error, and that it says what to do. */
export const isError = (error, { code, name, maybeSubmitted }) => {
  assert.deepEqual([error?.code, error?.name, error?.maybeSubmitted], [code, name, maybeSubmitted], JSON.stringify(error));
  assert.ok(error.hint, "it says what to do");
};

/** Checks the token of a submit that may have been taken. */
export const isToken = ({ v, id, state }, sent = state) => {
  assert.match(state, /^[0-9a-f]{32}$/);
  assert.deepEqual([v, id, state], [1, undefined, sent]);
};

/** Checks that each job got its task, for one submit. */
export const areDelivered = (gateway, { outcomes }, prompts) => {
  assert.deepEqual(
    outcomes.map(({ task, error }) => task?.prompt ?? error),
    prompts,
  );
  assert.ok(outcomes.every(({ task }) => task.status === "SUCCESS" && task.progress === 100));
  assert.deepEqual(submits(gateway), { arrived: prompts.length, taken: prompts.length });
};

/** Waits until no connection is open, and checks that the program has nothing more to do, and nothing to complain of. */
export const nothingLeft = async (engine, gateway, { timers }) => {
  await gateway.quiet();
  assert.equal(timers, 0, "timers are left");
  assert.deepEqual(engine.wrong(), []);
};
