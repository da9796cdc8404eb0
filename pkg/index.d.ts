// The public types of midjourney-wasm. Times are milliseconds; sizes are bytes; ids are decimal strings.

// ── client ──────────────────────────────────────────────────────────────────────────────────────

/**
 * A client for one midjourney-proxy compatible gateway.
 *
 * The constructor is synchronous and does no work: the WebAssembly is instantiated by the first call, or earlier
 * by `await mj.ready`. Verbs never throw synchronously; what is wrong with a call rejects its {@link Job}.
 *
 * @example
 * const mj = new Midjourney({ baseUrl: "https://gateway.example", apiKey: "sk-…", mode: "fast" });
 * const cat = await mj.imagine("black cat", { onProgress: (task) => console.log(task.progress) });
 * const big = await mj.action(cat, "U2");
 */
export declare class Midjourney {
  /** @throws {ConfigError} for a missing `baseUrl`, an option of the wrong type, and an option name that does not exist. */
  constructor(options: MidjourneyOptions);

  /** Settles when the WebAssembly is instantiated. Optional to await; a failed load is tried again by the next call. */
  readonly ready: Promise<void>;

  /** Makes a picture from a prompt, with reference images if there are any. */
  imagine(input: string | ImagineInput, options?: TaskOptions): Job<SuccessTask>;
  /** Mixes two to five pictures. */
  blend(images: readonly ImageInput[], options?: TaskOptions & BlendOptions): Job<SuccessTask>;
  /** Asks for four prompts that describe a picture; they are in `properties.finalPrompt`. */
  describe(image: ImageInput, options?: TaskOptions): Job<SuccessTask>;
  /** Asks which words of a prompt matter; the answer is in `properties.finalPrompt`. */
  shorten(prompt: string, options?: TaskOptions): Job<SuccessTask>;
  /**
   * Presses a button of a task: by label (`"U2"`), emoji, `Button`, or custom id. With a bare task id and a label the
   * task is read first. Tasks of gateways without buttons take `U1`–`U4`, `V1`–`V4` and `🔄`.
   */
  action(task: TaskRef, button: string | Button, options?: TaskOptions): Job<SuccessTask>;
  /** Answers a task that waits for input (status `MODAL`): a prompt, a mask, or both. */
  modal(task: TaskRef, input?: ModalInput, options?: TaskOptions): Job<SuccessTask>;
  /** `action(task, "U" + index)`. */
  upscale(task: TaskRef, index: 1 | 2 | 3 | 4, options?: TaskOptions): Job<SuccessTask>;
  /** `action(task, "V" + index)`. */
  vary(task: TaskRef, index: 1 | 2 | 3 | 4, options?: TaskOptions): Job<SuccessTask>;
  /** `action(task, "🔄")`. */
  reroll(task: TaskRef, options?: TaskOptions): Job<SuccessTask>;

  /** Follows a task that was submitted earlier: by id, by task, or by the token of a {@link Job} (after a reload). */
  wait(ref: TaskRef | JobToken | Job, options?: WaitOptions): Job<SuccessTask>;

  /** Reads a task once. Never rejects for the task's own state; an unknown id rejects with {@link TaskNotFoundError}. */
  fetch(id: TaskRef, options?: RequestOptions): Promise<Task>;
  /** Reads many tasks in one request, by their ids. Ids that the gateway does not know are left out of the map. */
  fetch(tasks: readonly TaskRef[], options?: RequestOptions): Promise<Map<string, Task>>;

  /** The same verbs, submit only: they resolve as soon as the gateway has accepted, and poll nothing. */
  readonly submit: {
    imagine(input: string | ImagineInput, options?: SubmitOptions): Promise<Submission>;
    blend(images: readonly ImageInput[], options?: SubmitOptions & BlendOptions): Promise<Submission>;
    describe(image: ImageInput, options?: SubmitOptions): Promise<Submission>;
    shorten(prompt: string, options?: SubmitOptions): Promise<Submission>;
    action(task: TaskRef, button: string | Button, options?: SubmitOptions): Promise<Submission>;
    modal(task: TaskRef, input?: ModalInput, options?: SubmitOptions): Promise<Submission>;
  };

  /**
   * Anything else a gateway offers: `path` is what follows `/mj`, for instance
   * `request("GET", "/task/1320098173412546/image-seed")`. Resolves with the answer's JSON, integers beyond 2^53 as
   * strings. A GET is retried like `fetch`; other methods are sent once.
   */
  request<T = unknown>(method: string, path: string, options?: RequestOptions & { body?: unknown }): Promise<T>;

  /** What this client has done so far; a copy. */
  readonly stats: Stats;

  /** Ends this client's jobs (they reject with code `closed`) and refuses new calls. */
  close(): void;
}

/** What a client is made with. Unknown names are refused, so that a misspelt option is not silently ignored. */
export interface MidjourneyOptions {
  /** The gateway's address, with or without a trailing slash, `/mj` or the mode; in a page it may be relative (`"/api"`). */
  baseUrl: string | URL;
  /** The key, or a function that gives one (or a promise of one) for each request. None or `""` sends no header. */
  apiKey?: string | (() => string | undefined | Promise<string | undefined>) | undefined;
  /**
   * How the key is sent: `Authorization: Bearer <key>`, the header `mj-api-secret: <key>`, or `Authorization: <key>`; a
   * function sets the headers itself.
   * @default "bearer"
   */
  auth?: "bearer" | "mj-api-secret" | "raw" | ((headers: Headers, key: string) => void) | undefined;
  /** The path segment before `/mj`, such as `"fast"`, `"relax"` or `"mj-fast"`; none by default. */
  mode?: string | undefined;
  /** Limit for one request, body included. @default 30_000 for reads; 120_000 plus 1_000 per 50 kB of body for submits */
  requestTimeout?: number | undefined;
  /**
   * Limit for a whole task by the wall clock: from the answer to its submit, or the call of `wait`, until it has ended. After a window
   * was answered it counts anew; while a `modal` function thinks it does not. The submit itself has `requestTimeout`; a search by
   * marker may take one read and its repetitions longer. A look that is begun in time gets 5 s, one that others share some more.
   * @default 900_000 (15 minutes)
   */
  timeout?: number | undefined;
  /**
   * How often a read is tried again after a passing failure, and a submit that the gateway provably did not take
   * (HTTP 429, queue full; where a relay's copy of the parent task lags, it is every 5 s for 45 s instead). 0 sends nothing
   * again. The reads of a job go on until its `timeout`. @default 2
   */
  maxRetries?: number | undefined;
  /** How often an open task is looked at. */
  poll?: PollOptions | undefined;
  /** Largest image to send, in bytes before encoding. @default 10_000_000 */
  maxImageBytes?: number | undefined;
  /** Largest answer to read. @default 16_777_216 */
  maxResponseBytes?: number | undefined;
  /** More headers for the gateway's requests; `null` removes one that would be sent. */
  headers?: Headers | Record<string, string | null> | undefined;
  /** Used instead of the platform's `fetch`. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Rewrites the address of every picture, for instance to a mirror. Gets the absolute address. */
  imageUrl?: ((url: string, task: Task) => string) | undefined;
}

/** How often an open task is looked at. Times in milliseconds, from one look to the next. */
export interface PollOptions {
  /** The shortest pause. Never below 50. @default 1_000 */
  min?: number | undefined;
  /**
   * The longest pause. The same as `min` makes it fixed.
   * @default 5_000; 10_000 once a task's speed is known, up to 15_000 where the gateway is known to be slow
   */
  max?: number | undefined;
  /**
   * Decides itself: gets the task as the last look showed it (`undefined` after a failed look) and the pause that is planned, and
   * gives the pause; anything but a number leaves it as planned. Never shorter than `min`.
   */
  strategy?: ((task: Task | undefined, planned: number) => number | undefined) | undefined;
}

/** What a client has done so far. */
export interface Stats {
  /** Requests sent, submits included. */
  requests: number;
  /** Looks at open tasks, however many of them shared a request. */
  polls: number;
  /** Those of them that shared a request with others. */
  batched: number;
  /** Requests sent again after a failure; a job that looks once more after a failed look is not counted. */
  retries: number;
  /** Bytes of the answers' bodies. */
  bytes: number;
}

/** Options of a single request. */
export interface RequestOptions {
  /** Aborting rejects at once with `signal.reason`, untouched. A task that was accepted goes on at the gateway. */
  signal?: AbortSignal | undefined;
  headers?: MidjourneyOptions["headers"];
  requestTimeout?: number | undefined;
  maxRetries?: number | undefined;
}

/** Options of following a task. */
export interface WaitOptions extends RequestOptions {
  /** Called with every look at the task, the last one included, and never after the job has settled. */
  onProgress?: ((task: Task) => void) | undefined;
  timeout?: number | undefined;
  poll?: MidjourneyOptions["poll"];
  /**
   * What to do when the gateway asks to confirm (remix) or for input (custom zoom, region): `"auto"` confirms what needs
   * no input and rejects with {@link ModalRequiredError} for the rest; `"throw"` always rejects; a function answers, and where
   * it says nothing that is as `"auto"`. Follow a task that may ask in one place: two would answer it twice.
   * @default "auto"
   */
  modal?: "auto" | "throw" | ((task: Task) => ModalInput | Promise<ModalInput>) | undefined;
}

/** Options of a submit. */
export interface SubmitOptions extends RequestOptions {
  /**
   * Your own text, returned in the task; a doubtful submit is found again by it, so let it be unique.
   * @default a random marker
   */
  state?: string | undefined;
  /** Where the gateway posts every change of the task. Unsigned, and switched off on many relays. */
  notifyHook?: string | URL | undefined;
  botType?: BotType | undefined;
  /** Which of the gateway's accounts may take the task; many relays drop it. */
  accountFilter?: AccountFilter | undefined;
}

/** Options of the verbs that submit and wait. */
export interface TaskOptions extends SubmitOptions, WaitOptions {}

export interface BlendOptions {
  /** 2:3, 1:1 or 3:2. @default the gateway's own, "SQUARE" */
  dimensions?: "PORTRAIT" | "SQUARE" | "LANDSCAPE" | undefined;
}

export interface ImagineInput {
  prompt: string;
  /** Reference images. */
  images?: readonly ImageInput[] | undefined;
  botType?: BotType | undefined;
}

export interface ModalInput {
  /** Empty: the gateway uses the original prompt. A custom zoom wants `--zoom 1` to `2` in it. */
  prompt?: string | undefined;
  /** A PNG of the picture's proportions: white is redrawn, black is kept. */
  mask?: ImageInput | undefined;
}

export type BotType = "MID_JOURNEY" | "NIJI_JOURNEY" | (string & {});

export interface AccountFilter {
  channelId?: string;
  instanceId?: string;
  modes?: ("FAST" | "RELAX" | "TURBO")[];
  remark?: string;
  remix?: boolean;
  nijiRemix?: boolean;
  remixAutoConsidered?: boolean;
  [key: string]: unknown;
}

/** PNG, JPEG, GIF or WebP, told by its first bytes. A string is a `data:` URL, or an `https:` URL which is downloaded. */
export type ImageInput = Blob | ArrayBuffer | ArrayBufferView | ReadableStream<Uint8Array> | Response | string | URL;

/** A task, the token of a job, or a task's id. */
export type TaskRef = string | { readonly id: string };

// ── job ─────────────────────────────────────────────────────────────────────────────────────────

/**
 * A promise of the finished task that can also be iterated for its updates.
 *
 * Rejects with {@link TaskFailedError}, {@link TaskCancelledError} or {@link ModalRequiredError} where the task ends so,
 * with `signal.reason` when aborted, else with another {@link MidjourneyError}.
 * Leaving a `for await` early ends that loop only: the job goes on.
 */
export declare class Job<T extends Task = SuccessTask> extends Promise<T> implements AsyncIterable<Task> {
  private constructor();
  /** Known as soon as the gateway has accepted. */
  readonly id: Promise<string>;
  /** The gateway's answer to the submit. */
  readonly submission: Promise<Submission>;
  /** The newest look at the task, if there was one. */
  readonly last: Task | undefined;
  /** The latest look first, if there was one, then what is new since; a slow loop misses looks in between. Throws what the job rejects with. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Task>;
  /**
   * Stops waiting: the job rejects with {@link TaskCancelledError} (code `cancelled`). Never rejects itself, and asks the
   * gateway nothing: an accepted task goes on there and is paid for.
   */
  cancel(): Promise<"cancelled" | "finished">;
  /** What `mj.wait` needs to follow this job after a reload. Holds no secret. */
  toJSON(): JobToken;
}

/** The resumable part of a job, plain JSON. */
export interface JobToken {
  v: 1;
  /** Absent while the submit is open, and where it ended in doubt. */
  id?: string;
  /** The marker that went with the submit. */
  state?: string;
  baseUrl: string;
  submittedAt: number;
  /** A modal of this task was submitted. */
  modal?: true;
}

/** The gateway's answer to a submit. */
export interface Submission {
  id: string;
  /** All ids, where the gateway made several tasks of one submit. */
  ids?: string[];
  /** The gateway's code: 1 accepted, 22 queued, 21 exists already or waits for a modal. Absent for `wait`, which submits nothing. */
  gatewayCode?: number;
  description?: string;
  /** How many tasks wait before this one. */
  queuePosition?: number;
  properties?: Record<string, unknown>;
}

// ── task ────────────────────────────────────────────────────────────────────────────────────────

/** A button under a finished task. */
export interface Button {
  customId: string;
  label: string;
  emoji: string;
  style?: number;
  type?: number;
  [key: string]: unknown;
}

/**
 * A task as the gateway tells it, plain JSON under the gateway's own field names: what is not known yet is absent,
 * unknown fields are kept, integers beyond 2^53 are strings of their exact digits.
 */
export interface TaskFields {
  id: string;
  /** 0–100; never goes back within a job. */
  progress: number;
  action?: string;
  prompt?: string;
  promptEn?: string;
  description?: string;
  state?: string;
  submitTime?: number;
  startTime?: number;
  finishTime?: number;
  /** Absolute. While the task runs, its latest preview. */
  imageUrl?: string;
  failReason?: string;
  buttons?: Button[];
  properties?: Record<string, unknown>;
  /** How many tasks waited before this one when it was queued. */
  queuePosition?: number;
  [key: string]: unknown;
}

export interface PendingTask extends TaskFields {
  status: "NOT_START" | "SUBMITTED";
}
export interface RunningTask extends TaskFields {
  status: "IN_PROGRESS";
}
/** Waits for {@link Midjourney.modal}. */
export interface ModalTask extends TaskFields {
  status: "MODAL";
}
export interface SuccessTask extends TaskFields {
  status: "SUCCESS";
  progress: 100;
}
export interface FailedTask extends TaskFields {
  status: "FAILURE";
}
export interface CancelledTask extends TaskFields {
  status: "CANCEL";
}
/** A status this library does not know; counts as running. */
export interface UnknownTask extends TaskFields {
  status: "UNKNOWN";
  rawStatus: string;
}

export type Task = PendingTask | RunningTask | ModalTask | SuccessTask | FailedTask | CancelledTask | UnknownTask;

// ── errors ──────────────────────────────────────────────────────────────────────────────────────

/** The stable names of what can go wrong; the README says what each means and what to do. */
export type ErrorCode =
  | "config"
  | "invalid_input"
  | "validation"
  | "network"
  | "request_timeout"
  | "task_timeout"
  | "http_error"
  | "redirect"
  | "unauthorized"
  | "forbidden"
  | "rate_limited"
  | "server_error"
  | "bad_response"
  | "refused"
  | "unavailable"
  | "gateway_failure"
  | "upstream_failure"
  | "accepted_without_id"
  | "banned_prompt"
  | "queue_full"
  | "task_not_found"
  | "task_failed"
  | "task_cancelled"
  | "cancelled"
  | "modal_required"
  | "closed"
  | "internal"
  | "wasm_unavailable";

/** The root of every error of this library. An abort is no error of it: it rejects with `signal.reason`. */
export declare class MidjourneyError extends Error {
  readonly code: ErrorCode;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** Whether the gateway may have taken (and charged) the task all the same. Never submit again on `true` without looking. */
  readonly maybeSubmitted: boolean;
  /** What to do about it, where the cause is not plain. */
  readonly hint?: string;
  /** Which argument or option, for `invalid_input` and `config`. */
  readonly field?: string;
  /** HTTP status. */
  readonly status?: number;
  readonly gatewayCode?: number;
  /** The gateway's own text as it is, often Chinese, but without the key. The message has it without control characters, and shortened. */
  readonly description?: string;
  readonly properties?: Record<string, unknown>;
  /** The first 200 characters of an answer that was not the expected JSON. */
  readonly body?: string;
  readonly taskId?: string;
  /** The task, as the last look showed it, where there was one. */
  readonly task?: Task;
  /** The banned word, where the gateway names it. */
  readonly word?: string;
  /** After a 429, how long the gateway asks to wait, in milliseconds. */
  readonly retryAfter?: number;
  /** For `mj.wait`, wherever a task may exist. */
  readonly token?: JobToken;
  /** Whether `error` comes from this library, whichever copy or realm of it. */
  static is(error: unknown): error is MidjourneyError;
  toJSON(): Record<string, unknown>;
}

export declare class ConfigError extends MidjourneyError {
  readonly code: "config";
}
export declare class ValidationError extends MidjourneyError {
  readonly code: "invalid_input" | "validation";
}
export declare class NetworkError extends MidjourneyError {
  readonly code: "network";
}
export declare class TimeoutError extends MidjourneyError {
  readonly code: "request_timeout" | "task_timeout";
}
export declare class HttpError extends MidjourneyError {
  readonly code: "http_error" | "redirect" | "unauthorized" | "forbidden" | "rate_limited" | "server_error" | "bad_response";
}
export declare class AuthError extends HttpError {
  readonly code: "unauthorized" | "forbidden";
}
export declare class RateLimitError extends HttpError {
  readonly code: "rate_limited";
}
export declare class ServerError extends HttpError {
  readonly code: "server_error";
}
export declare class BadResponseError extends HttpError {
  readonly code: "bad_response";
}
export declare class SubmitError extends MidjourneyError {
  readonly code:
    "refused" | "unavailable" | "gateway_failure" | "upstream_failure" | "accepted_without_id" | "banned_prompt" | "queue_full";
}
export declare class BannedPromptError extends SubmitError {
  readonly code: "banned_prompt";
}
export declare class QueueFullError extends SubmitError {
  readonly code: "queue_full";
}
export declare class TaskNotFoundError extends MidjourneyError {
  readonly code: "task_not_found";
}
export declare class TaskFailedError extends MidjourneyError {
  readonly code: "task_failed";
  readonly task: FailedTask;
}
export declare class TaskCancelledError extends MidjourneyError {
  readonly code: "task_cancelled" | "cancelled";
  readonly task?: CancelledTask;
}
export declare class ModalRequiredError extends MidjourneyError {
  readonly code: "modal_required";
  /** Answer it with {@link Midjourney.modal}. */
  readonly task: ModalTask;
}
