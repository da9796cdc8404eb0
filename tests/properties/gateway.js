// A gateway in this process, that answers as its script says and otherwise as a gateway should. It keeps account of what it took.
//
// It takes every submit that it does not refuse in a way that proves the contrary: that is the worst that real ones were seen to do.

/** What a script says of one answer. @typedef {Record<string, any>} Told */

/** Statuses and codes with which a gateway says that it has done nothing; `docs/gateways.md` tells of those that lie. */
const PROOF = new Set([401, 403, 404, 405, 413, 415, 429]);
const REFUSALS = new Set([3, 4, 23, 24, 30, -1]);
/** With which of them the same submit may be sent once more. */
const LATER = new Set([23, 30]);

const json = (/** @type {any} */ value) => ({ status: 200, body: JSON.stringify(value) });

export class Gateway {
  /** The submits that have reached it. @type {{ call: import("./call.js").Call, path: string, isTaken: boolean, mayComeAgain: boolean, id?: string }[]} */
  submits = [];
  #tasks = new Map();
  #script;

  /** @param {Record<string, any>} script @param {() => number} now */
  constructor(script, now) {
    this.#script = { submits: [...(script.submits ?? [])], reads: [...(script.reads ?? [])], tasks: [...(script.tasks ?? [])] };
    this.#script.ever = script.ever ?? {};
    this.lists = script.lists;
    this.now = now;
  }

  /** Begins a task. @param {string} id @param {string} [state] */
  begin(id, state) {
    this.#tasks.set(id, { id, state, begun: this.now(), lasts: 12_000, ends: "SUCCESS", ...this.#script.tasks.shift() });
  }

  /** What is asked, and how it is answered: the answer whole, and the way it comes. @param {import("../world/exchange.js").Exchange} exchange */
  answer(exchange) {
    const { submits, reads, ever } = this.#script;
    const told = (exchange.isSubmit ? submits.shift() : (reads.shift() ?? ever)) ?? {};
    const { what, way = "whole", latency = 80 } = told;
    const answer = exchange.isSubmit ? this.#submit(exchange, what) : this.#read(exchange, what);
    return { way, latency, headers: {}, ...answer };
  }

  #submit(exchange, what = { code: 1, result: "id" }) {
    const { state, taskId } = exchange.json;
    const answer = "result" in what ? this.#accepted(what, state, taskId) : this.#trouble(what);
    const submit = {
      call: exchange.call,
      path: exchange.url.pathname,
      isTaken: isDoubtful(answer),
      mayComeAgain: mayComeAgain(answer),
      id: answer.id,
    };
    this.submits.push(submit);
    return { ...answer, submit };
  }

  #accepted({ code, result }, state, parent) {
    const id = result === "again" && parent ? parent : String(1_300_000 + this.submits.length);
    this.begin(id, state);
    const results = { id, again: id, number: Number(id), several: `${id},${id}1`, "": "" };
    // What waits to be confirmed says so; the rest is as real ones say it.
    const description = code === 21 ? "Waiting for window confirm" : "ok";
    return { ...json({ code, description, result: results[result] }), id: result && id };
  }

  #read(exchange, what = {}) {
    const path = exchange.url.pathname;
    const one = /\/task\/([^/]+)\/fetch$/.exec(path)?.[1];
    if ("status" in what || "code" in what) {
      const answer = this.#trouble(what);
      const isPassing = [408, 425, 429, 500].includes(answer.status) || answer.status > 501;
      return { ...answer, isNoList: !isPassing && answer.body !== "[]" };
    }
    if (one) return this.#one(one, what);
    if (path.endsWith("/task/list-by-condition")) return this.#many(exchange.json.ids, what);
    if (path.endsWith("/task/list")) return json([...this.#tasks.keys()].map((id) => this.#row(id)));
    return json({ seed: "1" });
  }

  #one(id, { row, missing }) {
    const missings = {
      empty: { status: 200, body: "" },
      204: { status: 204, body: null },
      null: json(null),
      404: { status: 404, body: "" },
    };
    if (missing in missings) return missings[missing];
    if (missing || !this.#tasks.has(id)) return { status: 400, body: JSON.stringify({ code: 4, description: "task_not_exist" }) };
    return json(this.#row(id, row));
  }

  #many(ids, { row, rows }) {
    const none = {
      404: { status: 404, body: "" },
      html: { status: 200, body: "<html>home</html>" },
      envelope: json({ code: 4, description: "no such route" }),
    }[this.lists];
    if (none) return { ...none, isNoList: true };
    const known = ids.filter((id) => this.#tasks.has(id)).map((id) => this.#row(id, row));
    if (rows === "none") return json([]);
    if (rows === "first") return json(known.slice(0, 1));
    return json(
      rows === "twice" ? [...known, ...known.map((task) => ({ ...task, status: "NOT_START", progress: "0%" }))] : known,
    );
  }

  #row(id, row) {
    const { state, begun, lasts, ends } = this.#tasks.get(id);
    const part = lasts > 0 ? Math.min((this.now() - begun) / lasts, 1) : 1;
    const own = part < 1 ? { status: "IN_PROGRESS", progress: `${Math.floor(part * 100)}%` } : { status: ends, progress: "100%" };
    return { id, state, prompt: "cat", imageUrl: part > 0.2 ? `/pictures/${id}.png` : "", ...own, ...row };
  }

  #trouble({ status, body, retryAfter, code, description }) {
    if (code !== undefined)
      return { status, body: JSON.stringify({ code, description, result: null }), code: Number(code), description };
    const headers = retryAfter === undefined ? {} : { "retry-after": this.#when(retryAfter) };
    // The platform allows none there.
    return { status, headers, body: status === 204 ? null : body, code: body === '{"code":1}' ? 1 : undefined };
  }

  /** A date, where the script asks for one. @param {string} wait */
  #when(wait) {
    return /^[+-]\d/.test(wait) && wait !== "-5" ? new Date(Date.now() + Number(wait) * 1_000).toUTCString() : wait;
  }
}

const isFull = ({ description = "" }) => /queue is full|队列已满/.test(description);

/** Whether what was answered so may have been taken. */
export const isDoubtful = (answer) => {
  const { status, code } = answer;
  if (PROOF.has(status)) return false;
  if (status === 400) return code === 5;
  return status >= 500 || !(REFUSALS.has(code) || (code === 9 && isFull(answer)));
};

/** Whether what was answered so may be sent once more. */
const mayComeAgain = (answer) =>
  !isDoubtful(answer) &&
  (answer.status === 429 || (answer.status < 500 && (LATER.has(answer.code) || (answer.code === 9 && isFull(answer)))));
