// One request of the client, from the call of `fetch` until nothing of it is left: no answer to come, no body to read, no listener.

/**
 * What a fault, or the gateway, answers. A body that comes in pieces may throw, and may wait by the exchange's own `wait`.
 * @typedef {object} Told
 * @property {number} status
 * @property {Record<string, string>} [headers]
 * @property {string | Uint8Array | null | AsyncIterable<Uint8Array>} [body]
 * @property {ResponseType} [type] "opaqueredirect" is what a page gets instead of a redirect
 */

/** What a request is for: the verb of a submit, or the kind of a read. */
const verbOf = (/** @type {string} */ path) =>
  /\/mj\/submit\/([\w-]+)$/.exec(path)?.[1] ??
  (/\/task\/[^/]+\/fetch$/.test(path)
    ? "fetch"
    : path.endsWith("/task/list-by-condition")
      ? "list"
      : path.endsWith("/task/list")
        ? "all"
        : "other");

export class Exchange {
  /** Set as soon as it is over, to how it ended: what a test may ask for. @type {"answered" | "failed" | "aborted" | "cancelled" | undefined} */
  end;
  /** Whether it has reached the gateway, and what that answered. @type {Told | undefined} */
  answer;
  /** How many bytes of the body were taken. */
  taken = 0;
  #signal;
  /** What to do when it is over. @type {Set<() => void>} */
  #ends = new Set();

  /**
   * @param {URL} url
   * @param {RequestInit} init
   * @param {number} at when it was sent, by the world's clock
   */
  constructor(url, { method = "GET", headers, body, signal, redirect }, at) {
    this.url = url;
    this.method = method;
    this.headers = Object.fromEntries(new Headers(headers));
    this.body = typeof body === "string" ? body : undefined;
    this.redirect = redirect;
    this.at = at;
    this.verb = verbOf(url.pathname);
    this.isSubmit = method === "POST" && url.pathname.includes("/mj/submit/");
    this.#signal = signal;
    signal?.addEventListener("abort", this.#abort);
  }

  /** The body's value. @returns {any} */
  get json() {
    return this.body === undefined ? undefined : JSON.parse(this.body);
  }

  /** Whether the gateway has taken a submit: whatever came back on the way, this is billed. */
  get isAccepted() {
    if (!this.isSubmit || !this.answer || this.answer.status !== 200) return false;
    return [1, 21, 22].includes(Number(JSON.parse(String(this.answer.body))?.code));
  }

  get isOpen() {
    return this.end === undefined;
  }

  /** It is over; the first word counts. @param {NonNullable<Exchange["end"]>} end */
  over(end) {
    if (this.end) return;
    this.end = end;
    this.#signal?.removeEventListener("abort", this.#abort);
    for (const act of this.#ends) act();
    this.#ends.clear();
  }

  #abort = () => this.over("aborted");

  /** Calls `act` when it is over, unless it was told not to. @param {() => void} act */
  #onEnd(act) {
    this.#ends.add(act);
    return () => void this.#ends.delete(act);
  }

  /** Waits, but no longer than it lives; then it never returns. @param {number} time */
  wait(time) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        forget();
        resolve(undefined);
      }, time);
      const forget = this.#onEnd(() => clearTimeout(timer));
    });
  }

  /** Never returns. @returns {Promise<never>} */
  never() {
    return new Promise(() => {});
  }

  /** What `fetch` promises: the answer that `telling` comes to, unless it is aborted before. @param {Promise<Told>} telling */
  response(telling) {
    return new Promise((resolve, reject) => {
      const aborted = this.#onEnd(() => reject(this.#signal?.reason));
      telling.then(
        (told) => {
          aborted();
          if (this.isOpen) resolve(this.#made(told));
        },
        (error) => {
          aborted();
          this.over("failed");
          reject(error);
        },
      );
    });
  }

  /** @param {Told} told */
  #made({ status, headers = {}, body = null, type }) {
    if (type === "opaqueredirect") {
      this.over("answered");
      return Object.defineProperties(new Response(null), { status: { value: 0 }, ok: { value: false }, type: { value: type } });
    }
    if (body === null) this.over("answered");
    return new Response(body === null ? null : this.#stream(body), { status, headers });
  }

  /** A body that is taken piece by piece, and open until its end, unless it is cancelled or aborted. @param {NonNullable<Told["body"]>} body */
  #stream(body) {
    const pieces = (async function* () {
      if (typeof body === "string") yield new TextEncoder().encode(body);
      else if (body instanceof Uint8Array) yield body;
      else yield* body;
    })();
    let forget = () => {};
    /** @type {UnderlyingDefaultSource<Uint8Array>} */
    const source = {
      start: (controller) => {
        forget = this.#onEnd(() => {
          if (this.end === "aborted") controller.error(this.#signal?.reason);
        });
      },
      pull: async (controller) => {
        try {
          const { value, done } = await pieces.next();
          if (!this.isOpen) return;
          if (done) {
            this.over("answered");
            controller.close();
          } else {
            this.taken += value.byteLength;
            // An empty piece would be none.
            if (value.byteLength > 0) controller.enqueue(value);
            else await source.pull?.(controller);
          }
        } catch (error) {
          if (!this.isOpen) return;
          forget();
          this.over("failed");
          controller.error(error);
        }
      },
      cancel: () => this.over("cancelled"),
    };
    return new ReadableStream(source, { highWaterMark: 0 });
  }
}
