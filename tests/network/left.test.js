// Who goes away in the middle: a page that is reloaded, a worker that is killed, a client that is closed or forgotten. What is known
// then is what the README says.

import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { collect } from "../support/memory.js";
import { Midjourney, rejection } from "../support/package.js";
import { openPage } from "./chromium.js";
import { aged, isError, isToken, limit, started, submits } from "./matrix.js";
import { node } from "./node.js";

const chromium = await openPage();
const { page } = chromium;

/** Starts a job in the page, which keeps its token. */
const imagine = (baseUrl) =>
  page.evaluate(async (baseUrl) => {
    const { Midjourney } = await import("/index.js");
    const job = new Midjourney({ baseUrl, poll: { min: 50, max: 50 } }).imagine("black cat");
    const keep = () => void (localStorage.job = JSON.stringify(job));
    keep();
    job.id.then(keep);
    job.catch(() => {});
  }, baseUrl);

const kept = async () => JSON.parse(await page.evaluate(() => localStorage.job));

test("a page that is reloaded between submit and answer finds the task by what it kept at once", limit, async (context) => {
  const gateway = await started(context, { at: "submit", act: (_response, work) => work() });
  await Promise.all([once(gateway, "submit"), imagine(gateway.url)]);
  await page.reload();
  const token = await kept();
  isToken(token, gateway.taken[0].state);
  await isFound(chromium, gateway, token, 1);
});

test("a page that is reloaded before the gateway took the submit is told that no task is listed", limit, async (context) => {
  const gateway = await started(context, { at: "submit", act: () => {} });
  await Promise.all([once(gateway, "submit"), imagine(gateway.url)]);
  await page.reload();
  const { outcomes } = await chromium.play({ client: { baseUrl: gateway.url }, tokens: [aged(await kept())] });
  isError(outcomes[0].error, { code: "task_not_found", name: "TaskNotFoundError", maybeSubmitted: true });
  assert.deepEqual(submits(gateway), { arrived: 1, taken: 0 });
});

test("a page that is reloaded after the answer finds the task by its id", limit, async (context) => {
  const gateway = await started(context, { at: "fetch", from: 2, act: () => {} });
  await imagine(gateway.url);
  while (gateway.count("fetch") < 2) await once(gateway, "fetch");
  await page.reload();
  const token = await kept();
  assert.equal(token.id, gateway.ids[0]);
  await isFound(chromium, gateway, token, 0);
});

test("a worker that is killed in the middle of a submit leaves what its page was told", limit, async (context) => {
  const gateway = await started(context, { at: "submit", act: (_response, work) => work() });
  const start = async (baseUrl) => {
    const work = async ({ data: [index, baseUrl] }) => {
      const { Midjourney } = await import(index);
      postMessage(new Midjourney({ baseUrl }).imagine("black cat").toJSON());
    };
    const source = new Blob([`onmessage = ${work}`], { type: "text/javascript" });
    globalThis.worker = new Worker(URL.createObjectURL(source), { type: "module" });
    const told = new Promise((hear) => (globalThis.worker.onmessage = ({ data }) => hear(data)));
    globalThis.worker.postMessage([`${location.origin}/index.js`, baseUrl]);
    return told;
  };
  const [token] = await Promise.all([page.evaluate(start, gateway.url), once(gateway, "submit")]);
  await page.evaluate(() => globalThis.worker.terminate());
  isToken(token, gateway.taken[0].state);
  await isFound(chromium, gateway, token, 1);
});

test("a client that is closed in the middle of a submit says that it may have been taken", limit, async (context) => {
  const gateway = await started(context, { at: "submit", act: (_response, work) => work() });
  const mj = new Midjourney({ baseUrl: gateway.url });
  const job = mj.imagine("black cat");
  await once(gateway, "submit");
  mj.close();
  const { code, maybeSubmitted, token } = await rejection(job);
  assert.deepEqual([code, maybeSubmitted], ["closed", true]);
  isToken(token, gateway.taken[0].state);
  // The request has ended with it.
  await gateway.quiet();
  await isFound(node, gateway, token, 1);
});

test("a client that nobody holds goes on until its jobs are done", limit, async (context) => {
  const gateway = await started(context);
  const finished = new Promise((resolve) => {
    const onProgress = (task) => {
      collect();
      if (task.status === "SUCCESS") resolve(task);
    };
    new Midjourney({ baseUrl: gateway.url, poll: { min: 50, max: 50 } }).imagine("black cat", { onProgress });
  });
  await once(gateway, "submit");
  collect();
  assert.equal((await finished).id, gateway.ids[0]);
  await gateway.quiet();
});

/** Checks that a token finds its task, after so many lists of all tasks, without another submit; and that nothing is left. */
const isFound = async (engine, gateway, token, lists) => {
  const { outcomes, timers } = await engine.play({ client: { baseUrl: gateway.url }, tokens: [token] });
  assert.equal(outcomes[0].task?.state, token.state, JSON.stringify(outcomes));
  assert.deepEqual([submits(gateway), gateway.count("tasks"), timers], [{ arrived: 1, taken: 1 }, lists, 0]);
  await gateway.quiet();
  assert.deepEqual(engine.wrong(), []);
};
