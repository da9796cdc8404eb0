// A job: a promise of the finished task, its updates, and what is needed to find it again.

import { its, put } from "./behind.js";
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

/** The stack of the last job. @type {string | undefined} */
let shared;

/**
 * @typedef {object} State what is behind a job
 * @property {JobToken} token
 * @property {Submission} [submission]
 * @property {Task} [last]
 * @property {boolean} [settled]
 * @property {((news: void) => void)[]} waiting who waits for news
 * @property {End} end
 */

/** Until a job has news. @param {State} state */
const news = ({ waiting }) => new Promise((wake) => waiting.push(wake));

/** @param {Job} job @returns {Promise<Submission>} */
const submitted = async (job) => {
  /** @type {State} */
  const state = its(job);
  while (!state.submission && !state.settled) await news(state);
  return state.submission ?? (await job);
};

/** @extends {Promise<any>} */
export class Job extends Promise {
  /** `then` gives plain promises: only the job itself has an id. */
  static get [Symbol.species]() {
    return Promise;
  }

  /**
   * @param {() => Promise<(listener: Listener, end: End) => () => void>} ready how to start the work, which gives how to stop it
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
    // Made here, where the caller's own functions are on the stack: an error comes from a timer, which tells nobody which call it was.
    let { stack } = new Error();
    // Jobs that are started at one place share its text.
    if (stack === shared) stack = shared;
    else shared = stack;

    /** @type {(() => void) | undefined} */
    let stop;
    // The reason is the caller's, and may be another job's error: it is handed on as it is.
    const abort = () => settle(reject, signal?.reason);
    /** A submit that was started may be taken, whatever this program does; and a task that has an id is there. @type {End} */
    const end = (fields) => fail(raise({ ...fields, maybeSubmitted: !!(stop && (token.state || token.id)) }));
    /** @type {State} */
    const state = { token, waiting: [], end };
    put(this, state);

    const wake = () => {
      for (const wake of state.waiting.splice(0)) wake();
    };
    /** @type {(settle: (value: any) => void, value: any) => void} */
    const settle = (how, value) => {
      if (state.settled) return;
      state.settled = true;
      signal?.removeEventListener?.("abort", abort);
      open.delete(end);
      stop?.();
      how(value);
      wake();
    };
    /** @param {any} error */
    const fail = (error) => {
      if (MidjourneyError.is(error)) {
        if (stack) error.stack = `${stack}`.replace(/^Error(?=\n)/, () => String(error));
        // Whatever went wrong, the task can be followed again where there may be one.
        if (token.id || (token.state && error.maybeSubmitted)) {
          Object.assign(error, { taskId: error.taskId ?? token.id, token: this.toJSON() });
        }
      }
      settle(reject, error);
    };
    /** @type {Listener} */
    const hear = (event, value) => {
      if (state.settled) return;
      if (event === "done") settle(resolve, value);
      else if (event === "failed") {
        // A window that was provably not answered is still open.
        if (!value.maybeSubmitted) delete token.modal;
        if (value.class) fail(raise(value));
        // What a function of the caller's threw is handed on as it is.
        else settle(reject, value.cause);
      } else if (event === "modal") {
        token.id = value;
        token.modal = true;
      } else {
        const isSeen = event === "seen";
        token.id = value.id;
        // What was submitted earlier is seen first: then its id is all that is known of that.
        state.submission ??= isSeen ? { id: value.id } : value;
        if (isSeen) state.last = value;
        wake();
        // A callback that throws must neither break the job nor go unnoticed.
        if (isSeen) new Promise((done) => done(onProgress?.(value))).catch((error) => console.error(error));
      }
    };

    if (signal?.aborted) abort();
    else {
      open.add(end);
      if (signal && !signal.addEventListener) fail(wrong("signal", "signal must be an AbortSignal"));
      else signal?.addEventListener("abort", abort);
      ready()
        .then((start) => {
          // It may have been aborted meanwhile; or is while it starts, by a function of the caller's.
          if (state.settled) return;
          stop = ignore;
          stop = start(hear, end);
          if (state.settled) stop();
        })
        .catch(fail);
    }
  }

  get submission() {
    this.catch(ignore);
    const submission = submitted(this);
    submission.catch(ignore);
    return submission;
  }

  get id() {
    const id = this.submission.then((submission) => its(this).token.id ?? submission.id);
    id.catch(ignore);
    return id;
  }

  get last() {
    return its(this).last;
  }

  async *[Symbol.asyncIterator]() {
    this.catch(ignore);
    /** @type {State} */
    const state = its(this);
    let shown;
    for (;;) {
      if (state.last !== shown) {
        shown = state.last;
        yield shown;
      } else if (state.settled) break;
      else await news(state);
    }
    await this;
  }

  async cancel() {
    if (its(this).settled) return "finished";
    const message = "The job was cancelled here; the gateway goes on";
    its(this).end({ class: "TaskCancelledError", code: "cancelled", message });
    return "cancelled";
  }

  toJSON() {
    return { ...its(this).token };
  }
}
