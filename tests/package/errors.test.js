// What can go wrong, with its class, its code, and whether the gateway may have taken the task all the same.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import {
  AuthError,
  BadResponseError,
  BannedPromptError,
  HttpError,
  Midjourney,
  MidjourneyError,
  NetworkError,
  QueueFullError,
  RateLimitError,
  ServerError,
  SubmitError,
  TaskNotFoundError,
  TimeoutError,
  ValidationError,
  quick,
  rejection,
  rejects,
  sandbox,
} from "../support/package.js";

const gateway = await sandbox("--concurrency", "20");
const mj = gateway.client({ maxRetries: 0 });

/** Submits once under a fault; gives the error after it was checked. */
const struck = async (fault, errorClass, fields, options) => {
  await gateway.reset();
  await gateway.faults({ path: "/submit/imagine", ...fault });
  const error = await rejects(mj.imagine(quick, options), errorClass, fields);
  assert.equal((await gateway.log()).submits, 1, "it was submitted once");
  // Where it may exist it can be looked for, otherwise there is nothing to look for.
  assert.equal(error.token?.state?.length, fields.maybeSubmitted ? 32 : undefined);
  return error;
};

test("a banned prompt", async () => {
  const told = {
    code: "banned_prompt",
    gatewayCode: 24,
    maybeSubmitted: false,
    retryable: false,
    word: "Gore",
    taskId: undefined,
  };
  const error = await rejects(mj.imagine("a Gore scene"), BannedPromptError, told);
  assert.ok(error instanceof SubmitError);
  assert.equal(error.token, undefined);
  assert.equal(error.description, "The prompt may contain sensitive words");
  assert.deepEqual(error.properties, { bannedWord: "Gore", promptEn: "a Gore scene" });
  const own = await rejects(mj.submit.shorten("something nude"), BannedPromptError, { code: "banned_prompt", word: "nude" });
  assert.ok(own.message.includes("sensitive"));
});

for (const dialect of ["guide", "trueai"]) {
  test(`a full queue: ${dialect}`, async () => {
    const narrow = await sandbox("--dialect", dialect, "--concurrency", "1", "--queue", "1", "--task-seconds", "60");
    const own = narrow.client({ maxRetries: 0, auth: "raw" });
    await own.submit.imagine("one");
    await own.submit.imagine("two");
    const gatewayCode = dialect === "guide" ? 23 : 9;
    const told = { code: "queue_full", gatewayCode, maybeSubmitted: false, retryable: true, status: 200 };
    const error = await rejects(own.imagine("three"), QueueFullError, told);
    assert.ok(error instanceof SubmitError);
    assert.equal((await narrow.log()).submits, 3);
    await rejects(own.imagine("three", { maxRetries: 1 }), QueueFullError, told);
    assert.equal((await narrow.log()).submits, 5, "it was tried again, as nothing was taken");
  });
}

test("the gateway's own validation", async () => {
  const told = { code: "validation", gatewayCode: 4, maybeSubmitted: false, retryable: false, description: "unknown customId" };
  await rejects(mj.action("1320098173412546", "MJ::BOOKMARK::x"), ValidationError, told);
});

test("answers by their HTTP status", async () => {
  const page = { html: true };
  for (const [fault, errorClass, fields] of [
    [{ status: 401, empty: true }, AuthError, { code: "unauthorized", status: 401, maybeSubmitted: false, retryable: false }],
    [{ status: 403, ...page }, AuthError, { code: "forbidden", status: 403, maybeSubmitted: false }],
    [{ status: 404, ...page }, HttpError, { code: "http_error", status: 404, maybeSubmitted: false }],
    [{ status: 413, empty: true }, HttpError, { code: "http_error", status: 413, maybeSubmitted: false }],
    [{ status: 406, empty: true }, HttpError, { code: "http_error", status: 406, maybeSubmitted: true }],
    [{ status: 408, empty: true }, HttpError, { code: "http_error", status: 408, maybeSubmitted: true }],
    [{ status: 429, empty: true }, RateLimitError, { code: "rate_limited", status: 429, maybeSubmitted: false, retryable: true }],
    [{ status: 500, body: { error: "x" } }, ServerError, { code: "server_error", status: 500, maybeSubmitted: true }],
    [{ status: 502, ...page }, ServerError, { code: "server_error", status: 502, maybeSubmitted: true }],
    [{ status: 302, headers: { location: "/elsewhere" }, empty: true }, HttpError, { code: "redirect", maybeSubmitted: true }],
  ]) {
    const error = await struck(fault, errorClass, fields);
    assert.ok(error instanceof HttpError);
    if (fault.html) assert.ok(error.body.startsWith("<!doctype html>") && error.body.length <= 200);
  }
});

test("answers that are not the JSON that was asked for", async () => {
  const told = { code: "bad_response", status: 200, maybeSubmitted: true };
  const page = await struck({ html: true }, BadResponseError, told);
  assert.match(page.hint, /may exist|baseUrl/);
  await struck({ empty: true }, BadResponseError, told);
  await struck({ body: '{"code":1,"result":"17', after: true }, BadResponseError, told);
  await struck({ body: [] }, BadResponseError, told);
  await struck({ body: "null" }, BadResponseError, told);
  const large = await struck({ body: `"${"x".repeat(5000)}"` }, BadResponseError, told);
  assert.equal(large.body?.length ?? 200, 200);
});

test("answers by the envelope's code", async () => {
  for (const [code, errorClass, fields] of [
    [3, SubmitError, { code: "unavailable", maybeSubmitted: false }],
    [5, SubmitError, { code: "upstream_failure", maybeSubmitted: true }],
    [9, SubmitError, { code: "gateway_failure", maybeSubmitted: true }],
    [30, RateLimitError, { code: "rate_limited", maybeSubmitted: false }],
    [-1, SubmitError, { code: "refused", maybeSubmitted: false }],
    [77, SubmitError, { code: "refused", maybeSubmitted: true }],
    [1, SubmitError, { code: "accepted_without_id", maybeSubmitted: true }],
    ["24", BannedPromptError, { code: "banned_prompt", maybeSubmitted: false }],
  ]) {
    const body = { code, description: "in its own words" };
    const error = await struck({ body }, errorClass, { gatewayCode: Number(code), description: body.description, ...fields });
    assert.ok(error.message.includes("in its own words"));
  }
});

test("nobody listens", async () => {
  const free = createServer().listen(0, "127.0.0.1");
  await once(free, "listening");
  const { port } = free.address();
  await new Promise((resolve) => free.close(resolve));
  const baseUrl = `http://127.0.0.1:${port}`;
  const own = new Midjourney({ baseUrl, maxRetries: 1 });
  const told = { code: "network", retryable: true, taskId: undefined };
  const error = await rejects(own.imagine("cat"), NetworkError, { ...told, maybeSubmitted: false, token: undefined });
  assert.equal(error.cause.cause.code, "ECONNREFUSED");
  assert.match(error.hint, /baseUrl/);
  assert.doesNotMatch(`${error.message} ${error.hint}`, /charged|exist/);
  // A `fetch` of the caller's may have tried again by itself.
  const custom = new Midjourney({ baseUrl, fetch: (...args) => fetch(...args) });
  await rejects(custom.imagine("cat"), NetworkError, { ...told, maybeSubmitted: true });
  await rejects(own.fetch("1"), NetworkError, { code: "network", maybeSubmitted: false });
});

test("which failures of fetch show that no connection was made", async (context) => {
  const failure = (/** @type {string} */ code, /** @type {string | undefined} */ syscall) =>
    Object.assign(new Error(code), { code, syscall });
  const refused = failure("ECONNREFUSED", "connect");
  const all = (/** @type {Error[]} */ ...errors) => new AggregateError(errors);
  for (const [cause, maybeSubmitted] of [
    [refused, false],
    [failure("ENOTFOUND", "getaddrinfo"), false],
    [failure("ENETUNREACH", "connect"), false],
    [all(refused, failure("EHOSTUNREACH", "connect")), false],
    [failure("CERT_HAS_EXPIRED"), false],
    [failure("ERR_TLS_CERT_ALTNAME_INVALID"), false],
    [failure("DEPTH_ZERO_SELF_SIGNED_CERT"), false],
    [failure("SELF_SIGNED_CERT_IN_CHAIN"), false],
    [failure("UNABLE_TO_GET_ISSUER_CERT"), false],
    [failure("UNABLE_TO_GET_ISSUER_CERT_LOCALLY"), false],
    [failure("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), false],
    // The system reports a timeout of the connection also for one that was made.
    [failure("ETIMEDOUT", "connect"), true],
    [failure("ECONNRESET", "read"), true],
    [failure("EPIPE", "write"), true],
    [failure("EPROTO", "write"), true],
    [failure("UND_ERR_SOCKET"), true],
    [all(refused, failure("ETIMEDOUT", "connect")), true],
    [all(refused, failure("ECONNRESET", "read")), true],
    [all(), true],
    [undefined, true],
    [null, true],
    ["ECONNREFUSED", true],
  ]) {
    let submits = 0;
    context.mock.method(globalThis, "fetch", async () => {
      submits += 1;
      throw new TypeError("fetch failed", { cause });
    });
    const own = new Midjourney({ baseUrl: "http://gateway.test" });
    const about = `${cause?.syscall} ${cause?.code ?? cause}`;
    const error = await rejection(own.imagine("cat"));
    assert.deepEqual([error.code, error.maybeSubmitted, submits], ["network", maybeSubmitted, 1], about);
    context.mock.restoreAll();
  }
});

test("reads: what they fail with, and how often they are tried", async (context) => {
  context.after(() => gateway.reset());
  const id = "1320098173412546";
  for (const [fault, errorClass, fields, asked] of [
    [{ status: 500 }, ServerError, { code: "server_error", status: 500 }, 2],
    [{ status: 429 }, RateLimitError, { code: "rate_limited", status: 429 }, 2],
    [{ reset: true }, NetworkError, { code: "network" }, 2],
    [{ cut: true }, NetworkError, { code: "network" }, 2],
    [{ hang: true }, TimeoutError, { code: "request_timeout" }, 2],
    [{ status: 401 }, AuthError, { code: "unauthorized", status: 401 }, 1],
    [{ html: true }, BadResponseError, { code: "bad_response", status: 200 }, 1],
    [{ status: 418, body: {} }, HttpError, { code: "http_error", status: 418 }, 1],
    [{ status: 404, html: true }, TaskNotFoundError, { code: "task_not_found" }, 1],
    [{ empty: true }, TaskNotFoundError, { code: "task_not_found" }, 1],
    [{ status: 204, empty: true }, TaskNotFoundError, { code: "task_not_found" }, 1],
    [{ body: "null" }, TaskNotFoundError, { code: "task_not_found" }, 1],
  ]) {
    await gateway.reset();
    await gateway.faults({ path: "/fetch", ...fault });
    const options = { maxRetries: 1, requestTimeout: 150 };
    await rejects(mj.fetch(id, options), errorClass, { ...fields, maybeSubmitted: false });
    assert.equal((await gateway.log()).requests.length, asked, JSON.stringify(fault));
  }
  await gateway.reset();
  await gateway.faults({ path: "/fetch", times: 2, status: 502 });
  assert.equal((await gateway.client().fetch(id)).id, id, "two more tries are usual");
  await gateway.faults({ path: "/list-by-condition", times: 1, status: 502 });
  assert.equal((await mj.fetch([id], { maxRetries: 1 })).size, 1);
});

test("a redirect within the gateway is followed by reads", async (context) => {
  context.after(() => gateway.reset());
  const id = "1320098173412546";
  await gateway.faults({ path: `/mj/task/${id}/fetch`, nth: 1, status: 307, headers: { location: `/fast/mj/task/${id}/fetch` } });
  assert.equal((await mj.fetch(id)).id, id);
  await gateway.faults({ path: "/fetch", status: 307, headers: { location: "http://127.0.0.1:9/" } });
  await rejects(mj.fetch(id), HttpError, { code: "redirect", status: 307 });
});

test("an answer that is larger than it may be", async () => {
  const own = gateway.client({ maxResponseBytes: 100 });
  const error = await rejects(own.fetch("1320098173412546"), BadResponseError, { code: "bad_response", maybeSubmitted: false });
  assert.match(error.message, /maxResponseBytes/);
});

test("an address where something else answers", async () => {
  const relay = await sandbox("--dialect", "new-api");
  const own = relay.client({ baseUrl: `${relay.url}/a/b` });
  const error = await rejects(own.imagine("cat"), BadResponseError, { code: "bad_response", status: 200 });
  assert.ok(error.body.startsWith("<!doctype html>"));
  await rejects(own.wait("1"), BadResponseError, { code: "bad_response" });
});

test("an error of this package is known by `is`, and tells itself as JSON", async () => {
  const error = await rejection(mj.imagine("a gore scene"));
  assert.ok(MidjourneyError.is(error));
  for (const other of [new Error("x"), undefined, null, "x", {}, { code: "network" }]) assert.ok(!MidjourneyError.is(other));
  const told = JSON.parse(JSON.stringify(error));
  assert.equal(told.name, "BannedPromptError");
  assert.equal(told.message, error.message);
  assert.equal(told.code, "banned_prompt");
  assert.equal(told.gatewayCode, 24);
  for (const name of ["kind", "class", "stack", "cause"]) assert.ok(!(name in told), name);
  assert.match(String(error), /^BannedPromptError: /);
  assert.match(error.message, /\.$/);
});

test("the stack of an error tells which call it came from", async () => {
  const mj = gateway.client();
  const theCallOfMine = () => mj.imagine("a nude statue");
  const error = await rejects(theCallOfMine(), BannedPromptError, { code: "banned_prompt" });
  assert.match(error.stack, /theCallOfMine/);
  assert.ok(error.stack.startsWith(`BannedPromptError: ${error.message}\n`), error.stack);
});
