// A job: a promise of the finished task, its updates, and what is needed to find it again.

import { MidjourneyError } from "./errors.js";
import { wrong } from "./options.js";
import { raise } from "./raise.js";

/**
 * @typedef {import("./index.js").JobToken} JobToken
 * @typedef {import("./index.js").Submission} Submission
 * @typedef {import("./index.js").Task} Task
 * @typedef {(event: string, value: any) => void} Listener hears what Rust tells of the job
 * @typedef {(fields: Record<string, unknown>) => void} End ends a job with an error of these fields
 */

const ignore = () => {};

/** @extends {Promise<any>} */
export class Job extends Promise {
  /** `then` gives plain promises: only the job itself has an id. */
  static get [Symbol.species]() {
    return Promise;
  }

  /** @type {JobToken} */
  #token;
  /** @type {Task | undefined} */
  #last;
  #settled = false;
  /** @type {Set<() => void>} iterators that wait for news */
  #waiting = new Set();
  /** @type {Promise<Submission>} */
  #submission;
  /** @type {End} */
  #end;

  /**
   * @param {() => Promise<(listener: Listener) => () => void>} ready how to start the work, which gives how to stop it
   * @param {JobToken} token what is known before it starts
   * @param {{ signal?: AbortSignal | undefined, onProgress?: ((task: Task) => void) | undefined }} options
   * @param {Set<End>} open how to end each of the client's open jobs
   */
  constructor(ready, token, { signal, onProgress }, open) {
    /** @type {(value: any) => void} */
    let resolve = ignore;
    /** @type {(reason: any) => void} */
    let reject = ignore;
    super((yes, no) => {
      resolve = yes;
      reject = no;
    });
    this.#token = token;
    // Made here, where the caller's own functions are on the stack: an error comes from a timer, which tells nobody which call it was.
    const { stack } = new Error();

    /** @type {(submission: Submission) => void} */
    let submitted = ignore;
    /** @type {(reason: any) => void} */
    let refused = ignore;
    this.#submission = new Promise((yes, no) => {
      submitted = yes;
      refused = no;
    });
    this.#submission.catch(ignore);

    /** @type {(() => void) | undefined} */
    let stop;
    const abort = () => fail(signal?.reason);
    // A submit that was started may be taken, whatever this program does.
    this.#end = (fields) => fail(raise({ ...fields, maybeSubmitted: !!(stop && token.state) }));

    /** @type {(settle: (value: any) => void, value: any) => void} */
    const settle = (how, value) => {
      if (this.#settled) return;
      this.#settled = true;
      signal?.removeEventListener?.("abort", abort);
      open.delete(this.#end);
      stop?.();
      how(value);
      this.#wake();
    };
    /** @param {any} error */
    const fail = (error) => {
      if (MidjourneyError.is(error) && stack) error.stack = stack.replace(/^Error(?=\n)/, () => String(error));
      // Whatever went wrong, the task can be followed again where there may be one.
      if (MidjourneyError.is(error) && (token.id || (token.state && error.maybeSubmitted))) {
        Object.assign(error, { taskId: error.taskId ?? token.id, token: this.toJSON() });
      }
      refused(error);
      settle(reject, error);
    };
    /** @type {Listener} */
    const hear = (event, value) => {
      if (this.#settled) return;
      if (event === "done") settle(resolve, value);
      else if (event === "failed") fail(raise(value));
      else if (event === "submitted") {
        token.id = value.id;
        submitted(value);
      } else if (event === "modal") {
        token.id = value;
        token.modal = true;
      } else {
        token.id = value.id;
        submitted({ id: value.id });
        this.#last = value;
        this.#wake();
        // A callback that throws must neither break the job nor go unnoticed.
        new Promise((done) => done(onProgress?.(value))).catch((error) => console.error(error));
      }
    };

    if (signal?.aborted) abort();
    else {
      open.add(this.#end);
      if (signal && !signal.addEventListener) fail(wrong("signal", "signal must be an AbortSignal"));
      else signal?.addEventListener("abort", abort);
      ready().then((start) => {
        // It may have been aborted meanwhile.
        if (!this.#settled) stop = start(hear);
      }, fail);
    }
  }

  #wake() {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  get submission() {
    this.catch(ignore);
    return this.#submission;
  }

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
      } else if (this.#settled) break;
      else await new Promise((wake) => this.#waiting.add(() => wake(0)));
    }
    await this;
  }

  async cancel() {
    if (this.#settled) return "finished";
    const message = "The job was cancelled by this program; the gateway goes on";
    this.#end({ class: "TaskCancelledError", code: "cancelled", message });
    return "cancelled";
  }

  toJSON() {
    return { ...this.#token };
  }
}
