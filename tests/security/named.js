// A gateway that gives whatever answer the test asks for by name, and shows it the key that came with the request.

import { serve } from "../support/server.js";

export { json } from "../support/server.js";

/**
 * @typedef {import("../support/server.js").Asked} Asked
 * @typedef {import("../support/server.js").ServerResponse} ServerResponse
 */

/** The value of the header that may bring the key. @param {Asked} asked */
const shown = ({ headers }) => headers["mj-api-secret"] ?? headers.authorization ?? "";

/** What a request is about: the prompt of a submit, the first id of a list, the part of the path before `fetch`. @param {Asked} asked */
const nameOf = ({ path, body }) => {
  const { prompt, ids, taskId } = body ? JSON.parse(body) : {};
  const named = /task\/([^/?]+)\//.exec(path) ?? /named\/([^/?]+)/.exec(path);
  return prompt ?? ids?.[0] ?? taskId ?? decodeURIComponent(named?.[1] ?? "");
};

/**
 * Starts it.
 * @param {Record<string, (response: ServerResponse, heard: any, asked: Asked) => unknown>} answers `usual` is that of all other names
 */
export const listen = (answers) =>
  serve((asked, response) => {
    const name = nameOf(asked);
    const answer = Object.hasOwn(answers, name) ? answers[name] : answers.usual;
    return answer?.(response, shown(asked), asked);
  });
