// Where something can go wrong: the submit of each verb, and each way in which a task is read. What comes before is done without faults.

import assert from "node:assert/strict";
import { png } from "../package/setup.js";

/** @typedef {import("../world/world.js").World} World */

/**
 * @typedef {object} Place
 * @property {string} name
 * @property {"submit" | "job" | "fresh" | "batch" | "fetch" | "many"} sort `job` is a look at a task that this client has submitted,
 *   `fresh` the first look of a client that has not seen this gateway answer
 * @property {string} verb which request the fault meets
 * @property {number} [nth] which of them, after what came before; the first
 * @property {readonly string[]} [lacking] the dialects that do not have it
 * @property {(world: World, mj: any) => Promise<() => PromiseLike<any>>} prepare gives what is to be done
 * @property {(value: any) => any[]} tasks those that it comes to
 */

const picture = png(2, 2);
const PROMPT = "black cat sandbox:fast";

/** Runs a job that must end well. @param {World} world @param {() => PromiseLike<any>} start */
const done = async (world, start) => {
  const { value, error } = await world.run(start);
  assert.equal(error, undefined);
  return value;
};

/** Submits a task, and gives its id. @param {World} world @param {any} mj */
const submitted = async (world, mj) => (await done(world, () => mj.submit.imagine(PROMPT))).id;

const one = (/** @type {any} */ task) => [task];

/** @type {readonly Place[]} */
export const PLACES = [
  {
    name: "the submit of imagine",
    sort: "submit",
    verb: "imagine",
    prepare: async (_, mj) => () => mj.imagine(PROMPT),
    tasks: one,
  },
  {
    name: "the submit of blend",
    sort: "submit",
    verb: "blend",
    prepare: async (_, mj) => () => mj.blend([picture, picture]),
    tasks: one,
  },
  {
    name: "the submit of describe",
    sort: "submit",
    verb: "describe",
    prepare: async (_, mj) => () => mj.describe(picture),
    tasks: one,
  },
  {
    name: "the submit of shorten",
    sort: "submit",
    verb: "shorten",
    lacking: ["novicezk"],
    prepare: async (_, mj) => () => mj.shorten("a very long prompt about a cat"),
    tasks: one,
  },
  {
    name: "the submit of action",
    sort: "submit",
    verb: "action",
    lacking: ["novicezk"],
    prepare: async (world, mj) => {
      const grid = await done(world, () => mj.imagine(PROMPT));
      return () => mj.upscale(grid, 2);
    },
    tasks: one,
  },
  {
    name: "the submit of change, in place of action",
    sort: "submit",
    verb: "change",
    lacking: ["guide", "plus", "trueai", "new-api"],
    prepare: async (world, mj) => {
      const grid = await done(world, () => mj.imagine(PROMPT));
      return () => mj.upscale(grid, 2);
    },
    tasks: one,
  },
  {
    name: "the submit of modal",
    sort: "submit",
    verb: "modal",
    lacking: ["novicezk"],
    prepare: async (world, mj) => {
      const grid = await done(world, () => mj.imagine(`${PROMPT} --remix`));
      return () => mj.vary(grid, 1);
    },
    tasks: one,
  },
  {
    name: "a job's first look",
    sort: "job",
    verb: "fetch",
    prepare: async (_, mj) => () => mj.imagine(PROMPT),
    tasks: one,
  },
  {
    name: "a job's second look",
    sort: "job",
    verb: "fetch",
    nth: 2,
    // Slow enough that no dialect is finished by then.
    prepare: async (_, mj) => () => mj.imagine("black cat"),
    tasks: one,
  },
  {
    name: "the first look after a reload",
    sort: "fresh",
    verb: "fetch",
    prepare: async (world, mj) => {
      const job = mj.imagine(PROMPT);
      await done(world, () => job.id);
      const token = JSON.parse(JSON.stringify(job));
      mj.close();
      await job.catch(() => {});
      return () => world.client().wait(token);
    },
    tasks: one,
  },
  {
    name: "a look of three jobs at once",
    sort: "batch",
    verb: "list",
    prepare: async (_, mj) => () => Promise.all([1, 2, 3].map((number) => mj.imagine(`cat ${number} sandbox:fast`))),
    tasks: (tasks) => tasks,
  },
  {
    name: "fetch of one",
    sort: "fetch",
    verb: "fetch",
    prepare: async (world, mj) => {
      const id = await submitted(world, mj);
      await world.spend(60_000);
      return () => mj.fetch(id);
    },
    tasks: one,
  },
  {
    name: "fetch of many",
    sort: "many",
    verb: "list",
    prepare: async (world, mj) => {
      const ids = [await submitted(world, mj), await submitted(world, mj)];
      await world.spend(60_000);
      return () => mj.fetch(ids);
    },
    tasks: (map) => [...map.values()],
  },
];
