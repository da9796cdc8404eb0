// The client as JavaScript holds it. Idiom only: what a call does is decided in Rust.

import { its, put } from "./behind.js";
import { raise } from "./raise.js";
import { Job } from "./job.js";
import { check, known, wrong } from "./options.js";

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
 * @param {() => Promise<import("./instance.js").Instance>} load
 */
export const define = (load) => {
  /**
   * @param {object} client
   * @param {string} verb
   * @param {any} input
   * @param {any} options
   * @param {readonly string[]} names the options that there are
   * @param {Partial<import("./index.js").JobToken>} [told] what its token says from the start on
   * @param {boolean} [only] submit, and do not follow
   */
  const call = (client, verb, input, options, names, told, only = false) => {
    const it = its(client);
    // Without credentials and query, which are refused as soon as Rust reads the address.
    const baseUrl = it.options.baseUrl.replace(/^(\w+:)?[\\/]*[^\\/]*@/, "$1//").replace(/[?#].*/, "");
    /** @type {import("./index.js").JobToken} */
    const token = { v: 1, submittedAt: Date.now(), baseUrl, ...told };
    return new Job(
      async () => {
        if (it.closed) throw raise(closed);
        const given = check(options, names);
        if (known.input[verb]) check(input, known.input[verb]);
        const { glue, onTrap } = await load();
        return (listener, end) => {
          const forget = onTrap(end);
          const started = glue.start(it.options, verb, input, given, only, listener);
          return () => {
            forget();
            glue.stop(started);
          };
        };
      },
      token,
      options ?? {},
      it.open,
    );
  };

  /**
   * @param {object} client
   * @param {string} verb
   * @param {any[]} args
   * @param {boolean} [only]
   */
  const submit = (client, verb, args, only) => {
    const [input, options] = verbs[verb](...args);
    const names = only ? known.submit : known.task;
    const all = verb === "blend" ? [...names, "dimensions"] : names;
    const state = options?.state || marker();
    return call(client, verb, input, { ...options, state }, all, { state }, only);
  };

  return class Midjourney {
    /** @param {any} given */
    constructor(given) {
      const options = check(given, known.client);
      if (!options.baseUrl || typeof options.baseUrl !== "string") {
        throw wrong("baseUrl", "baseUrl must be the gateway's address, as a string or URL");
      }
      put(this, { options, open: new Set(), closed: false });
      // Not in the types: they would ask every TypeScript user for a library that few have switched on.
      if (Symbol.dispose) Object.defineProperty(this, Symbol.dispose, { value: this.close });
    }

    get ready() {
      return load().then(() => {});
    }

    get stats() {
      // Rust counts where it notes all that it learns.
      const { options } = its(this);
      return Object.fromEntries("requests polls batched retries bytes".split(" ").map((name) => [name, options[name] ?? 0]));
    }

    /** @param {any[]} args */
    imagine(...args) {
      return submit(this, "imagine", args);
    }

    /** @param {any[]} args */
    blend(...args) {
      return submit(this, "blend", args);
    }

    /** @param {any[]} args */
    describe(...args) {
      return submit(this, "describe", args);
    }

    /** @param {any[]} args */
    shorten(...args) {
      return submit(this, "shorten", args);
    }

    /** @param {any[]} args */
    action(...args) {
      return submit(this, "action", args);
    }

    /** @param {any[]} args */
    modal(...args) {
      return submit(this, "modal", args);
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
          (...args) => submit(this, verb, args, true).then((submission) => submission),
        ]),
      );
    }

    /** @type {(ref: any, options?: any) => Job} */
    wait(ref, options) {
      const task = ref instanceof Job ? ref.toJSON() : ref;
      // A token keeps all that it knows: the page may be loaded once more.
      return call(this, "wait", task, options, known.wait, task?.v ? task : { id: task?.id ?? task });
    }

    /** @type {(ids: any, options?: any) => Promise<any>} */
    fetch(ids, options) {
      const found = call(this, "fetch", ids, options, known.fetch);
      return found.then((tasks) => (Array.isArray(ids) ? new Map(tasks) : tasks));
    }

    /** @type {(method: string, path: string, options?: any) => Promise<any>} */
    request(method, path, options) {
      return call(this, "request", { method, path }, options, known.request).then((answer) => answer);
    }

    close() {
      its(this).closed = true;
      for (const end of its(this).open) end(closed);
    }
  };
};

const closed = { class: "MidjourneyError", code: "closed", message: "The client was closed" };
