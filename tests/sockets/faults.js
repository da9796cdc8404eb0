// What goes wrong on the way to a gateway and back, and what a submit to which it happens must come to. A look to which it happens
// comes to nothing: the next one sees the task.

import { respond } from "./gateway.js";

/** A proxy's own page, as it comes when what is behind it is down. */
const PAGE = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>";

const page = (response, status) => response.writeHead(status, { "content-type": "text/html" }).end(PAGE);

/** Sends the head of an answer and half of its body. */
const half = (response, answer) => {
  const text = JSON.stringify(answer);
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.write(text.slice(0, text.length / 2));
};

/** A task's status, or a submit's code, that nobody has heard of. */
const unheard = (answer) => {
  if (Array.isArray(answer)) return answer.map(unheard);
  return answer.result ? { ...answer, code: 77, result: null } : { ...answer, status: "DREAMING" };
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
    act: (response, work) => {
      work();
      response.socket.end();
    },
    looks: 1,
    submit: unanswered,
  },
  "a connection reset": {
    act: (response, work) => {
      work();
      response.socket.resetAndDestroy();
    },
    looks: 1,
    submit: unanswered,
  },
  "a 429 with Retry-After": {
    // The only one that tells that nothing was taken.
    act: (response) => respond(response, 429, { description: "slow down" }, { "retry-after": "1" }),
    asks: 1_000,
    looks: 1,
    submit: "sent again",
  },
  "a spell of 503": {
    act: (response, work) => {
      work();
      respond(response, 503, { description: "unavailable" });
    },
    looks: 4,
    submit: { code: "server_error", name: "ServerError" },
  },
  "a spell of a proxy's 502 page": {
    act: (response, work) => {
      work();
      page(response, 502);
    },
    looks: 6,
    submit: { code: "server_error", name: "ServerError" },
  },
  "an answer that never comes": {
    act: (_response, work) => void work(),
    looks: 1,
    submit: late,
  },
  "an answer that never ends": {
    act: (response, work) => half(response, work()),
    looks: 1,
    submit: late,
  },
  "an answer that is cut": {
    act: (response, work) => {
      half(response, work());
      response.socket.end();
    },
    looks: 1,
    submit: unanswered,
  },
  "a word that nobody knows": {
    act: (response, work) => respond(response, 200, unheard(work())),
    looks: 2,
    submit: { code: "refused", name: "SubmitError" },
  },
  "an answer without CORS headers": {
    act: (response, work) => {
      response.removeHeader("access-control-allow-origin");
      respond(response, 200, work());
    },
    looks: 1,
    submit: unanswered,
    only: "Chromium",
  },
};
