// An HTTP server on a real socket that answers as its test says, and remembers what it was asked.

import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

/**
 * @typedef {import("node:http").ServerResponse} ServerResponse
 * @typedef {object} Asked a request that has arrived, with its whole body
 * @property {string} method
 * @property {string} path with its query
 * @property {import("node:http").IncomingHttpHeaders} headers
 * @property {string} body
 * @typedef {(asked: Asked, response: ServerResponse) => unknown} Answer
 */

/** It says `"closed"` when the last connection of a request has ended. It does not keep the process alive. */
export class Server extends EventEmitter {
  /** @type {Asked[]} */
  requests = [];
  port = 0;
  #connections = new Set();
  #server;

  /** @param {Answer} answer */
  constructor(answer) {
    super();
    this.#server = createServer(async (request, response) => {
      const { method = "GET", url: path = "/", headers, socket } = request;
      this.#connections.add(socket);
      // A request that is cut off in its middle has not arrived.
      const body = await text(request).catch(() => undefined);
      if (body === undefined) return;
      const asked = { method, path, headers, body };
      this.requests.push(asked);
      response.on("error", () => {});
      await answer(asked, response);
    });
    this.#server.on("connection", (socket) => {
      socket.unref();
      socket.once("close", () => {
        if (this.#connections.delete(socket) && this.#connections.size === 0) this.emit("closed");
      });
    });
    this.#server.unref();
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Listens on a free port, or again where it listened before. */
  async open() {
    this.#server.listen(this.port, "127.0.0.1");
    await once(this.#server, "listening");
    this.port = /** @type {import("node:net").AddressInfo} */ (this.#server.address()).port;
    return this;
  }

  /** Closes all connections and listens no more: whoever connects is refused. */
  async close() {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** Waits until no connection is open that a request came by. */
  async quiet() {
    if (this.#connections.size > 0) await once(this, "closed");
  }
}

/** Starts one on a free port. @param {Answer} answer */
export const serve = (answer) => new Server(answer).open();

/**
 * Answers with a JSON value, or with a text as it is.
 * @param {ServerResponse} response
 * @param {unknown} value
 * @param {number} [status]
 * @param {Record<string, string>} [headers]
 */
export const json = (response, value, status = 200, headers = {}) =>
  void response
    .writeHead(status, { "content-type": "application/json", ...headers })
    .end(typeof value === "string" ? value : JSON.stringify(value));
