// What real servers answered about one task over time, in its order and at its pace.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SubmitError, TaskFailedError, isError, png } from "../package/setup.js";
import { inside, nothing } from "../world/world.js";
import { bigIntegers, recording } from "./recordings.js";
import { json, play } from "./script.js";
import { TIMELINES, TWO_ROWS } from "./timelines.js";

/** Neighbours that say the same count once. @param {readonly any[]} all */
const changes = (all) => all.filter((value, at) => at === 0 || value !== all[at - 1]);

/** The last step that has come. @template {{ at: number }} T @param {readonly T[]} steps @param {number} age in ms @returns {T} */
const current = (steps, age) => steps.findLast(({ at }) => at * 1000 <= age) ?? steps[0];

const parent = { id: "7", status: "SUCCESS", prompt: "cat", buttons: [] };

for (const { name, id, action, modal, steps, ends, progress, statuses } of TIMELINES) {
  test(name, () =>
    inside(async (world) => {
      let since = 0;
      /** @param {string | undefined} key */
      const submit = (key) => async (/** @type {any} */ exchange) => {
        since = world.age;
        return key ? recording(key).told(exchange) : json({ code: 1, description: "提交成功", result: id });
      };
      const at = steps.map(([at, look, list]) => ({ at, look, list }));
      /** @param {"look" | "list"} how */
      const show = (how) => async (/** @type {any} */ exchange) => {
        const key = current(at, world.age - since)[how];
        return key ? recording(key).told(exchange) : json([]);
      };
      const client = world.client();
      world.fault({ verb: "fetch", act: show("look") });
      world.fault({ verb: "list", act: show("list") });
      play(world, { imagine: [submit(undefined)], action: [submit(action)], modal: [submit(modal)] });

      /** @type {any[]} */
      const seen = [];
      const options = { onProgress: (/** @type {any} */ task) => seen.push(task), modal: () => ({ prompt: "cat --zoom 1.5" }) };
      const start = () => (action ? client.action(parent, "MJ::CustomZoom::26d56b92", options) : client.imagine("cat", options));
      const { value, error } = await world.run(start);
      assert.equal(error?.code, ends, String(error));
      assert.deepEqual(world.left, nothing);
      const sent = world.exchanges.filter(({ isSubmit }) => isSubmit).map(({ verb }) => verb);
      assert.deepEqual(sent, action ? ["action", "modal"] : ["imagine"], "each is sent once");
      if (statuses) assert.deepEqual(changes(seen.map(({ status }) => status)), statuses);
      if (progress) assert.deepEqual(changes(seen.map((task) => task.progress)), progress);
      const told = JSON.stringify(value ?? seen.at(-1) ?? {});
      const last = steps.at(-1)?.[1] ?? "";
      for (const digits of bigIntegers(recording(last).text)) assert.ok(told.includes(`"${digits}"`), digits);
      if (error) {
        assert.deepEqual([error.taskId, error.token.id, error.maybeSubmitted], [id, id, ends !== "task_failed"]);
      } else {
        assert.equal(value.id, id);
        // Seen within a few seconds of its being there.
        const there = (steps.at(-1)?.[0] ?? 0) * 1000 + since;
        assert.ok(world.age - there < 6_000, `seen ${world.age - there} ms late`);
      }
      // A preview that was there stays, whatever the server takes back.
      const previews = seen.map(({ imageUrl }) => imageUrl !== undefined);
      assert.deepEqual(previews, previews.toSorted(), "the preview is gone again");
    }),
  );
}

test("new-api after a modal: the list shows the picture first, but only a look tells that its buttons work", () =>
  inside(async (world) => {
    const { id, steps, refused } = TWO_ROWS;
    const begun = world.age;
    const now = () => current(steps, world.age - begun);
    // Another task's looks are none of this one's.
    const isOurs = (/** @type {any} */ { verb, url }) => verb === "fetch" && url.pathname.includes(id);
    world.fault({ verb: isOurs, act: (exchange) => recording(now().look).told(exchange) });
    world.fault({ verb: "list", act: (exchange) => recording(now().list).told(exchange) });
    play(world, { modal: [() => json({ code: 1, description: "提交成功", result: id })], action: [recording(refused).told] });
    const client = world.client();
    const job = client.modal(id, { prompt: "hat", mask: png(2, 2) });
    // Somebody else reads lists meanwhile: each tells of the further of the two rows.
    /** @type {string[]} */
    const listed = [];
    /** @type {any} */
    let pressed;
    for (const { at } of steps) {
      await world.spend(at * 1000 + 100 - (world.age - begun));
      const { value } = await world.run(() => client.fetch([id]));
      listed.push(`${value.get(id).status} ${value.get(id).progress}`);
      if (at === 30.1) {
        pressed = client.action(value.get(id), "MJ::JOB::upsample::1::26d56b92");
      }
    }
    assert.deepEqual(listed, ["MODAL 0", "IN_PROGRESS 58", "SUCCESS 100", "SUCCESS 100"]);
    const { value } = await world.run(() => job);
    assert.equal(value.status, "SUCCESS");
    assert.ok(world.age - begun > 45_200, "not before a look says so");
    assert.deepEqual(world.left, nothing);
    assert.equal((await pressed).status, "SUCCESS");
    const submits = world.exchanges.filter(({ isSubmit }) => isSubmit);
    assert.deepEqual(
      submits.map(({ verb }) => verb),
      ["modal", "action", "action"],
    );
    // Refused until the relay's own copy is finished: that is proof that it was not taken.
    assert.ok(Math.abs(submits[2].at - submits[1].at - 5_000) < 200, `${submits[2].at - submits[1].at}`);
  }));

test("new-api after a modal and a reload: its token knows that MODAL is pending", () =>
  inside(async (world) => {
    const { id, steps } = TWO_ROWS;
    world.fault({
      verb: "fetch",
      act: (exchange) => recording(current(steps, world.age).look).told(exchange),
    });
    const token = { v: 1, id, baseUrl: "http://gateway.test", submittedAt: Date.now(), modal: true };
    const { value } = await world.run(() => world.client().wait(token));
    assert.equal(value.status, "SUCCESS");
    assert.deepEqual(world.submits(), { sent: 0, received: 0, accepted: 0 });
  }));

test("two tasks with one id: each job follows what the list shows of it, and ends", () =>
  inside(async (world) => {
    const id = "1795419215170853";
    play(world, { list: [recording("novicezk/list-by-condition-colliding-id").told] });
    const client = world.client();
    const { value } = await world.run(() => Promise.all([client.wait(id), client.wait(id)]));
    assert.deepEqual(
      value.map((/** @type {any} */ task) => [task.id, task.status]),
      [
        [id, "SUCCESS"],
        [id, "SUCCESS"],
      ],
    );
    assert.deepEqual(world.left, nothing);
  }));

test("accepted without an id: an error of its own, and never sent again", () =>
  inside(async (world) => {
    play(world, { imagine: [recording("new-api/submit-imagine--upstream-nullresult").told] });
    const { error } = await world.run(() => world.client().imagine("cat"));
    isError(error, SubmitError, { code: "accepted_without_id", maybeSubmitted: true, taskId: undefined });
    assert.match(error.token.state, /^[0-9a-f]{32}$/);
    assert.equal(world.exchanges.length, 1);
  }));

test("a failure names its reason and its last preview", () =>
  inside(async (world) => {
    const last = recording("novicezk/task-final-event-lost-after-timeout");
    play(world, { imagine: [() => json({ code: 1, result: last.expected.id })], fetch: [last.told] });
    const { error } = await world.run(() => world.client().imagine("cat"));
    isError(error, TaskFailedError, { code: "task_failed", description: "任务超时" });
    assert.match(error.task.imageUrl, /^https?:/);
  }));
