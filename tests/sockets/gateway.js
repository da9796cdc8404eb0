// A gateway on a real socket that answers as a direct midjourney-proxy does, and finishes a task after a few looks; except that it
// does one fault at the requests that it is told.

import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";

/** What a task shows, look by look. */
const COURSE = [
  { status: "NOT_START", progress: "0%" },
  { status: "SUBMITTED", progress: "0%" },
  { status: "IN_PROGRESS", progress: "31%" },
  { status: "IN_PROGRESS", progress: "62%" },
  { status: "SUCCESS", progress: "100%", imageUrl: "https://cdn.example/cat.png" },
];

/**
 * @typedef {"submit" | "fetch" | "list" | "tasks"} Place a submit, a look at one task, one at several, the list of all
 * @typedef {object} Arrival a request that arrived
 * @property {Place} place
 * @property {number} at in milliseconds
 * @property {any} body
 * @property {boolean} isFaulty whether the fault was done to it
 *
 * @typedef {object} Fault
 * @property {Place} at
 * @property {number} [from] the first request of that place that it is done to, counted from 1
 * @property {number} [times] how many of them, of which the last is the one before the gateway is well again
 * @property {Act} act
 *
 * @typedef {(response: import("node:http").ServerResponse, work: () => any) => void} Act answers badly; `work` does what was asked,
 *   and gives what would be answered
 */

/** Starts one. It says `"submit"`, `"fetch"`, `"list"` or `"tasks"` when a request has arrived, and `"closed"` when a connection is. */
export class Gateway extends EventEmitter {
  /** @type {Arrival[]} */
  arrivals = [];
  /** The bodies of the submits that it took. @type {any[]} */
  taken = [];
  /** @type {Fault | undefined} */
  fault;
  /** Whether pages of other origins may ask it. */
  isShared = true;
  /** Whether a connection ends with its first answer, so that none can be left behind unseen. */
  endsConnections = true;

  #looks = new Map();
  #sockets = new Set();
  #server = createServer((request, response) => this.#answer(request, response));

  static async start() {
    const gateway = new Gateway();
    gateway.setMaxListeners(0);
    await gateway.open(0);
    return gateway;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Listens, where it listened before. */
  async open(port = this.port) {
    this.#server.listen(port, "127.0.0.1");
    await once(this.#server, "listening");
    this.port = this.#server.address().port;
  }

  /** Closes all connections and listens no more: whoever connects is refused. */
  async shut() {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** How often it was asked so. @param {Place} place */
  count(place) {
    return this.arrivals.filter((arrival) => arrival.place === place).length;
  }

  /** Waits until no connection is open that a request came by. */
  async quiet() {
    while (this.#sockets.size) await once(this, "closed");
  }

  #answer(request, response) {
    const { socket, method, url } = request;
    if (!this.#sockets.has(socket)) {
      this.#sockets.add(socket);
      socket.once("close", () => {
        this.#sockets.delete(socket);
        this.emit("closed");
      });
    }
    if (this.endsConnections) response.setHeader("connection", "close");
    if (this.isShared) {
      response.setHeader("access-control-allow-origin", "*");
      response.setHeader("access-control-allow-headers", "authorization, content-type");
      response.setHeader("access-control-expose-headers", "retry-after");
    }
    if (method === "OPTIONS") return void response.writeHead(204).end();
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece));
    // What is cut off in the middle has not arrived.
    request.on("end", () => this.#arrived(url, Buffer.concat(pieces).toString(), response));
  }

  #arrived(url, text, response) {
    const body = text && JSON.parse(text);
    const [, one] = /^\/mj\/task\/(\d+)\/fetch$/.exec(url) ?? [];
    const place = one ? "fetch" : ({ "/mj/submit/imagine": "submit", "/mj/task/list": "tasks" }[url] ?? "list");
    const work = () => {
      if (place === "submit") return this.#take(body);
      if (place === "tasks") return this.taken.map((_, number) => this.#show(`${number + 1}`));
      return one ? this.#look(one) : body.ids.map((id) => this.#look(id));
    };
    const number = this.count(place) + 1;
    const { at, from = 1, times = 1, act } = this.fault ?? {};
    const isFaulty = at === place && number >= from && number < from + times;
    this.arrivals.push({ place, at: performance.now(), body, isFaulty });
    if (isFaulty) act(response, work);
    else respond(response, 200, work());
    this.emit(place, number);
  }

  #take(body) {
    this.taken.push(body);
    return { code: 1, description: "提交成功", result: `${this.taken.length}`, properties: {} };
  }

  #look(id) {
    this.#looks.set(id, (this.#looks.get(id) ?? -1) + 1);
    return this.#show(id);
  }

  #show(id) {
    const { prompt, state } = this.taken[Number(id) - 1];
    const stage = COURSE[Math.min(this.#looks.get(id) ?? 0, COURSE.length - 1)];
    return { id, action: "IMAGINE", prompt, promptEn: prompt, state, submitTime: 1_694_170_000_000, ...stage };
  }
}

/** Answers with JSON. */
export const respond = (response, status, body, headers = {}) =>
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
