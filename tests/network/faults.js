// What goes wrong on the way to a gateway and back, and what a submit to which it happens must come to. A look to which it happens
// comes to nothing: the next one sees the task.

import { json } from "../support/server.js";
import { respond } from "./gateway.js";

/** A proxy's own page, as it comes when what is behind it is down. */
const PAGE = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>";

/** Sends the head of an answer and half of its body. @param {import("./gateway.js").ServerResponse} response @param {string} text */
const half = (response, text) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.write(text.slice(0, text.length / 2));
};

/** A task's status, or a submit's code, that nobody has heard of. @param {any} value @returns {any} */
const unheard = (value) => {
  if (Array.isArray(value)) return value.map(unheard);
  return value.result ? { ...value, code: 77, result: null } : { ...value, status: "DREAMING" };
};

const unanswered = { code: "network", name: "NetworkError" };
const late = { code: "request_timeout", name: "TimeoutError" };

/**
 * @typedef {object} Case
 * @property {import("./gateway.js").Act} act
 * @property {number} looks how many looks in a row it is done to
 * @property {{ code: string, name: string } | "sent again"} submit what a submit comes to
 * @property {number} [asks] how long the gateway asks to wait, in milliseconds
 * @property {"Chromium"} [only] where it can happen
 */

/** @type {Record<string, Case>} */
export const FAULTS = {
  "a connection closed without an answer": {
    act: async (response, work) => {
      await work();
      response.socket?.end();
    },
    looks: 1,
    submit: unanswered,
  },
  "a connection reset": {
    act: async (response, work) => {
      await work();
      response.socket?.resetAndDestroy();
    },
    looks: 1,
    submit: unanswered,
  },
  "a 429 with Retry-After": {
    // The only one that tells that nothing was taken.
    act: (response) => json(response, { description: "slow down" }, 429, { "retry-after": "1" }),
    asks: 1_000,
    looks: 1,
    submit: "sent again",
  },
  "a spell of 503": {
    act: async (response, work) => {
      await work();
      json(response, { description: "unavailable" }, 503);
    },
    looks: 4,
    submit: { code: "server_error", name: "ServerError" },
  },
  "a spell of a proxy's 502 page": {
    act: async (response, work) => {
      await work();
      response.writeHead(502, { "content-type": "text/html" }).end(PAGE);
    },
    looks: 6,
    submit: { code: "server_error", name: "ServerError" },
  },
  "an answer that never comes": {
    act: (_response, work) => work(),
    looks: 1,
    submit: late,
  },
  "an answer that never ends": {
    act: async (response, work) => half(response, String((await work()).body)),
    looks: 1,
    submit: late,
  },
  "an answer that is cut": {
    act: async (response, work) => {
      half(response, String((await work()).body));
      response.socket?.end();
    },
    looks: 1,
    submit: unanswered,
  },
  "a word that nobody knows": {
    act: async (response, work) => json(response, unheard(JSON.parse(String((await work()).body)))),
    looks: 2,
    submit: { code: "refused", name: "SubmitError" },
  },
  "an answer without CORS headers": {
    act: async (response, work) => {
      response.removeHeader("access-control-allow-origin");
      respond(response, await work());
    },
    looks: 1,
    submit: unanswered,
    only: "Chromium",
  },
};
