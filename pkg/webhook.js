// The receiver of a gateway's `notifyHook`. Gateways call it without a signature, twice, out of order, or not at all, and show its address to
// whoever reads the task: so the address is signed, and a call is no more than a reason to read the task.

import { createError, MidjourneyError } from "./errors.js";
import { check, isFunction, isText } from "./options.js";
import { readText } from "./read-text.js";
import { decode, deriveKey, encode, fromBase64Url, sign, toBase64Url, verify } from "./signed.js";

/** @typedef {import("./index.js").Task} Task */

const DAY = 86_400_000;
/** The largest body of a call, in bytes. A task has some kilobytes. */
const LARGEST = 1 << 20;
/** The longest address that trueai keeps. */
const LONGEST = 2000;
/** Tasks whose news are remembered without a store. The oldest are forgotten first. */
const REMEMBERED = 10_000;
const NAME = "hook";

/** How far along a task is: a call with no more than what is known already is old. */
const STAGES = ["NOT_START", "MODAL", "SUBMITTED", "IN_PROGRESS"];
const ENDS = ["SUCCESS", "FAILURE", "CANCEL"];

/** @param {string} field @param {string} must @param {"config" | "invalid_input"} [code] */
const fail = (field, must, code = "config") => createError({ code, field, message: `${field} must ${must}.` });

/** @param {any} task @returns {number} */
const rankOf = ({ status, progress }) => {
  const word = isText(status) ? status.toUpperCase() : "";
  if (ENDS.includes(word)) return 1000;
  const stage = STAGES.indexOf(word || "NOT_START");
  const percent = Math.min(99, Math.max(0, Number.parseInt(progress, 10) || 0));
  // An unknown word counts as running.
  return 100 * (stage < 0 ? STAGES.length - 1 : stage) + percent;
};

/** The news of each task, in the memory of this process or isolate. @param {number} ttl */
const memory = (ttl) => {
  /** @type {Map<string, { value: string, until: number }>} */
  const known = new Map();
  return {
    get: (/** @type {string} */ key) => {
      const entry = known.get(key);
      return entry && entry.until > Date.now() ? entry.value : undefined;
    },
    set: (/** @type {string} */ key, /** @type {string} */ value) => {
      known.delete(key);
      known.set(key, { value, until: Date.now() + ttl });
      if (known.size > REMEMBERED) known.delete(known.keys().next().value ?? key);
    },
  };
};

/** @param {any} given */
const readOptions = (given) => {
  const { secret, client, ttl = DAY, store } = check(given, ["secret", "client", "ttl", "store"]);
  if (!isText(secret) || secret.length < 16) throw fail("secret", "be a random text of at least 16 characters");
  if (!isFunction(client?.fetch)) throw fail("client", "be a Midjourney client, which reads the tasks");
  if (typeof ttl !== "number" || !(ttl > 0 && ttl < Infinity)) throw fail("ttl", "be a number of milliseconds above 0");
  if (store != null && !(isFunction(store.get) && isFunction(store.set))) throw fail("store", "have the functions get and set");
  return { secret, client, ttl, store: store ?? memory(ttl) };
};

/** The ID in the body of a call; `undefined` for what is no task. A number beyond 2^53 has lost its digits. @param {string} text */
const taskIn = (text) => {
  try {
    const body = JSON.parse(text);
    const id = Number.isSafeInteger(body?.id) ? String(body.id) : body?.id;
    return isText(id) && id ? { id, rank: rankOf(body) } : undefined;
  } catch {
    return undefined;
  }
};

/** @param {number} status @param {string} text @param {Task | null} [task] */
const answer = (status, text, task = null) => {
  const headers = {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
    ...(status === 405 ? { allow: "POST" } : {}),
  };
  return { response: new Response(text, { status, headers }), task };
};

/** @param {any} options */
export const createNotifyHook = (options) => {
  const { secret, client, ttl, store } = readOptions(options);
  /** Not at once: Workers allow no cryptography outside a request. @type {Promise<CryptoKey> | undefined} */
  let deriving;
  const key = () => (deriving ??= deriveKey(secret, "midjourney-wasm/webhook/1"));
  /** The calls for each task, one after the other. @type {Map<string, Promise<unknown>>} */
  const turns = new Map();

  /** The state that an address was made for. `undefined` if it is not one of ours; `null` if it has expired. @param {string} token */
  const stateOf = async (token) => {
    const [expires, state, mac, ...more] = token.split(".");
    const isOurs = mac && !more.length && (await verify(await key(), `${expires}.${state}`, mac));
    if (!isOurs) return undefined;
    return Number.parseInt(expires, 36) > Date.now() ? decode(fromBase64Url(state)) : null;
  };

  /** @param {{ id: string, rank: number }} news @param {string} state */
  const take = async ({ id, rank }, state) => {
    const name = `midjourney-hook:${id}`;
    const known = Number((await store.get(name)) ?? -1);
    if (rank <= known) return answer(200, "This is known already.");
    /** @type {Task} */
    let task;
    try {
      task = await client.fetch(id);
    } catch (/** @type {any} */ error) {
      if (!MidjourneyError.is(error)) throw error;
      return error.code === "task_not_found" ? answer(404, "There is no such task.") : answer(502, "The task could not be read.");
    }
    if (task.state !== state) return answer(401, "The address was not made for this task.");
    const found = rankOf(task);
    if (found <= known) return answer(200, "This is known already.");
    await store.set(name, String(found), ttl);
    return answer(200, "", task);
  };

  /** Runs what concerns a task after what came before for it. @template T @param {string} id @param {() => Promise<T>} run */
  const inTurn = async (id, run) => {
    const turn = (turns.get(id) ?? Promise.resolve()).then(run, run);
    turns.set(id, turn);
    try {
      return await turn;
    } finally {
      if (turns.get(id) === turn) turns.delete(id);
    }
  };

  return {
    /** @param {string | URL} base @param {string} state */
    url: async (base, state) => {
      const address = String(base);
      // novicezk takes it for a template, and escapes what is escaped already.
      if (!/^https?:\/\/[\w.-]+(:\d+)?(\/[\w.~/-]*)?$/i.test(address)) {
        const must = "be an absolute http(s) URL without credentials, query, fragment and characters that are escaped";
        throw fail("base", must, "invalid_input");
      }
      if (!isText(state) || !state) throw fail("state", "be the state of the submit: a text that is not empty", "invalid_input");
      const signed = `${(Date.now() + ttl).toString(36)}.${toBase64Url(encode(state))}`;
      const url = `${address}?${NAME}=${signed}.${await sign(await key(), signed)}`;
      if (url.length > LONGEST) throw fail("state", `be shorter: the address may have ${LONGEST} characters`, "invalid_input");
      return url;
    },

    /** @param {Request} request @returns {Promise<{ response: Response, task: Task | null }>} */
    handle: async (request) => {
      const token = new URL(request.url).searchParams.get(NAME);
      if (!token) return answer(404, "There is nothing here.");
      if (request.method !== "POST") return answer(405, "A gateway calls this with POST.");
      const state = await stateOf(token);
      if (state === undefined) return answer(401, "This address is not signed.");
      if (state === null) return answer(401, "This address has expired.");
      const text = await readText(request, LARGEST);
      if (text === undefined) return answer(413, "The body is too large.");
      const news = taskIn(text);
      return news ? inTurn(news.id, () => take(news, state)) : answer(400, "The body is no task.");
    },
  };
};
