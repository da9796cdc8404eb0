// A job: a promise of the finished task, its updates, and the token that finds it again.

import { createError, MidjourneyError } from "./errors.js";

/**
 * @typedef {import("./index.js").JobToken} JobToken
 * @typedef {import("./index.js").Submission} Submission
 * @typedef {import("./index.js").Task} Task
 * @typedef {(event: string, value: any) => void} Listener gets Rust's reports of the job
 * @typedef {(fields: Record<string, unknown>) => void} End ends a job with an error of these fields
 * @typedef {(listener: Listener, end: End) => () => void} Start starts the work; returns a function that stops it
 */

const ignore = () => {};

/** The stack of the last job. @type {string | undefined} */
let lastStack;

/** @extends {Promise<any>} */
export class Job extends Promise {
  /** `then` returns plain promises: only the job itself has an ID. */
  static get [Symbol.species]() {
    return Promise;
  }

  /** @type {JobToken} */
  #token;
  /** @type {Submission | undefined} */
  #submission;
  /** @type {Task | undefined} */
  #last;
  #isSettled = false;
  /** Functions that wake the readers of the job's news. @type {((news: void) => void)[]} */
  #waiting = [];
  /** @type {End} */
  #end = ignore;

  /**
   * @param {() => Promise<Start>} prepare
   * @param {JobToken} token what is known before the job starts
   * @param {{ signal?: AbortSignal | undefined, onProgress?: ((task: Task) => void) | undefined }} options
   * @param {Set<End>} open ends each of the client's open jobs
   */
  constructor(prepare, token, { signal, onProgress }, open) {
    /** @type {(value: any) => void} */
    let resolve = ignore;
    /** @type {(reason: any) => void} */
    let reject = ignore;
    super((resolveJob, rejectJob) => {
      resolve = resolveJob;
      reject = rejectJob;
    });
    this.#token = token;
    // Taken here, where the caller's own functions are on the stack: an error comes from a timer, whose stack does not show the call.
    let { stack } = new Error();
    // Jobs that are started at one place share its text.
    if (stack === lastStack) stack = lastStack;
    else lastStack = stack;

    /** @type {(() => void) | undefined} */
    let stop;
    /** @type {(how: (value: any) => void, value: any) => void} */
    const settle = (how, value) => {
      if (this.#isSettled) return;
      this.#isSettled = true;
      signal?.removeEventListener?.("abort", abort);
      open.delete(this.#end);
      stop?.();
      how(value);
      this.#wake();
    };
    // The reason is the caller's and may be another job's error: it is passed on as it is.
    const abort = () => settle(reject, signal?.reason);
    /** @param {any} error */
    const fail = (error) => {
      if (MidjourneyError.is(error)) {
        if (stack) error.stack = `${stack}`.replace(/^Error(?=\n)/, () => String(error));
        // The token finds the task again if there may be one, after any error.
        if (this.#token.id || (this.#token.state && error.maybeSubmitted)) {
          Object.assign(error, { taskId: error.taskId ?? this.#token.id, token: this.toJSON() });
        }
      }
      settle(reject, error);
    };
    this.#end = (fields) => {
      // The gateway may accept a submit that was started, and a task with an ID exists there, also without this program.
      const { id, state } = this.#token;
      const maybeSubmitted = Boolean(stop && (state || id));
      const message = this.#submission ? `The gateway accepted the task. ${fields.message}` : fields.message;
      fail(createError({ ...fields, message, maybeSubmitted, task: fields.task ?? this.#last }));
    };
    /** @param {Task} task */
    const report = async (task) => {
      try {
        await onProgress?.(task);
      } catch (error) {
        // A callback that throws must neither break the job nor go unnoticed.
        console.error(error);
      }
    };
    /** @type {Listener} */
    const listener = (event, value) => {
      if (this.#isSettled) return;
      if (event === "done") settle(resolve, value);
      else if (event === "token") this.#token = value;
      // An error that a function of the caller threw is passed on unchanged.
      else if (event === "failed") value.code ? fail(createError(value)) : settle(reject, value.cause);
      else {
        const isPoll = event === "polled";
        // A task that was submitted earlier is polled first: then its ID is all that is known of its submit.
        this.#submission ??= isPoll ? { id: value.id } : value;
        if (isPoll) this.#last = value;
        this.#wake();
        if (isPoll) report(value);
      }
    };

    if (signal?.aborted) {
      abort();
    } else {
      open.add(this.#end);
      // What has no such method is refused by the check of the options.
      signal?.addEventListener?.("abort", abort);
      prepare()
        .then((start) => {
          // The caller may have aborted it meanwhile.
          if (!this.#isSettled) stop = start(listener, this.#end);
        })
        .catch(fail);
    }
  }

  #wake() {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Waits until the job has news. */
  #news() {
    return new Promise((wake) => this.#waiting.push(wake));
  }

  /** @returns {Promise<any>} */
  async #submitted() {
    while (!this.#submission && !this.#isSettled) await this.#news();
    return this.#submission ?? (await this);
  }

  /** @returns {Promise<Submission>} */
  get submission() {
    this.catch(ignore);
    const submission = this.#submitted();
    submission.catch(ignore);
    return submission;
  }

  /** @returns {Promise<string>} */
  get id() {
    const id = this.submission.then((submission) => this.#token.id ?? submission.id);
    id.catch(ignore);
    return id;
  }

  get last() {
    return this.#last;
  }

  async *[Symbol.asyncIterator]() {
    this.catch(ignore);
    let shown;
    for (;;) {
      if (this.#last !== shown) {
        shown = this.#last;
        yield shown;
      } else if (this.#isSettled) break;
      else await this.#news();
    }
    await this;
  }

  async cancel() {
    if (this.#isSettled) return "finished";
    // Whoever cancels a job need not wait for it.
    this.catch(ignore);
    this.#end({ code: "cancelled", message: "The job was cancelled here, not at the gateway." });
    return "cancelled";
  }

  toJSON() {
    return { ...this.#token };
  }
}
