// The public types of midjourney-wasm. Times are milliseconds; sizes are bytes; ids are opaque strings.

// ── client ──────────────────────────────────────────────────────────────────────────────────────

/**
 * A client for one midjourney-proxy compatible gateway.
 *
 * The constructor is synchronous and does no work: the first call instantiates the WebAssembly, or earlier
 * `await mj.ready`. Verbs never throw synchronously; a wrong argument rejects the {@link Job}. Methods work without their client
 * (`const { imagine } = mj`), and so does a proxy of the client, as Vue's `reactive` makes.
 *
 * @example
 * const mj = new Midjourney({ baseUrl: "https://gateway.example", apiKey: "sk-…", mode: "fast" });
 * const cat = await mj.imagine("black cat", { onProgress: (task) => console.log(task.progress) });
 * const big = await mj.action(cat, "U2");
 */
export declare class Midjourney {
  /**
   * @throws {ConfigError} for a missing or impossible `baseUrl` (no scheme, another one than http and https, credentials, a query), options
   * that are no object, an option of the wrong type, a header that cannot be sent, and an option name that does not exist.
   */
  constructor(options: MidjourneyOptions);

  /** Settles when the WebAssembly is instantiated. Optional to await. After a failed load the next call tries again. */
  readonly ready: Promise<void>;

  /** Makes a picture from a prompt, with reference images if there are any. */
  imagine(input: string | ImagineInput, options?: TaskOptions): Job<SuccessTask>;
  /** Mixes two to five pictures. */
  blend(images: readonly ImageInput[], options?: TaskOptions & BlendOptions): Job<SuccessTask>;
  /** Requests four prompts that describe a picture: {@link prompts} returns them. */
  describe(image: ImageInput, options?: TaskOptions): Job<SuccessTask>;
  /** Requests shorter versions of a prompt: {@link prompts} returns them. `properties.finalPrompt` also says which words matter. */
  shorten(prompt: string, options?: TaskOptions): Job<SuccessTask>;
  /**
   * Presses a button of a task: by label (`"U2"`), emoji, `Button`, or custom id. With a bare task id and a label the
   * client reads the task first. Tasks of gateways without buttons take `U1`–`U4`, `V1`–`V4` and `🔄`. A custom id that is cut off is not sent.
   */
  action(task: TaskRef, button: string | Button, options?: TaskOptions): Job<SuccessTask>;
  /** Submits the input that a task waits for (status `MODAL`): a prompt, a mask, or both. */
  modal(task: TaskRef, input?: ModalInput, options?: TaskOptions): Job<SuccessTask>;
  /** Presses `U1`–`U4`: `action(task, "U" + index)`. Another index rejects with `invalid_input` before any request. */
  upscale(task: TaskRef, index: 1 | 2 | 3 | 4, options?: TaskOptions): Job<SuccessTask>;
  /** Presses `V1`–`V4`, likewise. */
  vary(task: TaskRef, index: 1 | 2 | 3 | 4, options?: TaskOptions): Job<SuccessTask>;
  /** `action(task, "🔄")`. */
  reroll(task: TaskRef, options?: TaskOptions): Job<SuccessTask>;

  /**
   * Follows a task that was submitted earlier: by id, by task, or by the token of a {@link Job} (after a reload). Of a `Job` whose submit is
   * open, it waits for the outcome first.
   */
  wait(ref: TaskRef | JobToken | Job, options?: WaitOptions): Job<SuccessTask>;

  /** Reads a task once. Never rejects for the task's own state; an unknown id rejects with {@link TaskNotFoundError}. */
  fetch(id: TaskRef, options?: RequestOptions): Promise<Task>;
  /** Reads many tasks in one request, by their ids. The map lacks ids that the gateway does not know. */
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
   * Sends any other request that a gateway offers: `path` is the part after `/mj`, for instance
   * `request("GET", "/task/1320098173412546/image-seed")`. Resolves with the response's JSON, integers beyond 2^53 as
   * strings. A GET is retried like `fetch`; other methods are sent once.
   */
  request<T = unknown>(method: string, path: string, options?: RequestOptions & { body?: unknown }): Promise<T>;

  /** Counts of what this client has done so far; a copy. */
  readonly stats: Stats;

  /** Ends this client's jobs (they reject with code `closed`) and rejects new calls. */
  close(): void;
}

/** Options of a client. An unknown name throws, so that a misspelt option is not silently ignored. */
export interface MidjourneyOptions {
  /**
   * URL of the gateway, with or without a trailing slash, `/mj` or the mode. In a page it may be relative, and then starts with a slash or
   * dots (`"/api"`, `"./api"`).
   */
  baseUrl: string | URL;
  /**
   * The key, or a function that returns one (or a promise of one) for each request. None or `""` sends no header. Blanks, line breaks and
   * quotes around it are removed, and an `Authorization:` before it; so is a `Bearer `, unless `auth` is `"raw"` or a function. Other
   * characters than visible ASCII are refused.
   */
  apiKey?: string | (() => string | undefined | Promise<string | undefined>) | undefined;
  /**
   * How the key is sent: `Authorization: Bearer <key>`, the header `mj-api-secret: <key>`, or `Authorization: <key>`; a
   * function sets the headers itself.
   * @default "bearer"
   */
  auth?: "bearer" | "mj-api-secret" | "raw" | ((headers: Headers, key: string) => void) | undefined;
  /** The path segment before `/mj`, such as `"fast"`, `"relax"` or `"mj-fast"`; none by default, as `""`. */
  mode?: string | undefined;
  /** Timeout of one request, body included. @default 30_000 for reads; 120_000 plus 1_000 per 50 kB of body for submits */
  requestTimeout?: number | undefined;
  /**
   * One deadline for a whole job by the wall clock: from the call to its end. It includes images, the submit and its retries, polls and
   * the time that a `modal` function takes. A job that exceeds it rejects with `task_timeout`, and its open request ends. After a gap (a
   * laptop that slept) one more poll comes first, of at most 10 s.
   * @default 900_000 (15 minutes)
   */
  timeout?: number | undefined;
  /**
   * Number of retries of a read after a transient failure, and of a submit that the gateway provably did not accept
   * (HTTP 429, queue full; while a relay's copy of the parent task lags, every 5 s for 45 s instead). 0 sends nothing
   * again. The polls of a job go on until its `timeout`. @default 2
   */
  maxRetries?: number | undefined;
  /** Pauses between the polls of an open task. */
  poll?: PollOptions | undefined;
  /** Largest image to send, in bytes before encoding. @default 10_000_000 */
  maxImageBytes?: number | undefined;
  /** Largest response to read. @default 16_777_216 */
  maxResponseBytes?: number | undefined;
  /** More headers for the gateway's requests; `null` removes a header that the client would send. */
  headers?: Headers | Record<string, string | null> | undefined;
  /** Used instead of the platform's `fetch`. Nothing else of the platform's network is needed then. */
  fetch?: FetchLike | undefined;
  /** Rewrites the URL of every picture and video, for instance to a mirror. Gets the absolute URL. */
  imageUrl?: ((url: string, task: Task) => string) | undefined;
}

/**
 * What can send requests: the platform's `fetch`, node-fetch, undici, an adapter, a test's mock. Called as `fetch(url, init)`, where `init` has the
 * platform's names. It must not retry, because a submit costs money.
 */
export type FetchLike = (url: string, init: any) => FetchedResponse | PromiseLike<FetchedResponse>;

/** What the client reads of a response. Of the three ways to read the body it takes the first that is there: `body.getReader`, `arrayBuffer`, `text`. */
export interface FetchedResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null | undefined };
  readonly body?: unknown;
  arrayBuffer?(): ArrayBuffer | ArrayBufferView | PromiseLike<ArrayBuffer | ArrayBufferView>;
  text?(): string | PromiseLike<string>;
}

/** Pauses between the polls of an open task. In milliseconds, from one poll to the next. */
export interface PollOptions {
  /** The shortest pause. Never below 50. @default 1_000 */
  min?: number | undefined;
  /**
   * The longest pause. The same number as `min` makes the pause fixed.
   * @default 5_000; 10_000 once a task's speed is known, up to 15_000 if the gateway is known to be slow
   */
  max?: number | undefined;
  /**
   * Chooses the pause: gets the task of the last poll (`undefined` after a failed poll) and the planned pause, and
   * returns the pause; anything but a number leaves it as planned. Never shorter than `min`.
   */
  strategy?: ((task: Task | undefined, planned: number) => number | undefined) | undefined;
}

/** Counts of what a client has done so far. */
export interface Stats {
  /** Requests sent, submits included. */
  requests: number;
  /** Polls of open tasks, however many of them shared a request. */
  polls: number;
  /** Polls that shared a request with others. */
  batched: number;
  /** Requests sent again after a failure. A job that polls again after a failed poll is not counted. */
  retries: number;
  /** Bytes of the responses' bodies. */
  bytes: number;
}

/** Options of a single request. */
export interface RequestOptions {
  /** Aborting rejects at once with `signal.reason`, unchanged. A task that was accepted goes on at the gateway. */
  signal?: AbortSignal | undefined;
  headers?: MidjourneyOptions["headers"];
  requestTimeout?: number | undefined;
  maxRetries?: number | undefined;
}

/** Options of following a task. */
export interface WaitOptions extends RequestOptions {
  /** Called with the task after every poll, the last one included, and never after the job has settled. */
  onProgress?: ((task: Task) => void) | undefined;
  /** One deadline for the whole job, from the call to its end: as in {@link MidjourneyOptions}. */
  timeout?: number | undefined;
  poll?: MidjourneyOptions["poll"];
  /**
   * What to do when the task waits for a confirmation (remix) or for input (custom zoom, region): `"auto"` confirms what needs
   * no input and rejects with {@link ModalRequiredError} for the rest; `"throw"` always rejects; a function returns the input, and
   * nothing for `"auto"`. Of anything else that it returns nothing is sent: the job rejects with {@link ConfigError}, its token and its task.
   * Follow such a task in one place only: two would submit its modal twice.
   * @default "auto"
   */
  modal?: "auto" | "throw" | ((task: Task) => ModalAnswer | Promise<ModalAnswer>) | undefined;
}

/** Options of a submit. */
export interface SubmitOptions extends RequestOptions {
  /**
   * Your own text, which the gateway returns in the task. It finds a submit whose outcome is unknown, so make it unique.
   * @default a random marker
   */
  state?: string | undefined;
  /** URL to which the gateway posts every change of the task. Unsigned, and switched off on many relays. */
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
  /** Without one the gateway uses the original prompt. A custom zoom needs `--zoom 1` to `2` in it. */
  prompt?: string | undefined;
  /** A PNG of the picture's proportions: white is redrawn, black is kept. */
  mask?: ImageInput | undefined;
}

/** What a `modal` function returns: the input, or nothing. */
export type ModalAnswer = ModalInput | null | undefined | void;

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

/**
 * PNG, JPEG, GIF or WebP, recognized by its first bytes. A string is a `data:` URL, or an `https:` URL that the client downloads. The base64 of a
 * `data:` URL may have line breaks, the letters `-` and `_` of URLs, and no padding.
 */
export type ImageInput = Blob | ArrayBuffer | ArrayBufferView | ReadableStream<Uint8Array> | Response | string | URL;

/** A task, the token of a job, or a task's id. */
export type TaskRef = string | { readonly id: string };

// ── job ─────────────────────────────────────────────────────────────────────────────────────────

/**
 * A promise of the finished task that can also be iterated for its updates.
 *
 * Rejects with {@link TaskFailedError}, {@link TaskCancelledError} or {@link ModalRequiredError} if the task ends so,
 * with `signal.reason` if aborted, else with another {@link MidjourneyError}.
 * Leaving a `for await` early ends that loop only: the job goes on.
 */
export declare class Job<T extends Task = SuccessTask> extends Promise<T> implements AsyncIterable<Task> {
  private constructor();
  /** Known as soon as the gateway has accepted. */
  readonly id: Promise<string>;
  /** The gateway's response to the submit. */
  readonly submission: Promise<Submission>;
  /** The task as the latest poll showed it. */
  readonly last: Task | undefined;
  /** Yields the latest task first, if there was a poll, then each newer one. A slow loop misses polls in between. Throws what the job rejects with. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Task>;
  /**
   * Stops waiting: the job rejects with {@link TaskCancelledError} (code `cancelled`). Never rejects itself, and sends
   * nothing to the gateway: an accepted task goes on there and is paid for.
   */
  cancel(): Promise<"cancelled" | "finished">;
  /** Returns the token with which `mj.wait` follows this job after a reload. Holds no secret. */
  toJSON(): JobToken;
}

/** The resumable part of a job, plain JSON. */
export interface JobToken {
  v: 1;
  /** Absent while the submit is open, and if its outcome is unknown. */
  id?: string;
  /** The marker that went with the submit. */
  state?: string;
  baseUrl: string;
  submittedAt: number;
  /** A modal of this task was submitted. */
  modal?: true;
}

/** The gateway's response to a submit. */
export interface Submission {
  id: string;
  /** All ids, if the gateway made several tasks of one submit. */
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

/** The URL of one image or video, absolute. */
export interface MediaUrl {
  url: string;
  thumbnail?: string;
  [key: string]: unknown;
}

/**
 * A task as the gateway reports it, plain JSON under the gateway's own field names: fields that are not known yet are absent,
 * unknown fields are kept, integers beyond 2^53 are strings of their exact digits.
 */
export interface TaskFields {
  id: string;
  /** 0–100; never decreases within a job. */
  progress: number;
  action?: string;
  prompt?: string;
  promptEn?: string;
  description?: string;
  state?: string;
  submitTime?: number;
  startTime?: number;
  finishTime?: number;
  /** Absolute. While the task runs, its latest preview. Absent if the gateway finishes the task without an image. */
  imageUrl?: string;
  /** Its images one by one, where the gateway has them. URLs are absolute. */
  imageUrls?: (string | MediaUrl)[];
  /** Absolute. */
  thumbnailUrl?: string;
  /** Absolute. */
  videoUrl?: string;
  videoUrls?: (string | MediaUrl)[];
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

// ── what to show of a task ──────────────────────────────────────────────────────────────────────

/**
 * Returns the text to show on a button: its emoji and its label, such as `"🔍 Zoom Out 2x"`.
 *
 * Gateways also put a bare name of Discord's (`"upscale_1"`) or a broken escape in the place of the emoji. Those are left out if there
 * is a label. Without one, the name is returned in words, and the escape repaired. A button with neither has its custom id as text.
 */
export declare function buttonText(button: Button): string;

/**
 * Returns the buttons of a task in rows, as Midjourney shows them: a row ends where the kind of button changes, and after five. 🔄
 * stands with U1–U4.
 *
 * The buttons are those of the task, not copies; the ones that cannot be pressed, because their custom id is missing or cut off, are left out.
 * Empty if the task has no buttons (yet), and behind gateways without buttons (novicezk), whose tasks take `"U1"`–`"U4"`,
 * `"V1"`–`"V4"` and `"🔄"` all the same.
 *
 * @example
 * for (const row of buttonRows(cat))
 *   for (const button of row) add(buttonText(button), () => mj.action(cat, button));
 */
export declare function buttonRows(task: { readonly buttons?: readonly Button[] | undefined }): Button[][];

/**
 * Returns the prompts that a describe or a shorten found, without numbers and Markdown. Empty for other tasks, before the task is
 * finished, and if its text has no numbered prompts: some gateways end a describe that was refused as `SUCCESS`.
 */
export declare function prompts(task: Task): string[];

// ── errors ──────────────────────────────────────────────────────────────────────────────────────

/**
 * The stable names of failures; the README's table says when each comes.
 *
 * `internal`: the WebAssembly failed in the middle of a call (a trap, a full stack), or a global is missing, which the message names. All open jobs of the entry reject with
 * it, with their tokens; the next call starts a fresh instance. `wasm_unavailable`: it could not start.
 */
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
  | "insufficient_quota"
  | "unsupported"
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

/** The root of every error of this library. An abort rejects with `signal.reason` instead. */
export declare class MidjourneyError extends Error {
  readonly code: ErrorCode;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /**
   * Whether a task may be open at the gateway because of the call: after a doubtful submit, and of a task that was accepted and not seen to
   * end (then there is a `taskId`). If so, find the task before you submit again.
   */
  readonly maybeSubmitted: boolean;
  /** What happened, and what the gateway says of it: a text that a page can show. */
  readonly message: string;
  /** What the author of the page can do about it, if the cause is not plain. */
  readonly hint?: string;
  /** Name of the argument or option, for `invalid_input` and `config`. */
  readonly field?: string;
  /** HTTP status. */
  readonly status?: number;
  readonly gatewayCode?: number;
  /** The gateway's own text, often Chinese, without the key. The message contains it without control characters, and shortened. */
  readonly description?: string;
  readonly properties?: Record<string, unknown>;
  /** The first 200 characters of a response that the client could not read. Of `task_timeout`: of the last poll's. */
  readonly body?: string;
  readonly taskId?: string;
  /** The task as the last poll showed it. */
  readonly task?: Task;
  /** The verb of a submit that the gateway refused. */
  readonly verb?: string;
  /** The banned word, if the gateway names it. */
  readonly word?: string;
  /** `Retry-After` of the response, in milliseconds. */
  readonly retryAfter?: number;
  /** For `mj.wait`, whenever a task may exist. */
  readonly token?: JobToken;
  /** Whether `error` comes from this library, whichever copy or realm of it. */
  static is(error: unknown): error is KnownError;
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
  /** Of `task_timeout`: the failure of the last poll, if it failed. */
  readonly cause?: unknown;
}
export declare class HttpError extends MidjourneyError {
  readonly code:
    | "http_error"
    | "redirect"
    | "unauthorized"
    | "forbidden"
    | "insufficient_quota"
    | "rate_limited"
    | "server_error"
    | "bad_response";
}
export declare class AuthError extends HttpError {
  readonly code: "unauthorized" | "forbidden" | "insufficient_quota";
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
    | "refused"
    | "unavailable"
    | "unsupported"
    | "insufficient_quota"
    | "gateway_failure"
    | "upstream_failure"
    | "accepted_without_id"
    | "banned_prompt"
    | "queue_full";
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
  /** With the status CANCEL for `task_cancelled`; as it was seen last, if it was, for `cancelled`. */
  readonly task?: Task;
}
export declare class ModalRequiredError extends MidjourneyError {
  readonly code: "modal_required";
  /** Submit its input with {@link Midjourney.modal}. */
  readonly task: ModalTask;
  /** What the task waits for: a mask of the region, a prompt with `--zoom`, or a prompt. */
  readonly needs: "mask" | "zoom" | "prompt";
}
/** Errors without a class of their own. */
export interface ClientError extends MidjourneyError {
  readonly code: "closed" | "internal" | "wasm_unavailable";
}

/** All errors of this library: `code` tells them apart, so that `error.code === "modal_required"` gives `error.task`. */
export type KnownError =
  | ConfigError
  | ValidationError
  | NetworkError
  | TimeoutError
  | (HttpError & { readonly code: "http_error" | "redirect" })
  | AuthError
  | RateLimitError
  | ServerError
  | BadResponseError
  | (SubmitError & { readonly code: Exclude<SubmitError["code"], "banned_prompt" | "queue_full"> })
  | BannedPromptError
  | QueueFullError
  | TaskNotFoundError
  | TaskFailedError
  | TaskCancelledError
  | ModalRequiredError
  | ClientError;
