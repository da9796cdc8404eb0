// Who leaves a job from within one of its own functions, and reasons and errors that are not the job's.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ConfigError,
  ModalRequiredError,
  NetworkError,
  TaskCancelledError,
  ValidationError,
  isError,
  rejection,
} from "../../support/package.js";
import { inside } from "../../support/world.js";
import { json, play, row } from "../../support/script.js";

/** @typedef {import("../../support/world.js").World} World */

/** Ways to leave, by what the job has ended with then. @type {Record<string, (leave: any) => void>} */
const WAYS = {
  cancel: ({ job }) => void job.cancel(),
  abort: ({ controller }) => controller.abort("enough"),
  close: ({ client }) => client.close(),
};

/** @param {any} error @param {string} way */
const isLeft = (error, way) => {
  if (way === "abort") assert.equal(error, "enough");
  else assert.equal(error.code, way === "close" ? "closed" : "cancelled");
};

for (const [way, leave] of Object.entries(WAYS)) {
  // A job that is being made cannot be cancelled yet: nobody has it.
  for (const place of ["fetch", "apiKey", "auth"]) {
    test(`${way} from within ${place} ends all`, () =>
      inside(async (world) => {
        play(world, {});
        /** @type {any} */
        const all = { controller: world.signal() };
        let isLeaving = true;
        const within =
          (/** @type {(...args: any[]) => unknown} */ act) =>
          (/** @type {any[]} */ ...args) => {
            const value = act(...args);
            if (isLeaving) leave(all);
            isLeaving = false;
            return value;
          };
        const own = {
          fetch: within((url, init) => world.fetch(url, init)),
          apiKey: within(() => "sk-of-the-world"),
          auth: within((headers, key) => headers.set("authorization", key)),
        };
        all.client = world.client({ [place]: own[/** @type {"fetch"} */ (place)] });
        all.job = all.client.imagine("cat", { signal: all.controller.signal });
        const { error } = await world.run(() => all.job);
        isLeft(error, way);
        if (way !== "abort") {
          // It was begun to be sent, or might have been.
          assert.equal(error.maybeSubmitted, true);
          assert.equal(error.token.state, all.job.toJSON().state);
        }
        await world.spend(60_000);
        assert.ok(world.exchanges.length <= 1 && world.submits().received === 0, "nothing more is sent");
      }));
  }

  test(`after ${way} in onProgress no window is answered`, () =>
    inside(async (world) => {
      const open = () =>
        json(row("9", { status: "MODAL", progress: "0%", imageUrl: undefined, properties: { finalPrompt: "cat" } }));
      for (const modal of ["auto", () => assert.fail("it is asked all the same")]) {
        play(world, { fetch: [open] });
        /** @type {any} */
        const all = { client: world.client(), controller: world.signal() };
        const { signal } = all.controller;
        all.job = all.client.wait("9", { signal, modal, onProgress: () => leave(all) });
        const { error } = await world.run(() => all.job);
        isLeft(error, way);
        await world.spend(1_000);
        assert.equal(world.submits().sent, 0);
      }
    }));
}

for (const way of ["cancel", "close"]) {
  test(`who leaves by ${way} while a window is answered is told that it may have been`, () =>
    inside(async (world) => {
      const open = () =>
        json(row("9", { status: "MODAL", progress: "0%", imageUrl: undefined, properties: { finalPrompt: "cat" } }));
      /** @type {any} */
      const all = { client: world.client() };
      const answer = async (/** @type {import("../../support/exchange.js").Exchange} */ exchange) => {
        WAYS[way]?.(all);
        return exchange.wait(1_000).then(() => json({ code: 1, result: "9" }));
      };
      play(world, { fetch: [open], modal: [answer] });
      all.job = all.client.wait("9");
      const { error } = await world.run(() => all.job);
      isLeft(error, way);
      assert.deepEqual([error.maybeSubmitted, error.token.id, error.token.modal], [true, "9", true]);
    }));
}

test("an empty marker is none", () =>
  inside(async (world) => {
    const lost = () => {
      throw new TypeError("fetch failed");
    };
    play(world, { imagine: [lost] });
    const { error } = await world.run(() => world.client().imagine("cat", { state: "" }));
    isError(error, NetworkError, { code: "network", maybeSubmitted: true });
    assert.match(error.token.state, /^[0-9a-f]{32}$/);
    assert.equal(world.exchanges[0]?.json.state, error.token.state);
  }));

test("a reason to abort is untouched, though it is another job's error, or frozen", () =>
  inside(async (world) => {
    play(world, {});
    const client = world.client();
    const other = client.imagine("dog");
    await other.cancel();
    const error = await rejection(other);
    isError(error, TaskCancelledError, { code: "cancelled" });
    for (const reason of [error, Object.freeze(new Error("frozen")), Object.freeze(Object.assign(error, { by: "me" }))]) {
      const before = { ...reason, stack: reason.stack };
      const { signal, abort } = ((controller) => ({ signal: controller.signal, abort: () => controller.abort(reason) }))(
        world.signal(),
      );
      const job = client.imagine("cat", { signal });
      await world.run(() => job.id);
      abort();
      assert.equal(await rejection(job), reason);
      assert.deepEqual({ ...reason, stack: reason.stack }, before);
    }
  }));

test("an error that a function of the caller's throws is handed on untouched, and the task can be followed", () =>
  inside(async (world) => {
    const open = () =>
      json(row("9", { status: "MODAL", progress: "0%", imageUrl: undefined, properties: { finalPrompt: "cat" } }));
    play(world, { fetch: [open, open] });
    const client = world.client();
    const inner = client.imagine("dog");
    await inner.cancel();
    const error = Object.freeze(await rejection(inner));
    const job = client.wait("9", {
      modal: () => {
        throw error;
      },
    });
    assert.equal((await world.run(() => job)).error, error);
    assert.equal(job.toJSON().id, "9");
  }));

const zoom = () => json(row("9", { status: "MODAL", progress: "0%", imageUrl: undefined, action: "ZOOM" }));
const remix = () => json(row("9", { status: "MODAL", progress: "0%", imageUrl: undefined, properties: { finalPrompt: "cat" } }));

for (const [name, open, given, code] of /** @type {[string, () => any, unknown, string][]} */ ([
  ["a text", remix, "no", "config"],
  ["false", remix, false, "config"],
  ["a number", remix, 7, "config"],
  ["a misspelt one", remix, { promt: "dog" }, "config"],
  ["nothing, where it asks", zoom, undefined, "modal_required"],
  ["an empty answer, where it asks", zoom, {}, "modal_required"],
  ["a misspelt one, where it asks", zoom, { promt: "cat --zoom 1.5" }, "config"],
])) {
  test(`a window is not answered with ${name}`, () =>
    inside(async (world) => {
      play(world, { fetch: [open] });
      const { error } = await world.run(() => world.client().wait("9", { modal: () => given }));
      isError(error, code === "config" ? ConfigError : ModalRequiredError, { code, taskId: "9" });
      assert.equal(error.token.id, "9");
      assert.equal(world.submits().sent, 0);
    }));
}

for (const given of [undefined, null, {}]) {
  test(`nothing to say is a yes where it only confirms: ${JSON.stringify(given)}`, () =>
    inside(async (world) => {
      play(world, { fetch: [remix] });
      const { value } = await world.run(() => world.client().wait("9", { modal: () => given }));
      assert.equal(value.status, "SUCCESS");
      assert.deepEqual(
        world.exchanges.filter(({ isSubmit }) => isSubmit).map(({ verb, json }) => [verb, json.taskId, json.prompt]),
        [["modal", "9", "cat"]],
      );
    }));
}

test("a stack of a kind of its own is no hindrance", () =>
  inside(async (world) => {
    const { prepareStackTrace } = Error;
    Error.prepareStackTrace = (_error, frames) => frames;
    try {
      const { error } = await world.run(() => world.client().imagine(""));
      isError(error, ValidationError, { code: "invalid_input", field: "prompt" });
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
    }
  }));

test("a redirect that is followed leaves nothing open", () =>
  inside(async (world) => {
    const there = (/** @type {import("../../support/exchange.js").Exchange} */ { url }) => ({
      status: 307,
      headers: { location: `${url.href}?again` },
      body: "<p>moved".repeat(1_000),
    });
    play(world, { fetch: [there] });
    const { value } = await world.run(() => world.client().fetch("9"));
    assert.equal(value.status, "SUCCESS");
  }));
