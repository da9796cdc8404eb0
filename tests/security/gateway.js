// A gateway that repeats the key which it was shown, in whatever answer the test asks for: by the prompt of a submit, by the id of
// a read. What it was asked is kept whole.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after } from "node:test";

/** All headers that may bring the key, and what stands before it. */
const shown = ({ headers }) => headers["mj-api-secret"] ?? headers.authorization ?? "";

/**
 * Starts a server that answers by name.
 * @param {Record<string, (response: import("node:http").ServerResponse, heard: string, request: object) => unknown>} answers
 */
export const listen = async (answers) => {
  const requests = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    const kept = { method: request.method, url: request.url, headers: request.headers, body };
    requests.push(kept);
    response.on("error", () => {});
    const heard = shown(request);
    const answer = answers[nameOf(kept)] ?? answers.usual;
    await answer(response, heard, kept);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  server.unref();
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, requests };
};

/** What a request is about: the prompt of a submit, the first id of a list, the part of the path before `fetch`. */
const nameOf = ({ url, body }) => {
  const { prompt, ids, taskId } = body ? JSON.parse(body) : {};
  return (
    prompt ??
    ids?.[0] ??
    taskId ??
    decodeURIComponent(/task\/([^/?]+)\//.exec(url)?.[1] ?? /named\/([^/?]+)/.exec(url)?.[1] ?? "")
  );
};

/** Answers with a JSON value, or with a text as it is. */
export const json = (response, value, status = 200, headers = {}) => {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof value === "string" ? value : JSON.stringify(value));
};

/** What became of a promise: its value or its error. */
export const outcome = (promise) =>
  Promise.resolve(promise).then(
    (value) => value,
    (error) => error,
  );

/** Checks that a promise rejects, and gives the error. */
export const refused = async (promise) => {
  const error = await outcome(promise);
  assert.ok(error instanceof Error, `it did not fail, but gave ${JSON.stringify(error)}`);
  return error;
};
