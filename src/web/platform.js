// The platform's own objects: requests, bodies, pictures. Called from Rust, which knows what they are for.

/** The address of the page or worker that this runs in; most servers have none. */
const page = () => globalThis.location?.href;

/**
 * Where a request to an address is made: 0 on a server, 1 in a page or worker, and 2 in one that may not make it.
 * @param {string} address
 */
export const place = (address) => {
  const from = page();
  if (!from) return 0;
  return /^https:/.test(from) && /^http:/.test(address) ? 2 : 1;
};

/**
 * The parts of an address, which may be relative to another or to the page; undefined if it is none.
 * @param {string} address
 * @param {string | undefined} base
 */
export const locate = (address, base = page()) => {
  try {
    return new URL(address, base);
  } catch {
    // It is none.
  }
};

/**
 * A new object without the fields of a task that say nothing: null, "", and 0 for a time.
 * @param {object} raw
 */
export const tidy = (raw) =>
  Object.fromEntries(
    Object.entries(raw).filter(
      ([name, value]) => value != null && value !== "" && (value !== 0 || !/^(submit|start|finish)Time$/.test(name)),
    ),
  );

/**
 * The headers of a request; undefined where one has a name or value that none can have. The platform's own words for that are
 * dropped: they may quote the key.
 * @param {string} key
 * @param {((headers: Headers, key: string) => void) | undefined} auth
 * @param {Record<string, string>} own
 * @param {(Record<string, string | null> | undefined)[]} more of the client, and of the call
 */
export const headers = (key, auth, own, ...more) => {
  const all = new Headers();
  /** @param {Record<string, string | null> | undefined} some */
  const put = (some) => {
    try {
      for (const [name, value] of Object.entries(some ?? {})) value == null ? all.delete(name) : all.set(name, value);
    } catch {
      return true;
    }
  };
  const isWrong = put(own);
  if (key && auth) auth(all, key);
  return isWrong || more.some(put) ? undefined : all;
};

/**
 * Whether one request may be made for several jobs. Not in Cloudflare's and Vercel's workers: what was begun for one incoming
 * request ends with it, whoever else waits for it.
 */
export const mayShare = () => !("WebSocketPair" in globalThis || "EdgeRuntime" in globalThis);

/** Whether nobody looks, or there is no network: nothing is urgent then. */
const isAway = () => globalThis.document?.hidden || globalThis.navigator?.onLine === false;

/**
 * The pause before the same is done again, of which the caller's own function may think otherwise.
 * @param {number} planned
 * @param {number} longest what it is at least where nobody looks
 * @param {((seen: any, planned: number) => unknown) | undefined} strategy
 * @param {any} seen
 */
export const pause = (planned, longest, strategy, seen) => {
  if (isAway() && planned < longest) planned = longest;
  try {
    const own = /** @type {any} */ (strategy?.(seen, planned));
    if (own === +own && own >= 0) return own;
  } catch (error) {
    // A callback that throws must neither break the job nor go unnoticed.
    console.error(error);
  }
  return planned;
};

/**
 * Calls `hear` when somebody is back, or the network; in pages and workers; a server has no such events. Gives what stops it.
 * @param {() => void} hear
 */
export const listen = (hear) => {
  const back = () => isAway() || hear();
  const { document } = globalThis;
  /** @type {[any, string][]} */
  const places = mayShare()
    ? [
        [document, "visibilitychange"],
        [globalThis, "pageshow"],
        [globalThis, "online"],
      ]
    : [];
  /** @param {"addEventListener" | "removeEventListener"} act */
  const all = (act) => places.forEach(([place, name]) => place?.[act]?.(name, back));
  all("addEventListener");
  return () => all("removeEventListener");
};

/**
 * Tells how a promise ends; what is none is told itself.
 * @param {unknown} promise
 * @param {(value: unknown, isGood: boolean) => void} hear
 */
export const settle = (promise, hear) => {
  Promise.resolve(promise).then(
    (value) => hear(value, true),
    (reason) => hear(reason, false),
  );
};

/**
 * The bytes of a body, or undefined if they are more than `limit`.
 * @param {Response} response
 * @param {number} limit
 */
const read = async ({ body }, limit) => {
  const pieces = [];
  let length = 0;
  const reader = body?.getReader();
  for (let piece; (piece = (await reader?.read())?.value); pieces.push(piece)) {
    length += piece.byteLength;
    // Not only too long: the length of what is no bytes is no number.
    if (!(length <= limit)) return void reader?.cancel().catch(() => {});
  }
  const bytes = new Uint8Array(length);
  length = 0;
  for (const piece of pieces) {
    bytes.set(piece, length);
    length += piece.byteLength;
  }
  return bytes;
};

/**
 * The text with every occurrence of the key as ***, also of one that is spelt as JSON may spell it. Shorter keys hide nothing, and
 * to replace them could turn an answer into something else.
 * @param {string} text
 * @param {string} key visible ASCII
 */
const redact = (text, key) =>
  key[7]
    ? text.replace(
        RegExp(
          key.replace(/./g, (letter) => {
            const code = `u00${letter.charCodeAt(0).toString(16)}`;
            return `\\\\?(\\${code}|${code})`;
          }),
          "gi",
        ),
        "***",
      )
    : text;

/**
 * Sends a request. Resolves with the HTTP status (0 for a redirect that a page may not see), the text without the key, which is undefined if it
 * is longer than `limit` bytes, how many milliseconds the server asks to wait (seconds or a date), which may be no number, and how
 * many bytes were read.
 * @param {typeof globalThis.fetch | undefined} fetch
 * @param {string} url
 * @param {RequestInit} init
 * @param {number} limit
 * @param {string} key
 */
export const request = async (fetch = globalThis.fetch, url, init, limit, key) => {
  // Next.js would serve the first look at a task again and again; workerd throws on an option that it does not have.
  if ("cache" in Request.prototype) init.cache = "no-store";
  for (let hops = 0; ; hops++) {
    const response = await fetch(url, init);
    // A read goes on within its own origin, where the platform shows the place; the key must not be carried to another.
    const place = response.status > 299 && response.status < 400 && response.headers.get("location");
    const next = place && locate(place, url);
    if (next && init.method === "GET" && hops < 3 && next.origin === new URL(url).origin) {
      await read(response, 0);
      url = next.href;
      continue;
    }
    const bytes = await read(response, limit);
    const wait = /** @type {any} */ (response.headers.get("retry-after"));
    return [
      response.status,
      bytes && redact(new TextDecoder().decode(bytes), key),
      wait * 1000 || Date.parse(wait) - Date.now(),
      bytes?.length,
    ];
  }
};

/**
 * Resolves with a picture in base64; with false if it is in none of the forms that are taken, and with undefined if it has more
 * than `limit` bytes. Its bytes never enter the memory of the WebAssembly, which cannot shrink.
 * @param {any} source
 * @param {number} limit
 * @param {typeof globalThis.fetch | undefined} fetch
 * @param {AbortSignal} signal
 */
export const picture = async (source, limit, fetch = globalThis.fetch, signal) => {
  const address = source?.href ?? source;
  if (typeof address === "string") {
    const data = /^data:[^,]*;base64,/.exec(address);
    if (data) {
      const letters = address.slice(data[0].length);
      return letters.length * 0.75 > limit + 2 ? undefined : letters;
    }
    if (!/^(https?|blob):/.test(address)) return false;
    // A foreign server gets neither key nor cookies.
    source = await fetch(address, "credentials" in Request.prototype ? { signal, credentials: "omit" } : { signal });
    if (!source.ok) throw new Error(`HTTP ${source.status}`);
  } else if (typeof address !== "object" || !address) return false;
  // What knows its size is taken as it lies there, a blob in one go; of the rest the platform reads what it may be in pieces.
  const whole = source.size <= limit ? await source.arrayBuffer() : source.byteLength <= limit && source;
  const bytes = whole
    ? /** @type {any} */ (new Uint8Array(whole.buffer ?? whole, whole.byteOffset, whole.byteLength))
    : await read("body" in source ? source : new Response(source), limit);
  if (!bytes) return bytes;
  // Ten times as fast, where it is there.
  if (bytes.toBase64) return bytes.toBase64();
  // Asked of the global object: its mere name would make bundlers bring one along.
  const { Buffer } = globalThis;
  if (Buffer) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
  let letters = "";
  // In pieces: the number of arguments is limited. A multiple of three, so that none but the last is padded.
  for (let at = 0; at < bytes.length; at += 24576) {
    // Spread, they would be handed over one by one.
    letters += btoa(String.fromCharCode.apply(null, /** @type {any} */ (bytes.subarray(at, at + 24576))));
  }
  return letters;
};
