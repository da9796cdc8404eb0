// The way to a service and back: a `fetch` that takes 80 ms, counts what is asked and answered, and knows every request.

import { Buffer } from "node:buffer";

/** How long a request takes, there and back, in milliseconds. */
export const LATENCY = 80;

/**
 * @typedef Asked
 * @property {string} method
 * @property {URL} url
 * @property {string} body
 *
 * @typedef Answer
 * @property {"submit" | "read" | "picture"} kind
 * @property {object | string | Uint8Array<ArrayBuffer> | null} body sent as JSON, or as the text or the bytes that it is
 * @property {number} [status]
 */

export class Wire {
  submits = 0;
  /** Requests after the submit. A picture that is downloaded is none: most clients leave that to their user. */
  reads = 0;
  /** Of the bodies of their answers, uncompressed. */
  bytes = 0;
  /** What went wrong on the service's side. A client may hide it by trying again; the run must not. @type {unknown} */
  fault;

  /**
   * @param {(asked: Asked, now: number) => Answer} answer what the service answers a request that reaches it at that time
   */
  constructor(answer) {
    this.answer = answer;
  }

  /** @type {typeof globalThis.fetch} */
  fetch = async (input, init = {}) => {
    const request = /** @type {any} */ (input);
    const url = new URL(request.url ?? request.href ?? request);
    const { method = request.method ?? "GET", body = "", signal = request.signal } = init;
    signal?.throwIfAborted();
    const answer = this.#ask({ method: method.toUpperCase(), url, body: String(body) });
    await new Promise((arrive, reject) => {
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", abort);
        arrive(undefined);
      }, LATENCY);
      const abort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", abort);
    });
    return answer;
  };

  /** @param {Asked} asked */
  #ask(asked) {
    try {
      // What will have happened when the request arrives is known already: it is a matter of the time alone.
      const { kind, body, status = 200 } = this.answer(asked, Date.now() + LATENCY / 2);
      const bytes = body instanceof Uint8Array;
      const text = typeof body === "object" && body && !bytes ? JSON.stringify(body) : body;
      if (kind === "submit") this.submits++;
      if (kind === "read") {
        this.reads++;
        this.bytes += Buffer.byteLength(text ?? "");
      }
      const headers = { "content-type": bytes ? "image/png" : "application/json" };
      return new Response(text, { status, headers });
    } catch (fault) {
      this.fault ??= fault;
      throw fault;
    }
  }
}
