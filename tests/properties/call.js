// One call of a script: how it is made, what the caller's own functions do meanwhile, and what is seen of it.

import { counted } from "../world/page.js";

const REASONS = { text: "enough", nothing: undefined, null: null, object: { why: "enough" }, error: new RangeError("enough") };

/** The task that a call is about, where it makes none. @param {number} number */
export const taskOf = (number) => String(7_000 + number);

export class Call {
  /** How it has settled, and when. @type {{ value?: any, error?: any, at: number } | undefined} */
  settled;
  /** What was told of its task, in order. @type {any[]} */
  updates = [];
  /** What its callbacks threw. @type {unknown[]} */
  thrown = [];
  /** What it was to be ended with, if it was. @type {{ reason?: unknown } | undefined} */
  aborted;
  /** The ids that its submits were answered. @type {string[]} */
  ids = [];
  /** When its task began to be followed; and since when it has waited for a modal. @type {number | undefined} */
  followed;
  /** @type {number | undefined} */
  modal;

  /** @param {number} number @param {Record<string, any>} told @param {import("./stage.js").Stage} stage */
  constructor(number, told, stage) {
    this.number = number;
    this.told = told;
    this.stage = stage;
    this.controller = counted();
    this.mark = `state-${number}`;
  }

  get verb() {
    return this.told.verb;
  }

  /** What an option is, the call's own or the client's. @param {string} name */
  option(name) {
    // Only jobs have a time of their own.
    const own = this.isJob || (name !== "timeout" && name !== "poll") ? this.told.options?.[name] : undefined;
    return own ?? this.stage.script.client?.[name];
  }

  /** Whether it follows a task. */
  get isJob() {
    return !["submit", "fetch", "fetchMany", "get", "post"].includes(this.verb);
  }

  get isSubmit() {
    return ["imagine", "submit", "action", "press", "modal"].includes(this.verb);
  }

  /** The longest pause between two looks. */
  get longest() {
    return Math.max(this.option("poll")?.max ?? 5_000, this.floor);
  }

  /** The closest that two looks at its task may be. */
  get floor() {
    return Math.max(this.option("poll")?.min ?? 1_000, 50);
  }

  begin() {
    this.begun = this.stage.clock.now;
    this.promise = this.#made();
    if (!this.isSubmit) this.ids.push(taskOf(this.number));
    if (this.verb === "wait" || this.verb === "token") this.followed = this.begun;
    this.state = this.promise.toJSON?.().state ?? this.mark;
    const settle = (how) => {
      if (this.settled) this.stage.complain(`call ${this.number} settled twice`);
      this.settled = { ...how, at: this.stage.clock.now };
    };
    this.promise.then(
      (value) => settle({ value }),
      (error) => settle({ error }),
    );
    if (this.isJob) this.#touch(this.told.touches);
  }

  /** What only looks at the job: its other promises are nobody's, and must not go unhandled. */
  #touch(how) {
    const job = this.promise;
    if (how === "id") void job.id;
    if (how === "submission") void job.submission;
    if (how !== "updates" && how !== "leaves") return;
    const updates = async () => {
      for await (const task of job) {
        this.stage.rules.update(this, task, this.updates);
        if (how === "leaves") return;
      }
    };
    updates().catch((error) => {
      if (this.settled && error !== this.settled.error)
        this.stage.complain(`the updates of call ${this.number} end with another error`);
    });
  }

  #made() {
    const { mj } = this.stage;
    const id = taskOf(this.number);
    const options = this.#options();
    const state = { state: this.mark };
    switch (this.verb) {
      case "imagine":
        return mj.imagine("cat", options);
      case "submit":
        return mj.submit.imagine("cat", { ...options, ...state });
      case "press":
        return mj.upscale(id, 1, options);
      case "action":
        return mj.action(id, "MJ::JOB::upsample::1::2f4e", options);
      case "modal":
        return mj.modal(id, { prompt: "dog" }, options);
      case "wait":
        return mj.wait(id, options);
      case "token":
        return mj.wait({ v: 1, id, baseUrl: this.stage.baseUrl, submittedAt: Date.now() - 9_000 }, options);
      case "find":
        return mj.wait({ v: 1, ...state, baseUrl: this.stage.baseUrl, submittedAt: Date.now() }, options);
      case "fetch":
        return mj.fetch(id, options);
      case "fetchMany":
        return mj.fetch([id, "1"], options);
      case "get":
        return mj.request("GET", `/task/${id}/image-seed`, options);
      default:
        return mj.request("POST", `/insight-face/swap?${id}`, { ...options, body: {} });
    }
  }

  #options() {
    const { options = {}, hears, ends } = this.told;
    const all = Object.fromEntries(["requestTimeout", "maxRetries", "headers"].map((name) => [name, options[name]]));
    if (ends?.how === "abort" || hears === "aborts") all.signal = this.controller.signal;
    // By which its requests are told from looks.
    if (!this.isJob) all.headers = { ...all.headers, "x-call": String(this.number) };
    if (!this.isJob) return all;
    all.timeout = options.timeout;
    all.poll = this.stage.poll(options.poll, this);
    all.modal = this.#modal(options.modal);
    if (hears) all.onProgress = this.#hear;
    return all;
  }

  /** A callback of the caller's is called: never after the end. @param {string} what */
  hear(what) {
    if (this.settled) this.stage.complain(`call ${this.number}: ${what} is called after the end`);
  }

  #hear = (task) => {
    this.hear("onProgress");
    this.stage.rules.update(this, task, (this.shown ??= []));
    switch (this.told.hears) {
      case "throws":
        throw new Error("of onProgress");
      case "rejects":
        return Promise.reject(new Error("of onProgress"));
      case "cancels":
        return void this.end({ how: "cancel" });
      case "aborts":
        return void this.end({ how: "abort", reason: "text" });
      case "closes":
        return void this.stage.close();
      case "calls":
        return void this.stage.call({ verb: "fetch" });
    }
  };

  #modal(how) {
    if (!how || how === "auto" || how === "throw") return how;
    return () => {
      this.hear("modal");
      const thrown = new Error("of modal");
      this.modal = this.stage.clock.now;
      if (how === "answers") return { prompt: "--zoom 2" };
      if (how === "later") return this.stage.later(700, { prompt: "--zoom 2" });
      this.thrown.push(thrown);
      if (how === "throws") throw thrown;
      return Promise.reject(thrown);
    };
  }

  /** @param {{ how: string, reason?: string }} told */
  end({ how, reason = "text" }) {
    if (this.settled || this.aborted) return;
    if (how === "abort") {
      this.controller.abort(REASONS[reason]);
      this.aborted = { reason: this.controller.signal.reason };
    } else if (this.promise.cancel) {
      this.isCancelled = true;
      this.promise.cancel();
    }
  }
}
