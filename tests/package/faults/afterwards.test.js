// What is known after a job has failed, and what its token is good for.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ConfigError,
  ModalRequiredError,
  NetworkError,
  TaskNotFoundError,
  ValidationError,
  isError,
} from "../../support/package.js";
import { inside } from "../../support/world.js";
import { json, play, row } from "../../support/script.js";

const parent = { id: "7", status: "SUCCESS", prompt: "cat", buttons: [] };
const lost = () => {
  throw new TypeError("fetch failed");
};
/** @param {number} status @param {unknown} [body] @returns {() => import("../../support/world.js").Told} */
const told =
  (status, body = {}) =>
  () => ({ ...json(body), status });

/** How a submit ends whose answer got lost. @param {import("../../support/world.js").World} world */
const doubtful = async (world) => {
  const { error } = await world.run(() => world.client().imagine("cat"));
  isError(error, NetworkError, { code: "network", maybeSubmitted: true });
  assert.equal(error.token.state, world.exchanges[0]?.json.state);
  return error.token;
};

/** @param {import("../../support/world.js").World} world */
const lists = (world) => world.exchanges.filter(({ verb }) => verb === "all");

test("a task that is listed a few seconds after its doubtful submit is found by its marker", () =>
  inside(async (world) => {
    const listed = () => json([row("8", { state: "another" }), row("9", { state: world.exchanges[0]?.json.state })]);
    play(world, { imagine: [lost], all: [() => json([]), listed] });
    const token = await doubtful(world);
    const { value } = await world.run(() => world.client().wait(token));
    assert.equal(value.id, "9");
    assert.equal(lists(world).length, 2);
    assert.ok(world.age < 6_000, String(world.age));
    assert.equal(world.submits().sent, 1);
  }));

test("a task that vanishes is told as it was last seen", () =>
  inside(async (world) => {
    const seen = (/** @type {any} */ { url }) =>
      json({
        id: url.pathname.split("/").at(-2),
        status: "IN_PROGRESS",
        progress: "62%",
        imageUrl: "https://cdn.example/preview.webp",
      });
    const gone = told(400, { code: 4, description: "task_no_found " });
    play(world, { fetch: [seen, seen, gone, gone, gone, gone] });
    const { error } = await world.run(() => world.client().imagine("cat"));
    isError(error, TaskNotFoundError, { code: "task_not_found", maybeSubmitted: true });
    const { status, progress, imageUrl, id } = error.task;
    assert.deepEqual(
      { status, progress, imageUrl, id },
      { status: "IN_PROGRESS", progress: 62, imageUrl: "https://cdn.example/preview.webp", id: error.taskId },
    );
    assert.equal(error.token.id, error.taskId);
  }));

test("a window whose answer was turned away is still open, and one whose answer may have been taken is not", () =>
  inside(async (world) => {
    const open = () => json(row("9", { status: "MODAL", progress: "0%", imageUrl: undefined, action: "ZOOM" }));
    const asks = () => json({ code: 21, description: "Waiting for window confirm", result: "9" });
    play(world, {
      action: [asks, asks],
      modal: [told(200, { code: 4, description: "prompt不能为空" }), lost],
      fetch: [open, open, open],
    });
    const answer = { modal: () => ({ prompt: "cat --zoom 1.5" }) };
    const press = () => world.client().action(parent, "MJ::CustomZoom::26d56b92", answer);
    const turnedAway = await world.run(press);
    isError(turnedAway.error, ValidationError, { code: "validation", taskId: "9", maybeSubmitted: true });
    assert.equal(turnedAway.error.token.modal, undefined);
    const again = await world.run(() => world.client().wait(turnedAway.error.token));
    isError(again.error, ModalRequiredError, { code: "modal_required", taskId: "9" });

    const inDoubt = await world.run(press);
    isError(inDoubt.error, NetworkError, { code: "network", taskId: "9", maybeSubmitted: true });
    assert.equal(inDoubt.error.token.modal, true);
    const { value } = await world.run(() => world.client().wait(inDoubt.error.token));
    assert.equal(value.status, "SUCCESS", "after two rows that still show the window");
    assert.equal(world.submits("modal").sent, 2);
  }));

test("a key that is not given in time: nothing was sent, so there is no doubt", () =>
  inside(async (world) => {
    const client = world.client({ apiKey: () => new Promise(() => {}), requestTimeout: 1_000 });
    const { error } = await world.run(() => client.imagine("cat"));
    isError(error, ConfigError, { code: "config", field: "apiKey", maybeSubmitted: false, token: undefined });
    assert.match(error.message, /^apiKey must be given in time/);
    assert.equal(world.exchanges.length, 0);
  }));
