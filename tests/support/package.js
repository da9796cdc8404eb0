// The packed package, as its user installs it: its public names, a client of a sandbox, and what its errors are checked with.
//
// MIDJOURNEY_PACKAGE is the file URL of the installed package's index.js.

import assert from "node:assert/strict";
import { after } from "node:test";
import { serveSandbox } from "./sandbox.js";

export const packageUrl = process.env.MIDJOURNEY_PACKAGE ?? assert.fail("MIDJOURNEY_PACKAGE must be the URL of index.js");

export const {
  Midjourney,
  Job,
  MidjourneyError,
  ConfigError,
  ValidationError,
  NetworkError,
  TimeoutError,
  HttpError,
  AuthError,
  RateLimitError,
  ServerError,
  BadResponseError,
  SubmitError,
  BannedPromptError,
  QueueFullError,
  TaskNotFoundError,
  TaskFailedError,
  TaskCancelledError,
  ModalRequiredError,
} = await import(packageUrl);

/** A prompt that the sandbox is done with in a tenth of its usual time. */
export const quick = "black cat sandbox:fast";

/** Short pauses between polls, for tests in real time. */
export const poll = { min: 20, max: 50 };

/** @type {unknown[]} */
const unhandled = [];
process.on("unhandledRejection", (reason) => {
  unhandled.push(reason);
  process.exitCode = 1;
});
after(async () => {
  // Node tells of a rejection that nobody handles once the microtasks are through.
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(unhandled, [], "no rejection may be left unhandled");
});

/** Starts a sandbox in real time, with its options, and clients of it. @param {...string} options */
export const sandbox = async (...options) => {
  const served = await serveSandbox(...options);
  const client = (/** @type {object} */ own) => new Midjourney({ baseUrl: served.url, apiKey: "sk-of-the-tests", poll, ...own });
  return { ...served, client };
};

/** A `fetch` that keeps what it was asked. */
export const recorder = () => {
  /** @type {{ method: string, url: string, path: string, headers: Record<string, string>, body: any }[]} */
  const requests = [];
  /** @type {typeof globalThis.fetch} */
  const recording = (url, init) => {
    const headers = Object.fromEntries(new Headers(init?.headers));
    const body = typeof init?.body === "string" ? JSON.parse(init.body) : init?.body;
    const { href, pathname: path } = new URL(String(url));
    requests.push({ method: init?.method ?? "GET", url: href, path, headers, body });
    return fetch(url, init);
  };
  return { fetch: recording, requests };
};

/** What a promise comes to: its value or its error. @param {PromiseLike<any>} promise @returns {Promise<any>} */
export const outcome = async (promise) => {
  try {
    return await promise;
  } catch (error) {
    return error;
  }
};

/** What a promise rejects with. @param {PromiseLike<any>} promise @returns {Promise<any>} */
export const rejection = (promise) =>
  Promise.resolve(promise).then(
    (value) => assert.fail(`It resolved with ${JSON.stringify(value)}`),
    (error) => error,
  );

/**
 * Checks that a promise rejects with an error of exactly that class and with these fields, and gives it.
 * @param {PromiseLike<any>} promise @param {any} errorClass @param {Record<string, unknown>} fields
 */
export const rejects = async (promise, errorClass, fields) => isError(await rejection(promise), errorClass, fields);

/**
 * Checks that an error is of exactly that class and has these fields, and gives it.
 * @param {any} error @param {any} errorClass @param {Record<string, unknown>} fields
 */
export const isError = (error, errorClass, fields) => {
  if (!MidjourneyError.is(error)) throw error;
  assert.equal(error.constructor, errorClass, String(error));
  assert.equal(error.name, errorClass.name);
  assert.ok(error instanceof MidjourneyError && error instanceof Error);
  const actual = Object.fromEntries(Object.keys(fields).map((name) => [name, /** @type {any} */ (error)[name]]));
  assert.deepEqual(actual, fields, String(error));
  return error;
};
