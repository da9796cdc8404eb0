// A job from its call to its end: progress, iteration, resuming, and all the ways to leave it.

import assert from "node:assert/strict";
import { EventEmitter, getEventListeners, once } from "node:events";
import { test } from "node:test";
import {
  Job,
  Midjourney,
  MidjourneyError,
  TaskCancelledError,
  TaskFailedError,
  TaskNotFoundError,
  TimeoutError,
  ValidationError,
  isError,
  quick,
  recorder,
  rejection,
  rejects,
  sandbox,
} from "../support/package.js";

const gateway = await sandbox("--concurrency", "20");
const mj = gateway.client();

test("an imagine ends with a picture, and tells its progress on the way", async () => {
  const looks = [];
  const job = mj.imagine("black cat", { onProgress: (task) => looks.push(task) });
  assert.ok(job instanceof Job && job instanceof Promise);
  assert.equal(job.last, undefined);
  const submission = await job.submission;
  assert.equal(submission.gatewayCode, 1);
  assert.equal(submission.id, await job.id);

  const task = await job;
  assert.equal(task.id, submission.id);
  assert.equal(task.status, "SUCCESS");
  assert.equal(task.progress, 100);
  assert.equal(task.action, "IMAGINE");
  assert.equal(task.failReason, undefined, "what is empty is left out");
  assert.ok(task.submitTime <= task.startTime && task.startTime < task.finishTime);
  assert.deepEqual(JSON.parse(JSON.stringify(task)), task, "a task is plain JSON");
  assert.equal(job.last, task);

  const progress = looks.map((look) => look.progress);
  assert.deepEqual(
    progress,
    progress.toSorted((a, b) => a - b),
    "it never goes back",
  );
  assert.ok(new Set(progress).size >= 4, `it was seen to grow: ${progress}`);
  assert.ok(progress[0] >= 0 && progress.every(Number.isInteger));
  assert.equal(looks.at(-1), task, "the last look is told as well");
  assert.ok(
    looks.some((look) => look.status === "IN_PROGRESS" && look.imageUrl),
    "there are previews",
  );

  const answer = await fetch(task.imageUrl);
  assert.equal(answer.headers.get("content-type"), "image/png");
  const bytes = Buffer.from(await answer.arrayBuffer());
  assert.equal(bytes.toString("latin1", 0, 8), "\x89PNG\r\n\x1a\n");
});

test("what follows a job is a plain promise", async () => {
  const job = mj.imagine(quick);
  const next = job.then((task) => task.status);
  assert.ok(next instanceof Promise && !(next instanceof Job));
  assert.equal(await next, "SUCCESS");
});

test("a job can be iterated, by several at once and after its end", async () => {
  const job = mj.imagine("black cat");
  const seen = async () => {
    const all = [];
    for await (const task of job) all.push(task);
    return all;
  };
  const [one, two] = await Promise.all([seen(), seen()]);
  const task = await job;
  assert.equal(one.at(-1), task);
  assert.equal(two.at(-1), task);
  assert.ok(one.length > 1);
  assert.deepEqual(await seen(), [task], "afterwards the latest look is left");
});

test("leaving a loop early does not end the job", async () => {
  const job = mj.imagine(quick);
  let first;
  for await (const task of job) {
    first = task;
    break;
  }
  assert.notEqual(first.status, "SUCCESS");
  assert.equal((await job).id, first.id);
});

test("a loop throws what the job rejects with", async () => {
  const job = mj.imagine(`${quick} sandbox:fail`);
  const statuses = [];
  const error = await rejection(
    (async () => {
      for await (const task of job) statuses.push(task.status);
    })(),
  );
  isError(error, TaskFailedError, { code: "task_failed" });
  assert.equal(error, await rejection(job));
  assert.equal(statuses.at(-1), "FAILURE");
});

test("a callback that throws is reported, and the job goes on", async (context) => {
  const report = context.mock.method(console, "error", () => {});
  const sync = new Error("thrown by the callback");
  const late = new Error("rejected by the callback");
  let calls = 0;
  const task = await mj.imagine("black cat", {
    onProgress: () => {
      calls += 1;
      if (calls === 1) throw sync;
      return Promise.reject(late);
    },
  });
  assert.equal(task.status, "SUCCESS");
  const reported = report.mock.calls.map((call) => call.arguments[0]);
  assert.ok(reported.includes(sync) && reported.includes(late));
});

test("a failed task rejects with the task in it", async () => {
  const job = mj.imagine("cat sandbox:fast sandbox:fail-late");
  const error = await rejects(job, TaskFailedError, { code: "task_failed", taskId: await job.id });
  assert.equal(error.task.status, "FAILURE");
  assert.notEqual(error.task.progress, 100);
  assert.ok(error.task.failReason);
  assert.equal(error.description, error.task.failReason);
  assert.ok(error.message.includes(error.task.failReason));
  assert.ok(error.task.imageUrl, "the last preview is kept");
  assert.equal(error.token.id, error.taskId);
});

test("a task that the gateway cancelled", async () => {
  const error = await rejects(mj.imagine(`${quick} sandbox:cancel`), TaskCancelledError, { code: "task_cancelled" });
  assert.equal(error.task.status, "CANCEL");
  assert.equal(error.token.id, error.task.id);
});

test("a status that nobody knows counts as running", async () => {
  const looks = [];
  const task = await mj.imagine("cat sandbox:unknown-status", { onProgress: (look) => looks.push(look) });
  assert.equal(task.status, "SUCCESS");
  const unknown = looks.find((look) => look.status === "UNKNOWN");
  assert.equal(unknown.rawStatus, "PAUSED_BY_MODERATOR");
});

test("a task that takes too long can be followed further", async () => {
  const error = await rejects(mj.imagine("cat", { timeout: 250 }), TimeoutError, { code: "task_timeout" });
  assert.equal(error.token.id, error.taskId);
  const task = await mj.wait(JSON.parse(JSON.stringify(error)).token);
  assert.equal(task.status, "SUCCESS");
  assert.equal(task.id, error.taskId);
});

test("a job is followed by another client through its token", async () => {
  const job = mj.imagine(quick, { state: "a state of mine" });
  const before = JSON.parse(JSON.stringify(job));
  assert.equal(before.id, undefined);
  const id = await job.id;
  const text = JSON.stringify(job);
  const token = JSON.parse(text);
  assert.deepEqual(Object.keys(token).sort(), ["baseUrl", "id", "state", "submittedAt", "v"]);
  assert.equal(token.v, 1);
  assert.equal(token.id, id);
  assert.equal(token.state, "a state of mine");
  assert.equal(token.baseUrl, gateway.url);
  assert.ok(Math.abs(Date.now() - token.submittedAt) < 60_000);
  assert.ok(!text.includes("sk-"), "a token holds no key");

  const again = gateway.client().wait(token);
  assert.equal(await again.id, id);
  assert.equal((await again).status, "SUCCESS");
  assert.equal((await again.submission).gatewayCode, undefined, "nothing was submitted");
  assert.equal((await job).id, id);
});

test("a task is followed by its id, and as a task", async () => {
  const { id } = await mj.submit.imagine(quick);
  assert.equal((await mj.wait(id)).id, id);
  assert.equal((await mj.wait(await mj.fetch(id))).status, "SUCCESS");
  assert.equal((await mj.wait("1320098173412546")).status, "SUCCESS");
});

test("an id that the gateway does not know is not waited for", async () => {
  await rejects(mj.wait("404"), TaskNotFoundError, { code: "task_not_found", taskId: "404", maybeSubmitted: false });
});

test("a task that is not visible yet, or not for a moment, is waited for", async (context) => {
  context.after(() => gateway.faults());
  const missing = { status: 400, body: { code: 4, description: "task_no_found " } };
  await gateway.faults({ path: "/fetch", nth: [1, 2, 4, 5], ...missing });
  assert.equal((await mj.imagine("cat")).status, "SUCCESS");
});

test("a token of another gateway is refused", async () => {
  const elsewhere = new Midjourney({ baseUrl: "http://127.0.0.1:9", timeout: 1_000 });
  const { id } = await mj.submit.imagine(quick);
  const token = { v: 1, id, baseUrl: gateway.url, submittedAt: Date.now() };
  await rejects(elsewhere.wait(token), ValidationError, { code: "invalid_input", field: "token" });
  // Two spellings of one gateway are one gateway.
  const spelt = new Midjourney({ baseUrl: `${gateway.url}/mj/`, apiKey: "any", poll: { min: 20 } });
  assert.equal((await spelt.wait(token)).id, id);
});

test("a signal that is aborted already: nothing is sent", async () => {
  const { fetch, requests } = recorder();
  const reason = { why: "any value at all" };
  const own = gateway.client({ fetch });
  const signal = AbortSignal.abort(reason);
  for (const call of [
    own.imagine("cat", { signal }),
    own.submit.imagine("cat", { signal }),
    own.fetch("1", { signal }),
    own.wait("1", { signal }),
    own.request("GET", "/task/1/fetch", { signal }),
  ]) {
    assert.equal(await rejection(call), reason);
  }
  assert.deepEqual(requests, []);
});

test("a signal in mid-job rejects with its own reason, and nothing more is asked", async () => {
  const { fetch, requests } = recorder();
  const own = gateway.client({ fetch });
  const controller = new AbortController();
  const reason = new Error("the user went away");
  let calls = 0;
  const job = own.imagine("cat sandbox:slow", {
    signal: controller.signal,
    onProgress: () => {
      calls += 1;
      controller.abort(reason);
    },
  });
  const { id } = await job.submission;
  assert.equal(await rejection(job), reason);
  assert.equal(await job.id, id, "the id stays known");
  const looks = () => requests.filter(({ path }) => path.includes(id)).length;
  assert.equal(looks(), 1);
  await own.imagine(quick);
  assert.equal(looks(), 1);
  assert.equal(calls, 1);
  assert.equal((await own.fetch(id)).id, id, "the gateway goes on");
});

test("a signal stops a request that is under way", async (context) => {
  context.after(() => gateway.faults());
  await gateway.faults({ path: "/fetch", hang: true });
  const signal = AbortSignal.timeout(100);
  const error = await rejection(mj.fetch("1320098173412546", { signal }));
  assert.equal(error, signal.reason);
  assert.equal(error.name, "TimeoutError");
});

test("a job that has ended listens to its signal no longer, however it ended", async () => {
  const { signal } = new AbortController();
  const running = mj.imagine("cat sandbox:slow", { signal });
  const failing = rejection(mj.imagine("", { signal }));
  assert.equal(getEventListeners(signal, "abort").length, 2);
  await mj.imagine(quick, { signal });
  await failing;
  await running.cancel();
  await rejection(running);
  assert.deepEqual(getEventListeners(signal, "abort"), []);
});

test("cancel stops waiting, once", async () => {
  const job = mj.imagine("cat sandbox:slow");
  const id = await job.id;
  assert.equal(await job.cancel(), "cancelled");
  assert.equal(await job.cancel(), "finished");
  const error = await rejects(job, TaskCancelledError, { code: "cancelled", taskId: id, task: undefined });
  assert.equal(error.token.id, id);
  assert.notEqual((await mj.fetch(id)).status, "CANCEL", "the gateway is asked nothing");

  const done = mj.imagine(quick);
  await done;
  assert.equal(await done.cancel(), "finished");
  assert.equal((await done).status, "SUCCESS");
});

test("a job that nobody waits for can be cancelled", async () => {
  const unhandled = [];
  const note = (reason) => unhandled.push(reason);
  process.on("unhandledRejection", note);
  assert.equal(await mj.imagine("cat sandbox:slow").cancel(), "cancelled");
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", note);
  assert.deepEqual(unhandled, []);
});

test("cancel says what the gateway may have, and the task as it was seen last", async () => {
  const unsent = mj.imagine("cat sandbox:slow");
  await unsent.cancel();
  const error = await rejects(unsent, TaskCancelledError, { maybeSubmitted: false, token: undefined, task: undefined });
  assert.doesNotMatch(error.message, /accepted/);
  const job = mj.imagine("cat sandbox:slow");
  const { value: seen } = await job[Symbol.asyncIterator]().next();
  await job.cancel();
  const seenError = await rejects(job, TaskCancelledError, { maybeSubmitted: true, taskId: seen.id });
  assert.equal(seenError.task.id, seen.id);
  assert.match(seenError.message, /^The gateway accepted the task\. The job was cancelled here, not at the gateway\.$/);
});

test("cancel ends the open request", { timeout: 10_000 }, async () => {
  const sent = new EventEmitter();
  const fetch = (_url, { signal }) => {
    sent.emit("request", signal);
    return new Promise(() => {});
  };
  const job = gateway.client({ fetch }).imagine("cat");
  const [signal] = await once(sent, "request");
  const ended = once(signal, "abort");
  assert.equal(await job.cancel(), "cancelled");
  await ended;
  await rejects(job, TaskCancelledError, { code: "cancelled", maybeSubmitted: true });
});

test("cancel before anything was sent", async () => {
  const { fetch, requests } = recorder();
  const job = gateway.client({ fetch }).imagine("cat");
  assert.equal(await job.cancel(), "cancelled");
  await rejects(job, TaskCancelledError, { code: "cancelled", taskId: undefined });
  assert.equal((await rejection(job.id)).code, "cancelled");
  assert.equal((await rejection(job.submission)).code, "cancelled");
  assert.deepEqual(requests, []);
});

test("the parts of a job that fails leave no unhandled rejection", async () => {
  const job = mj.imagine("");
  void job.id;
  void job.submission;
  void job[Symbol.asyncIterator]();
  await rejects(job, ValidationError, { code: "invalid_input", field: "prompt" });
  // Whoever looks at the id only has heard of the failure there.
  assert.equal((await rejection(mj.imagine("").id)).code, "invalid_input");
});

test("close ends the jobs, and refuses new ones", async () => {
  const own = gateway.client();
  const running = own.imagine("cat sandbox:slow");
  const id = await running.id;
  own.close();
  const error = await rejects(running, MidjourneyError, { code: "closed", taskId: id });
  assert.equal((await mj.wait(error.token, { timeout: 1 }).catch((late) => late)).code, "task_timeout");
  for (const call of [own.imagine("cat"), own.fetch("1"), own.submit.shorten("cat"), own.request("GET", "/x")]) {
    await rejects(call, MidjourneyError, { code: "closed", maybeSubmitted: false });
  }
  own.close();
});

test("where there is explicit resource management, a client takes part in it", { skip: !Symbol.dispose }, async () => {
  const own = gateway.client();
  own[Symbol.dispose]();
  await rejects(own.imagine("cat"), MidjourneyError, { code: "closed" });
});

test("wait takes a job, and a token keeps what it knows for the next reload", async () => {
  const mj = gateway.client();
  const job = mj.imagine(quick, { state: "mine" });
  const id = await job.id;
  assert.equal((await mj.wait(job)).id, id);
  const token = { ...job.toJSON(), modal: true, submittedAt: 1 };
  const again = mj.wait(JSON.parse(JSON.stringify(token)));
  assert.deepEqual(again.toJSON(), token);
  await again;
});
