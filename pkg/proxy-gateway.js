// The gateway behind the proxy: requests with the key, and what of the responses a page may see. The protocol is Rust's.

import { createError } from "./errors.js";
import { isFunction, isText } from "./options.js";
import { refuse } from "./proxy-http.js";
import { readText } from "./read-text.js";

/** @typedef {import("./proxy-http.js").Answer} Answer */
/** @typedef {{ kind: string, verb?: string, fields?: string[], id?: string }} Call what the page asks for */
/** @typedef {{ id: string, isFinal: boolean, task: Record<string, any> }} Row */
/** @typedef {{ code: number, description?: string, properties?: any, ids: string[] }} Accepted */

/**
 * What a page gets of a response without a task.
 * @param {number} status @param {any} seen @param {string | null} retryAfter @returns {Answer}
 */
const refusalOf = (status, { refused, text, isRefused }, retryAfter) => {
  // The proxy's own 401 means that the page is unknown. Of the gateway's, only the proxy's operator can make an end.
  if (status === 401) return refuse(403, "The gateway did not accept the proxy's key");
  return { status: status < 200 || status > 599 || status === 407 ? 502 : status, json: refused, text, retryAfter, isRefused };
};

/**
 * @param {ReturnType<import("./proxy-options.js").readOptions>} options
 * @param {() => Promise<import("./instance.js").Instance>} load
 */
export const createGateway = ({ base, apiKey, auth, mode, limits, send }, load) => {
  /** Calls the WebAssembly. @template T @param {(glue: any) => T} run @returns {Promise<T>} */
  const protocol = async (run) => {
    const { glue, onTrap } = await load();
    return new Promise((resolve, reject) => {
      const forget = onTrap((fields) => reject(createError(fields)));
      const result = run(glue);
      // A trap is told a moment later.
      Promise.resolve()
        .then(forget)
        .then(() => resolve(result));
    });
  };

  /** @param {string} message */
  const wrongKey = (message) => createError({ code: "config", field: "apiKey", message: `apiKey ${message}.` });

  /** The headers of a request, and the key in them. @param {boolean} hasBody */
  const headersOf = async (hasBody) => {
    const key = isFunction(apiKey) ? await apiKey() : apiKey;
    if (!isText(key) || !key.trim()) throw wrongKey("must return the gateway's key: a text that is not empty");
    const headers = new Headers({ accept: "application/json" });
    if (hasBody) headers.set("content-type", "application/json");
    if (isFunction(auth)) auth(headers, key);
    else {
      const header = await protocol((glue) => glue.keyHeader(auth, key));
      if (!header) throw wrongKey("must hold only characters that a header can carry");
      headers.set(header[0], header[1]);
    }
    return { headers, key };
  };

  return {
    /** What a page asks for. @param {string} method @param {string} path @returns {Promise<Call | undefined>} */
    find: (method, path) => protocol((glue) => glue.find(method, path)),

    /**
     * Sends a request. Returns what a page may see of the response, and the answer if there is no task in it.
     * @param {string} kind of a call
     * @param {{ name?: string, parent?: string, body?: object }} target `name` is the verb, or the gateway's ID of the task
     * @returns {Promise<{ accepted?: Accepted, tasks?: Row[], answer: Answer }>}
     */
    ask: async (kind, { name = "", parent, body }) => {
      const url = await protocol((glue) => glue.url(base.origin, base.pathname, mode, kind, name));
      const { headers, key } = await headersOf(body !== undefined);
      const signal = AbortSignal.timeout(kind === "submit" ? limits.submitTimeout : limits.readTimeout);
      // "manual": a redirect would carry the key to where it points.
      const redirect = /** @type {const} */ ("manual");
      const method = body ? "POST" : "GET";
      let status, text, retryAfter;
      try {
        const response = await send(url, { method, headers, body: body && JSON.stringify(body), signal, redirect });
        ({ status } = response);
        if (response.type === "opaqueredirect" || (status >= 300 && status < 400)) {
          response.body?.cancel().catch(() => {});
          return { answer: refuse(502, "The gateway redirects the proxy: baseUrl of the proxy must be where the gateway is") };
        }
        retryAfter = response.headers.get("retry-after");
        text = await readText(response, limits.responseBytes);
      } catch {
        // Not told why: the error may quote what only the server should know.
        return {
          answer: signal.aborted
            ? refuse(504, "The gateway did not answer in time")
            : refuse(502, "The gateway cannot be reached"),
        };
      }
      if (text === undefined) return { answer: refuse(502, "The gateway's response is too large") };
      const seen = await protocol((glue) => glue.read(kind, name, parent, status, text, key));
      return { ...seen, answer: refusalOf(status, seen, retryAfter) };
    },
  };
};
