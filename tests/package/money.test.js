// A submit costs money: it is sent once, again only where the gateway provably did not take it, and never lost sight of.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  MidjourneyError,
  NetworkError,
  RateLimitError,
  TaskCancelledError,
  TaskNotFoundError,
  TimeoutError,
  isError,
  quick,
  recorder,
  rejection,
  rejects,
  sandbox,
} from "../support/package.js";

const gateway = await sandbox("--concurrency", "20");
const mj = gateway.client();

test("sent again no more often than maxRetries says", async () => {
  await gateway.reset();
  await gateway.faults({ path: "/submit/imagine", status: 429, retryAfter: 7 });
  const told = { code: "rate_limited", retryAfter: 7000, maybeSubmitted: false, retryable: true };
  await rejects(mj.imagine(quick, { maxRetries: 0 }), RateLimitError, told);
  assert.equal((await gateway.log()).submits, 1);
  await gateway.faults({ path: "/submit/imagine", status: 429 });
  await rejects(mj.imagine(quick), RateLimitError, { code: "rate_limited", maybeSubmitted: false });
  assert.equal((await gateway.log()).submits, 4);
});

test("who cancels while it waits to be sent again, cancels that too", async (context) => {
  await gateway.reset();
  await gateway.faults({ path: "/submit/imagine", nth: 1, status: 429, retryAfter: 1 });
  const job = mj.imagine(quick);
  // The pause is drawn at random as it begins.
  await new Promise((begins) => {
    context.mock.method(Math, "random", () => {
      begins();
      return 0;
    });
  });
  assert.equal(await job.cancel(), "cancelled");
  await rejects(job, TaskCancelledError, { code: "cancelled" });
  // Longer than it was asked to wait.
  await mj.imagine("cat");
  await mj.imagine("dog");
  const { requests } = await gateway.log();
  assert.equal(requests.filter(({ path }) => path.includes("/submit/")).length, 3);
});

for (const [name, leave] of Object.entries({
  cancel: (job) => job.cancel(),
  close: (_job, client) => client.close(),
})) {
  test(`who leaves by ${name} while a submit is open is told that it may have been taken`, async () => {
    await gateway.reset();
    await gateway.faults({ path: "/submit/imagine", hang: true, after: true });
    const own = gateway.client();
    const job = own.imagine(quick);
    while ((await gateway.log()).accepted === 0);
    await leave(job, own);
    const error = await rejection(job);
    assert.equal(error.code, name === "close" ? "closed" : "cancelled");
    assert.equal(error.maybeSubmitted, true);
    assert.equal(error.token?.state, job.toJSON().state);
  });
}

test("where the gateway lists no tasks, it says that only its log can tell", async () => {
  await gateway.reset();
  await gateway.faults({ path: "/submit/imagine", reset: true });
  const { token } = await rejects(mj.imagine(quick), NetworkError, { maybeSubmitted: true });
  const error = await rejects(mj.wait(token), TaskNotFoundError, { code: "task_not_found" });
  assert.match(error.hint, /log/);
  assert.equal((await gateway.log()).submits, 1);
});

test("a button and its confirmation are sent once as well", async () => {
  await gateway.reset();
  const grid = await mj.imagine(`${quick} --remix`);
  const count = async (verb) => (await gateway.lines()).filter((line) => line.endsWith(`/submit/${verb}`)).length;
  await gateway.faults({ path: "/submit/action", reset: true });
  await rejects(mj.vary(grid, 1), NetworkError, { code: "network", maybeSubmitted: true });
  assert.equal(await count("action"), 1);

  await gateway.faults({ path: "/submit/modal", reset: true, after: true });
  const error = await rejects(mj.vary(grid, 1), NetworkError, { code: "network", maybeSubmitted: true });
  assert.equal(await count("modal"), 1);
  assert.equal(error.token.modal, true, "so that waiting does not confirm again");
  await gateway.faults();
  const task = await mj.wait(error.token);
  assert.equal(task.status, "SUCCESS");
  assert.equal(task.id, error.taskId);
  assert.equal(await count("modal"), 1);
});

test("a task that exists already is followed, and not made again", async () => {
  await gateway.reset();
  const body = { code: 21, description: "任务已存在", result: "1320098173412546", properties: { status: "SUCCESS" } };
  await gateway.faults({ path: "/submit/imagine", body });
  const job = mj.imagine("cat");
  assert.equal((await job).id, "1320098173412546");
  assert.equal((await job.submission).gatewayCode, 21);
  assert.equal((await gateway.log()).submits, 1);
});

test("leaving a job sends nothing", async () => {
  await gateway.reset();
  const { fetch, requests } = recorder();
  const own = gateway.client({ fetch });
  const controller = new AbortController();
  const jobs = [own.imagine("cat"), own.imagine("cat", { signal: controller.signal }), own.imagine("cat")];
  await Promise.all(jobs.map((job) => job.id));
  await jobs[0].cancel();
  controller.abort();
  own.close();
  const errors = await Promise.all(jobs.map(rejection));
  isError(errors[0], TaskCancelledError, { code: "cancelled" });
  assert.equal(errors[1], controller.signal.reason);
  isError(errors[2], MidjourneyError, { code: "closed" });
  assert.equal(requests.filter(({ method }) => method === "POST").length, 3);
});

test("a job that gives up on a task that was accepted says so", async () => {
  const job = mj.imagine("black cat sandbox:stall", { timeout: 200 });
  await rejects(job, TimeoutError, { code: "task_timeout", maybeSubmitted: true, taskId: await job.id });
});
