// The client as JavaScript holds it. Idiom only: Rust decides what a call does.

import { createError } from "./errors.js";
import { Job } from "./job.js";
import { address, answering, check, extend, isFunction, isPlain, isText, known } from "./options.js";

/** @typedef {import("./index.js").JobToken} JobToken */

/**
 * The arguments of the gateway's verbs: the input by the names that Rust reads, then the options.
 * @type {Record<string, (...args: any[]) => [input: any, options: any]>}
 */
const verbs = {
  imagine: (input, options) =>
    isPlain(input)
      ? [{ ...input }, extend(options, { botType: options?.botType ?? (input.botType || undefined) })]
      : [{ prompt: input }, options],
  blend: (images, options) => [{ images, dimensions: options?.dimensions }, options],
  describe: (image, options) => [{ image }, options],
  shorten: (prompt, options) => [{ prompt }, options],
  action: (task, button, options, index) => [{ task, button, index }, options],
  modal: (task, input, options) => [extend(input, { task }), options],
};

/**
 * An unguessable marker, which finds a submit whose outcome is unknown. A job's token has it before the WebAssembly is loaded. There is none
 * without `crypto`, which old test environments lack.
 */
const marker = () => {
  const bytes = globalThis.crypto?.getRandomValues?.(new Uint8Array(16));
  return bytes && Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};

/** Returns the token of a job once the outcome of its submit is known. Throws its error if there is no task. @param {Job} job */
const tokenOf = async (job) => {
  if (!job.toJSON().id) {
    await job.id.catch((error) => {
      // An error of its own: two jobs may not share one.
      if (error?.maybeSubmitted === false) throw createError({ ...error, message: error.message });
    });
  }
  return job.toJSON();
};

const closed = { code: "closed", message: "The client was closed." };

/**
 * Creates the class of clients whose WebAssembly `load` instantiates.
 * @param {() => Promise<import("./instance.js").Instance>} load
 */
export const define = (load) =>
  class Midjourney {
    /** @type {Record<string, any>} */
    #options;
    /** Ends each open job. @type {Set<import("./job.js").End>} */
    #open = new Set();
    #isClosed = false;
    /** The client in Rust, and the glue of its instance. @type {any} */
    #client;
    /** @type {any} */
    #glue;

    /** @param {any} given */
    constructor(given) {
      const options = check(given, known.client);
      options.baseUrl = address(options.baseUrl);
      this.#options = options;
      // Each member is bound to this client. So a method works by itself (`const { imagine } = mj`), and a proxy of the client works as the
      // client does (Vue's `reactive`): private fields belong to the client alone.
      const { prototype } = new.target;
      for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(Midjourney.prototype))) {
        const own = () => Reflect.get(prototype, name, this);
        const member = get ? { get: own } : { value: own().bind(this), writable: true };
        if (name !== "constructor") Object.defineProperty(this, name, { ...member, configurable: true });
      }
      // Not in the types, because TypeScript would then need a library that few projects switch on.
      if (Symbol.dispose) Object.defineProperty(this, Symbol.dispose, { value: this.close });
    }

    get ready() {
      return load().then(() => {});
    }

    get stats() {
      return { requests: 0, polls: 0, batched: 0, retries: 0, bytes: 0, ...this.#client?.stats };
    }

    /** The client in Rust of an instance: created by the first call, and again after a trap. @param {any} glue */
    #clientOf(glue) {
      if (this.#glue !== glue) {
        try {
          this.#client = new glue.Client(this.#options);
        } catch (/** @type {any} */ fields) {
          throw fields?.code ? createError(fields) : fields;
        }
        this.#glue = glue;
      }
      return this.#client;
    }

    /**
     * @param {string} verb
     * @param {any} input
     * @param {any} options
     * @param {readonly string[]} names the options that there are
     * @param {Partial<JobToken>} [start] what the token says from the start
     * @param {boolean} [submitOnly]
     */
    #call(verb, input, options, names, start, submitOnly = false) {
      /** @type {JobToken} */
      const token = { v: 1, submittedAt: Date.now(), baseUrl: this.#options.baseUrl, ...start };
      // Any value may stand in the place of an ID.
      if (!isText(token.id)) delete token.id;
      const prepare = async () => {
        if (this.#isClosed) throw createError(closed);
        const call = { verb, input, options: options && check(options, names), token, submitOnly };
        if (known.input[verb]) check(input, known.input[verb], "input");
        if (verb === "wait" && input.task instanceof Job) Object.assign(token, (input.task = await tokenOf(input.task)));
        const { glue, onTrap } = await load();
        const client = this.#clientOf(glue);
        /** @type {import("./job.js").Start} */
        return (listener, end) => {
          const forget = onTrap(end);
          const modal = call.options?.modal;
          if (isFunction(modal)) call.options.modal = answering(modal, end);
          const started = client.start(call, listener);
          return () => {
            forget();
            started?.cancel();
          };
        };
      };
      return new Job(prepare, token, options ?? {}, this.#open);
    }

    /**
     * @param {string} verb
     * @param {any[]} args
     * @param {boolean} [submitOnly]
     */
    #submit(verb, args, submitOnly) {
      const [input, options] = verbs[verb](...args);
      const names = submitOnly ? known.submit : known.task;
      const all = verb === "blend" ? [...names, "dimensions"] : names;
      const state = options?.state || marker();
      return this.#call(verb, input, extend(options, { state }), all, { state }, submitOnly);
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
      return this.#submit("action", [task, "U", options, index ?? 0]);
    }

    /** @type {(task: any, index: number, options?: any) => Job} */
    vary(task, index, options) {
      return this.#submit("action", [task, "V", options, index ?? 0]);
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
      // A token keeps all that it knows: the page may be reloaded again.
      return this.#call("wait", { task: ref }, options, known.wait, task?.v ? task : { id: task?.id ?? task });
    }

    /** @type {(tasks: any, options?: any) => Promise<any>} */
    async fetch(tasks, options) {
      const found = await this.#call("fetch", { task: tasks }, options, known.fetch);
      return Array.isArray(tasks) ? new Map(found.map((/** @type {any} */ task) => [task.id, task])) : found;
    }

    /** @type {(method: string, path: string, options?: any) => Promise<any>} */
    async request(method, path, options) {
      return await this.#call("request", { method, path, body: options?.body }, options, known.request);
    }

    close() {
      this.#isClosed = true;
      for (const end of this.#open) end(closed);
    }
  };
