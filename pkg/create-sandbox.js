// The sandbox gateway as a `fetch`: its WebAssembly decides what it replies, this file carries requests to it.

import { deliver, until } from "./deliver.js";
import { createError } from "./errors.js";
import { loader } from "./instance.js";
import { configError } from "./options.js";
import { checkFaults, checkSandbox } from "./sandbox-options.js";
import makeGlue from "./sandbox.glue.js";
import { read } from "./source.js";

/** @typedef {import("./slim.js").WasmSource} WasmSource */
/** @typedef {import("./sandbox.js").Submit} Submit */
/** @typedef {import("./sandbox.js").SandboxOptions} SandboxOptions */

const hint =
  "midjourney-wasm/sandbox reads it from the file beside it, which some bundlers do not copy. " +
  "createSandbox({ wasm }) takes the URL or the contents of midjourney-wasm/sandbox.wasm.";

const PICTURE = "/sandbox/picture/";

/** The fields of a body in JSON. @param {string} text @returns {Record<string, any>} */
const fieldsOf = (text) => {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
};

/** The bytes of a body. @param {Request} request @param {unknown} given the body as the caller gave it */
const bytesOf = async (request, given) =>
  // A text needs no stream, whose steps a test's clock may hold up.
  typeof given === "string" ? new TextEncoder().encode(given) : new Uint8Array(await request.arrayBuffer());

/**
 * Creates `createSandbox` of an entry.
 * @param {() => WasmSource | PromiseLike<WasmSource>} source
 */
export const createSandboxOf = (source) => {
  const loading = (/** @type {typeof source} */ given) =>
    loader(makeGlue, () => read(new Promise((resolve) => resolve(given())), hint));
  const load = loading(source);

  /** @param {SandboxOptions} [options] */
  return (options) => {
    const { now = () => Date.now(), faults: first = [], wasm, ...settings } = checkSandbox(options);
    const start = wasm === undefined ? load : loading(() => wasm);
    let faults = first;
    /** The gateway of the WebAssembly, from the first request on. @type {any} */
    let gateway;
    /** @type {import("./sandbox.js").SandboxRequest[]} */
    const requests = [];
    /** @type {Submit[]} */
    const submits = [];
    /** The object URLs of the pictures, by their addresses. @type {Map<string, string>} */
    const pictures = new Map();

    const setFaults = () => {
      const wrong = gateway.set_faults(JSON.stringify(faults));
      if (wrong) throw createError({ code: "config", field: "faults", message: `The faults are wrong: ${wrong}.` });
    };

    /** @param {any} reply @returns {[import("./deliver.js").Reply, Uint8Array<ArrayBuffer>]} */
    const take = (reply) => {
      const parts = /** @type {[any, any]} */ ([JSON.parse(reply.head()), reply.body()]);
      reply.free();
      return parts;
    };

    /**
     * Has the gateway of an instance reply to a request; the first one creates it.
     * @param {import("./instance.js").Instance} instance @param {string} head @param {Uint8Array} bytes @param {number} at
     */
    const ask = ({ glue, onTrap }, head, bytes, at) => {
      const forgetTrap = onTrap(() => {});
      try {
        if (!gateway) {
          gateway = new glue.Sandbox(JSON.stringify(settings));
          setFaults();
        }
        return take(gateway.handle(head, bytes, at));
      } catch (error) {
        gateway = undefined;
        // Throws another error if the WebAssembly has trapped: then this one only follows from it.
        onTrap(() => {});
        throw error;
      } finally {
        forgetTrap();
      }
    };

    /**
     * Hands a request to the gateway, and keeps account of it.
     * @param {import("./instance.js").Instance} instance @param {Request} request @param {Uint8Array} bytes
     */
    const handle = (instance, { method, headers, url }, bytes) => {
      const at = now();
      if (!Number.isFinite(at)) throw configError("now", "return milliseconds since 1970");
      const { protocol, host, pathname, search } = new URL(url);
      const own = [...headers, ["host", host], ["x-forwarded-proto", protocol.slice(0, -1)]];
      // Any key will do, and so none is needed.
      const isOpen = settings.apiKey === undefined && !headers.has("authorization") && !headers.has("mj-api-secret");
      if (isOpen) own.push(["mj-api-secret", "any"]);
      const [reply, body] = ask(instance, JSON.stringify([method, pathname, search.slice(1), own]), bytes, at);
      if (pathname.startsWith("/sandbox/") && !pathname.startsWith(PICTURE)) {
        if (pathname === "/sandbox/reset" && method === "POST") requests.length = submits.length = 0;
        return /** @type {const} */ ([reply, body]);
      }
      const text = bytes.length ? new TextDecoder().decode(bytes) : undefined;
      const status = reply.end === "hang" || reply.end === "reset" ? 0 : reply.status;
      requests.push({ method, path: pathname + search, headers: Object.fromEntries(headers), body: text, status, at });
      if (reply.task !== null) {
        const fields = fieldsOf(text ?? "");
        const verb = pathname.slice(pathname.lastIndexOf("/") + 1);
        submits.push({ verb, taskId: reply.task, prompt: fields.prompt, state: fields.state, body: fields, at });
      }
      return /** @type {const} */ ([reply, body]);
    };

    return {
      get ready() {
        return start().then(() => {});
      },
      requests,
      submits,

      /** @param {string | URL | Request} input @param {RequestInit} [init] */
      async fetch(input, init) {
        const signal = init?.signal ?? /** @type {Partial<Request>} */ (input).signal ?? undefined;
        // Without the signal: the platform would listen to it longer than the request lasts.
        const request = new Request(input, { ...init, signal: null });
        const arriving = Promise.all([bytesOf(request, init?.body), start()]);
        const [bytes, instance] = await until(signal, (resolve, reject) => void arriving.then(resolve, reject));
        const [reply, body] = handle(instance, request, bytes);
        return deliver(reply, body, request.url, signal);
      },

      /** @param {readonly import("./sandbox.js").Fault[]} list */
      faults(list) {
        checkFaults(list);
        faults = [...list];
        if (gateway) setFaults();
      },

      reset() {
        gateway?.free();
        gateway = undefined;
        faults = first;
        requests.length = submits.length = 0;
        pictures.forEach((url) => URL.revokeObjectURL(url));
        pictures.clear();
      },

      /** @param {string} url */
      imageUrl(url) {
        const { pathname, search } = new URL(url);
        // Without a gateway there is no task, and without object URLs no page.
        if (!pathname.startsWith(PICTURE) || !gateway || !URL.createObjectURL) return url;
        const known = pictures.get(url);
        if (known) return known;
        const [{ status, headers }, bytes] = take(gateway.picture(pathname.slice(PICTURE.length), search.slice(1)));
        if (status !== 200) return url;
        const type = headers.find(([name]) => name === "content-type")?.[1] ?? "";
        const made = URL.createObjectURL(new Blob([bytes], { type }));
        pictures.set(url, made);
        return made;
      },
    };
  };
};
