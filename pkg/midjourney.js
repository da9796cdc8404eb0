// The client as JavaScript holds it. Idiom only: what a call does is decided in Rust.

import { raise } from "./raise.js";
import { Job } from "./job.js";
import { check, known, wrong } from "./options.js";

/** @typedef {import("./once.js").Glue} Glue */

/**
 * The arguments of the gateway's verbs: the input by the names that Rust reads, then the options.
 * @type {Record<string, (...args: any[]) => [input: any, options: any]>}
 */
const verbs = {
  imagine: (input, options) =>
    typeof input === "string"
      ? [{ prompt: input }, options]
      : [input, input?.botType ? { botType: input.botType, ...options } : options],
  blend: (images, options) => [{ images, dimensions: options?.dimensions }, options],
  describe: (image, options) => [{ image }, options],
  shorten: (prompt, options) => [{ prompt }, options],
  action: (task, button, options) => [{ task, button }, options],
  modal: (task, input, options) => [{ ...input, task }, options],
};

/** An unguessable marker, by which a submit that ended in doubt can be found again. */
const marker = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * The class of clients whose WebAssembly `load` instantiates.
 * @param {() => Promise<Glue>} load
 */
export const define = (load) =>
  class Midjourney {
    /** @type {any} */
    #options;
    /** @type {Set<import("./job.js").End>} */
    #open = new Set();
    #closed = false;

    /** @param {any} options */
    constructor(options) {
      this.#options = check(options, known.client);
      const baseUrl = this.#options.baseUrl;
      if (!baseUrl || typeof baseUrl !== "string") {
        throw wrong("baseUrl", "baseUrl must be the gateway's address, as a string or URL");
      }
      // Not in the types: they would ask every TypeScript user for a library that few have switched on.
      if (Symbol.dispose) Object.defineProperty(this, Symbol.dispose, { value: this.close });
    }

    get ready() {
      return load().then(() => {});
    }

    /**
     * @param {string} verb
     * @param {any} input
     * @param {any} options
     * @param {readonly string[]} names the options that there are
     * @param {Partial<import("./index.js").JobToken>} [told] what its token says from the start on
     * @param {boolean} [only] submit, and do not follow
     */
    #call(verb, input, options, names, told, only = false) {
      // Without credentials and query, which are refused as soon as Rust reads the address.
      const baseUrl = this.#options.baseUrl.replace(/\/\/[^/]*@/, "//").replace(/[?#].*/, "");
      /** @type {import("./index.js").JobToken} */
      const token = { v: 1, submittedAt: Date.now(), ...told, baseUrl };
      return new Job(
        async () => {
          if (this.#closed) throw raise(closed);
          const given = check(options, names);
          if (known.input[verb]) check(input, known.input[verb]);
          const { start, stop } = await load();
          return (listener) => {
            const started = start(this.#options, verb, input, given, only, listener);
            return () => stop(started);
          };
        },
        token,
        options ?? {},
        this.#open,
      );
    }

    /**
     * @param {string} verb
     * @param {any[]} args
     * @param {boolean} [only]
     */
    #submit(verb, args, only) {
      const [input, options] = verbs[verb](...args);
      const names = only ? known.submit : known.task;
      const all = verb === "blend" ? [...names, "dimensions"] : names;
      const state = options?.state ?? marker();
      return this.#call(verb, input, { ...options, state }, all, { state }, only);
    }

    /** @param {any[]} args */
    imagine(...args) {
      return this.#submit("imagine", args);
    }

    /** @param {any[]} args */
    blend(...args) {
      return this.#submit("blend", args);
    }

    /** @param {any[]} args */
    describe(...args) {
      return this.#submit("describe", args);
    }

    /** @param {any[]} args */
    shorten(...args) {
      return this.#submit("shorten", args);
    }

    /** @param {any[]} args */
    action(...args) {
      return this.#submit("action", args);
    }

    /** @param {any[]} args */
    modal(...args) {
      return this.#submit("modal", args);
    }

    /** @type {(task: any, index: number, options?: any) => Job} */
    upscale(task, index, options) {
      return this.action(task, `U${index}`, options);
    }

    /** @type {(task: any, index: number, options?: any) => Job} */
    vary(task, index, options) {
      return this.action(task, `V${index}`, options);
    }

    /** @type {(task: any, options?: any) => Job} */
    reroll(task, options) {
      return this.action(task, "🔄", options);
    }

    get submit() {
      return Object.fromEntries(
        Object.keys(verbs).map((verb) => [
          verb,
          /** @param {any[]} args */
          (...args) => this.#submit(verb, args, true).then((submission) => submission),
        ]),
      );
    }

    /** @type {(ref: any, options?: any) => Job} */
    wait(ref, options) {
      const task = ref instanceof Job ? ref.toJSON() : ref;
      // A token keeps all that it knows: the page may be loaded once more.
      return this.#call("wait", task, options, known.wait, task?.v && task);
    }

    /** @type {(ids: any, options?: any) => Promise<any>} */
    fetch(ids, options) {
      const found = this.#call("fetch", ids, options, known.fetch);
      return found.then((tasks) => (Array.isArray(ids) ? new Map(tasks) : tasks));
    }

    /** @type {(method: string, path: string, options?: any) => Promise<any>} */
    request(method, path, options) {
      return this.#call("request", { method, path }, options, known.request).then((answer) => answer);
    }

    close() {
      this.#closed = true;
      for (const end of this.#open) end(closed);
    }
  };

const closed = { class: "MidjourneyError", code: "closed", message: "The client was closed" };
