// A reply of the sandbox as the Response that a client gets of it: late, in pieces, broken off, or never.

/**
 * @typedef {object} Reply
 * @property {number} status
 * @property {[string, string][]} headers
 * @property {number} delay milliseconds before the response
 * @property {[number, number] | null} pace the bytes of a piece, and the milliseconds before it
 * @property {null | "hang" | "reset" | number} end how it ends: completely, or after so many bytes
 * @property {boolean} hidden whether pages may not read it
 * @property {string | null} task the id of the task that the request has created
 */

/**
 * Settles as `begin` says, or rejects with the signal's reason as soon as it aborts.
 * @template T
 * @param {AbortSignal | undefined} signal
 * @param {(resolve: (value: T) => void, reject: (reason: unknown) => void) => (() => void) | void} begin returns how to end it
 * @returns {Promise<T>}
 */
export const until = (signal, begin) =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    /** @type {(settle: (value: any) => void) => (value: any) => void} */
    const ending = (settle) => (value) => {
      signal?.removeEventListener("abort", abort);
      stop?.();
      settle(value);
    };
    const abort = () => ending(reject)(signal?.reason);
    signal?.addEventListener("abort", abort);
    const stop = begin(ending(resolve), ending(reject));
  });

/**
 * Waits so many milliseconds, `Infinity` for ever, or until the signal aborts.
 * @param {number} ms
 * @param {AbortSignal | undefined} signal
 * @param {(leave: () => void) => void} [begun] gets how to end it early
 * @returns {Promise<void>}
 */
const wait = (ms, signal, begun) =>
  until(signal, (resolve) => {
    begun?.(() => resolve(undefined));
    // The global of this moment, as a test may fake it.
    const timer = ms === Infinity ? undefined : setTimeout(resolve, ms);
    return () => clearTimeout(timer);
  });

/** What `fetch` rejects with where a connection breaks. @param {string} message @param {string} code */
const broken = (message, code) => new TypeError(message, { cause: Object.assign(new Error(code), { code }) });

/**
 * The body in pieces, up to where it ends.
 * @param {Uint8Array} bytes @param {Reply} reply @param {AbortSignal | undefined} signal
 */
const inPieces = (bytes, { pace, end }, signal) => {
  const [size, ms] = pace ?? [bytes.length, 0];
  const last = typeof end === "number" ? end : bytes.length;
  let at = 0;
  /** @type {() => void} */
  let leave = () => {};
  return new ReadableStream({
    async pull(stream) {
      if (at < last) {
        if (ms) await wait(ms, signal, (end) => (leave = end));
        const from = at;
        at = Math.min(at + size, last);
        stream.enqueue(bytes.slice(from, at));
      } else if (end === null) stream.close();
      else stream.error(broken("terminated", "ECONNRESET"));
    },
    cancel: () => leave(),
  });
};

/** A header's text as `Headers` takes it: its UTF-8, a character for each byte. @param {string} text */
const latin1 = (text) => String.fromCharCode(...new TextEncoder().encode(text));

/**
 * Makes the response; rejects as `fetch` does where none comes.
 * @param {Reply} reply @param {Uint8Array<ArrayBuffer>} bytes @param {string} url @param {AbortSignal | undefined} signal
 */
export const deliver = async (reply, bytes, url, signal) => {
  const { status, headers, delay, pace, end, hidden } = reply;
  if (delay) await wait(delay, signal);
  if (end === "hang") await wait(Infinity, signal);
  if (end === "reset") throw broken("fetch failed", "ECONNRESET");
  // A browser hides it from pages and their workers.
  if (hidden && "location" in globalThis) throw new TypeError("Failed to fetch");
  const hasNoBody = [204, 205, 304].includes(status);
  const body = pace || end !== null ? inPieces(bytes, reply, signal) : bytes;
  const sent = headers.map(([name, value]) => [name, latin1(value)]);
  const response = new Response(hasNoBody ? null : body, {
    status,
    headers: /** @type {[string, string][]} */ (hasNoBody ? sent : [...sent, ["content-length", `${bytes.length}`]]),
  });
  return Object.defineProperty(response, "url", { value: url });
};
