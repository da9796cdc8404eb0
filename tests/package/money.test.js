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
} from "./setup.js";

const gateway = await sandbox("--concurrency", "20");
const mj = gateway.client();

const doubtful = {
  "an answer that never comes": { hang: true },
  "an answer that never comes to a task that was made": { hang: true, after: true },
  "an answer that comes too slowly": { slow: { bytes: 1, everyMs: 100 } },
  "a reset": { reset: true },
  "a reset after the work": { reset: true, after: true },
  "half an answer": { cut: true },
  "an HTTP 500": { status: 500, body: { code: 4, description: "x" } },
  "an HTTP 503 that says queue full": { status: 503, body: { code: 23, description: "queue is full" } },
  "a proxy's page": { status: 502, html: true },
  "a page with a 200": { html: true },
  "nothing with a 200": { empty: true },
  "a redirect": { status: 307, headers: { location: "/fast/mj/submit/imagine" }, empty: true },
  "a failure of the gateway": { body: { code: 9, description: "提交失败" } },
  "a failure behind the relay": { status: 400, body: { code: 5, description: "x" } },
  "no id": { body: { code: 1, description: "ok", result: null } },
};

for (const [name, fault] of Object.entries(doubtful)) {
  test(`sent once: ${name}`, async () => {
    await gateway.reset();
    await gateway.faults({ path: "/submit/", retryAfter: 0, ...fault });
    const error = await rejection(mj.imagine(quick, { requestTimeout: 150 }));
    assert.ok(MidjourneyError.is(error), String(error));
    assert.equal(error.maybeSubmitted, true, String(error));
    assert.ok(error.hint, "it says what to do");
    assert.equal((await gateway.log()).submits, 1);
    assert.match(error.token.state, /^[0-9a-f]{32}$/);
    assert.equal(error.token.id, undefined);
  });
}

test("a submit that hangs is a timeout, with the token to look for it", async () => {
  await gateway.reset();
  await gateway.faults({ path: "/submit/imagine", hang: true });
  const job = mj.imagine(quick, { requestTimeout: 150, state: "order 8" });
  const error = await rejects(job, TimeoutError, { code: "request_timeout", maybeSubmitted: true, taskId: undefined });
  assert.deepEqual(error.token, job.toJSON());
  assert.equal(error.token.state, "order 8");
  const { requests } = await gateway.log();
  assert.equal(requests.length, 1);
});

test("sent again, where it was turned away: 429, as late as the gateway asks", async () => {
  await gateway.reset();
  await gateway.faults({ path: "/submit/imagine", nth: 1, status: 429, retryAfter: 1 });
  const task = await mj.imagine(quick);
  assert.equal(task.status, "SUCCESS");
  const { submits, accepted, requests } = await gateway.log();
  assert.equal(submits, 2);
  const [first, second] = requests.filter(({ path }) => path.includes("/submit/"));
  assert.ok(second.at - first.at >= 990, `${second.at - first.at} ms`);
  await gateway.faults({ path: "/submit/imagine", nth: 1, body: { code: 23, description: "full" } });
  await mj.imagine(quick);
  const now = await gateway.log();
  assert.deepEqual([now.submits, now.accepted], [submits + 2, accepted + 1]);
});

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

test("a submit in doubt is found again by its marker", async () => {
  const plain = await sandbox("--dialect", "novicezk");
  const own = plain.client();
  await own.submit.imagine("another cat");
  await plain.faults({ path: "/submit/imagine", nth: 1, hang: true, after: true });
  const error = await rejects(own.imagine(quick, { requestTimeout: 150 }), TimeoutError, { maybeSubmitted: true });
  const token = JSON.parse(JSON.stringify(error.token));
  assert.equal(token.id, undefined);
  const task = await plain.client().wait(token);
  assert.equal(task.status, "SUCCESS");
  assert.equal(task.state, token.state);
  assert.equal((await plain.log()).accepted, 2);
});

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
