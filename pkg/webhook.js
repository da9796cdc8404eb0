// The receiver of a gateway's `notifyHook`. Gateways call it without a signature, twice, out of order, or not at all, and show its URL to
// each reader of the task. So the URL is signed, and a call is only a reason to read the task.

import { createError, MidjourneyError } from "./errors.js";
import { check, configError, isFunction, isText } from "./options.js";
import { readText } from "./read-text.js";
import { decode, deriveKey, encode, fromBase64Url, sign, toBase64Url, verify } from "./signed.js";
import { Delivered, rankOf } from "./webhook-news.js";

/**
 * @typedef {import("./index.js").Task} Task
 * @typedef {import("./webhook.js").NotifyHookResult} Result
 */

/** The name of the query parameter that holds the signature. */
const PARAMETER = "hook";
/** Characters of a secret. Each reader of a task sees a signature and can try secrets on it: 32 hex digits are 128 bits. */
const SHORTEST_SECRET = 32;
/** Characters of a state, and of a URL: trueai's limits. */
const LONGEST_STATE = 255;
const LONGEST_URL = 2000;
/** Characters of a task ID. The longest that are known have 80, and Workers KV takes keys of 512 bytes. */
const LONGEST_ID = 128;
/** Bytes of a call's body. A task has some kilobytes. */
const LARGEST_BODY = 1 << 20;
/** Time to read a task, in ms. novicezk calls from ten threads, which wait for the response. */
const READ_TIMEOUT = 10_000;

/** @param {any} given */
const readOptions = (given) => {
  const { secret, client, ttl = 86_400_000, store } = check(given, ["secret", "client", "ttl", "store"]);
  if (!isText(secret) || secret.length < SHORTEST_SECRET) {
    throw configError(
      "secret",
      `be a random string of at least ${SHORTEST_SECRET} characters, as "openssl rand -hex 32" prints it`,
    );
  }
  if (!isFunction(client?.fetch)) throw configError("client", "be a Midjourney client, which reads the tasks");
  if (!Number.isFinite(ttl) || ttl <= 0) throw configError("ttl", "be a number of milliseconds above 0");
  if (store != null && !(isFunction(store.get) && isFunction(store.set))) {
    throw configError("store", "be an object with the functions get and set");
  }
  return { secret, client, ttl, store };
};

/** Returns the URL of the caller's route, as the platform spells it. @param {any} given */
const routeOf = (given) => {
  let href = "";
  try {
    href = new URL(given).href;
  } catch {
    // Not a URL: what is allowed is said below.
  }
  // novicezk takes the URL for a template: it fills in what stands in braces, and escapes an escape again.
  if (!/^https?:\/\/[\w.-]+(:\d+)?\/[\w.~/-]*(\?[\w.~=&-]*)?$/.test(href)) {
    const must = "be an absolute http(s) URL without credentials, fragment and escapes: letters, digits and -._~/ in its path";
    throw configError("base", `${must}, also = and & in its query`, "invalid_input");
  }
  return href;
};

/** @param {any} state */
const checkState = (state) => {
  // Half of a pair of surrogates would come back as another character.
  if (!isText(state) || !state || state.length > LONGEST_STATE || decode(encode(state)) !== state) {
    throw configError("state", `be the state of the submit, a string of 1 to ${LONGEST_STATE} characters`, "invalid_input");
  }
};

/**
 * Returns the ID in a call's body and how far its task is by it, or nothing if it is no task. A number beyond 2^53 has lost its digits.
 * @param {string} text
 */
const newsIn = (text) => {
  try {
    const body = JSON.parse(text);
    const id = Number.isSafeInteger(body.id) ? `${body.id}` : body.id;
    return isText(id) && id && id.length <= LONGEST_ID ? { id, rank: rankOf(body) } : undefined;
  } catch {
    return undefined;
  }
};

/** @param {number} status @param {string} text @param {Partial<Result>} [more] @returns {Result} */
const answer = (status, text, more) => {
  const headers = new Headers({ "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" });
  if (status === 405) headers.set("allow", "POST");
  return { response: new Response(text, { status, headers }), task: null, ...more };
};

/** Reads a task in the time that a gateway's thread may wait, whatever the client's own timeouts and retries are. @param {any} client @param {string} id */
const readTask = async (client, id) => {
  const controller = new AbortController();
  const message = `The gateway did not return the task within ${READ_TIMEOUT / 1000} s.`;
  const timer = setTimeout(
    () => controller.abort(createError({ code: "request_timeout", message, retryable: true, taskId: id })),
    READ_TIMEOUT,
  );
  try {
    return await client.fetch(id, { signal: controller.signal });
  } finally {
    clearTimeout(timer);
  }
};

/** @param {any} options */
export const createNotifyHook = (options) => {
  const { secret, client, ttl, store } = readOptions(options);
  const delivered = new Delivered(ttl);
  /** @type {CryptoKey | undefined} */
  let key;
  // Not created here: Workers have no cryptography before a request. Calls share the key and not its promise, see `deliver`.
  const loadKey = async () => (key ??= await deriveKey(secret, "midjourney-wasm/webhook/1"));

  /** Returns the state that a URL was signed for, or nothing if its signature is wrong or has expired. @param {string} token */
  const signedState = async (token) => {
    const [expires, state, mac = "", ...more] = token.split(".");
    if (more.length > 0 || !(await verify(await loadKey(), `${expires}.${state}`, mac))) return undefined;
    return Number.parseInt(expires, 36) > Date.now() ? decode(fromBase64Url(state)) : undefined;
  };

  /**
   * Reads the task and delivers it if it is news. Calls do not wait for each other: in Workers a promise may die with the request that made it,
   * and a request that awaits it hangs.
   * @param {{ id: string, rank: number }} news
   * @param {string} state
   */
  const deliver = async ({ id, rank }, state) => {
    const known = answer(200, "This is known already.");
    const name = `midjourney-wasm/webhook/${id}`;
    if (rank <= delivered.rank(id)) return known;
    const stored = Number((await store?.get(name)) ?? -1);
    if (rank <= stored) return known;
    /** @type {Task} */
    let task;
    try {
      task = await readTask(client, id);
    } catch (/** @type {any} */ error) {
      // What the caller's own functions throw is passed on unchanged.
      if (!MidjourneyError.is(error)) throw error;
      if (error.code === "task_not_found") return answer(404, "There is no such task.", { error });
      if (error.code === "invalid_input") return answer(400, "The body is not a task.", { error });
      return answer(502, "The task could not be read.", { error });
    }
    if (task.state !== state) return answer(401, "The URL was signed for another task.");
    const found = rankOf(task);
    if (found <= stored || !delivered.raise(id, found)) return known;
    try {
      await store?.set(name, `${found}`, { ttl });
    } catch (error) {
      delivered.lower(id, found);
      throw error;
    }
    return answer(200, "", { task });
  };

  return {
    /** @param {string | URL} base @param {string} state */
    url: async (base, state) => {
      const route = routeOf(base);
      checkState(state);
      const signed = `${Math.ceil(Date.now() + ttl).toString(36)}.${toBase64Url(encode(state))}`;
      const token = `${signed}.${await sign(await loadKey(), signed)}`;
      const url = `${route}${route.includes("?") ? "&" : "?"}${PARAMETER}=${token}`;
      if (url.length > LONGEST_URL) {
        const must = `be shorter by ${url.length - LONGEST_URL} characters, or state: the whole URL may have ${LONGEST_URL}`;
        throw configError("base", must, "invalid_input");
      }
      return url;
    },

    /** @param {Request} request */
    handle: async (request) => {
      if (!/^https?:/.test(`${request?.url}`) || request.bodyUsed) {
        throw configError("request", "be a Request whose body was not read yet", "invalid_input");
      }
      const token = new URL(request.url).searchParams.getAll(PARAMETER).at(-1);
      if (!token) return answer(404, "There is nothing here.");
      if (request.method !== "POST") return answer(405, "Gateways call this with POST.");
      const state = await signedState(token);
      if (state === undefined) return answer(401, "The signature of this URL is wrong or has expired.");
      const text = await readText(request, LARGEST_BODY).catch(() => "");
      if (text === undefined) return answer(413, "The body is too large.");
      const news = newsIn(text);
      return news ? deliver(news, state) : answer(400, "The body is not a task.");
    },
  };
};
