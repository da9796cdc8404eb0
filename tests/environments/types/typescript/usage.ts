// The package as a program in TypeScript uses it. It is only compiled, never run.

import {
  type AccountFilter,
  AuthError,
  BadResponseError,
  BannedPromptError,
  type BlendOptions,
  type BotType,
  type Button,
  buttonRows,
  buttonText,
  type CancelledTask,
  ConfigError,
  type ErrorCode,
  type ClientError,
  type KnownError,
  type MediaUrl,
  type FailedTask,
  type FetchedResponse,
  type FetchLike,
  HttpError,
  type ImageInput,
  type ImagineInput,
  Job,
  type JobToken,
  Midjourney,
  MidjourneyError,
  type MidjourneyOptions,
  type ModalAnswer,
  type ModalInput,
  ModalRequiredError,
  type ModalTask,
  NetworkError,
  type PendingTask,
  type PollOptions,
  prompts,
  QueueFullError,
  RateLimitError,
  type RequestOptions,
  type RunningTask,
  ServerError,
  type Stats,
  type Submission,
  SubmitError,
  type SubmitOptions,
  type SuccessTask,
  type Task,
  TaskCancelledError,
  TaskFailedError,
  type TaskFields,
  TaskNotFoundError,
  type TaskOptions,
  type TaskRef,
  TimeoutError,
  type UnknownTask,
  ValidationError,
  type WaitOptions,
} from "midjourney-wasm";

/** Accepts only what has exactly this type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_yes: Same<A, B>): void => {};

declare const picture: Blob;
declare const bytes: Uint8Array;
declare const stream: ReadableStream<Uint8Array>;
declare const controller: AbortController;
declare function show(url: string | undefined, percent: number): void;

// ── clients ─────────────────────────────────────────────────────────────────────────────────────

const mj = new Midjourney({ baseUrl: "https://gateway.example", apiKey: "sk-…", mode: "fast" });
await mj.ready;

const options: MidjourneyOptions = {
  baseUrl: new URL("https://gateway.example"),
  apiKey: async () => (await fetch("/token")).text(),
  auth: (headers, key) => headers.set("x-token", key),
  requestTimeout: 10_000,
  timeout: 600_000,
  maxRetries: 3,
  poll: { min: 500 },
  maxImageBytes: 5_000_000,
  maxResponseBytes: 1_000_000,
  headers: { "x-app": "mine", accept: null },
  fetch: globalThis.fetch,
  imageUrl: (url, task) => (task.status === "SUCCESS" ? url : `${url}?preview`),
};
new Midjourney(options).close();

const mocked: FetchedResponse = { status: 200, headers: new Map([["retry-after", "1"]]), text: () => "{}" };
const fetches: FetchLike[] = [
  globalThis.fetch,
  (url, init) => fetch(url, init),
  async (url: string) => ({
    status: 200,
    headers: { get: () => null },
    body: {},
    arrayBuffer: async () => bytes,
    text: async () => url,
  }),
  () => mocked,
];
for (const own of fetches) new Midjourney({ baseUrl: "/api", fetch: own });

const strategies: PollOptions[] = [
  { min: 2_000, max: 2_000 },
  { strategy: (task, planned) => (task?.status === "NOT_START" ? planned * 2 : undefined) },
];
for (const poll of strategies) new Midjourney({ baseUrl: "/api", poll });
const { requests, polls, batched, retries, bytes: read }: Stats = mj.stats;
const numbers: number[] = [requests, polls, batched, retries, read];
// What is not set may be passed on as undefined, from an environment for instance.
declare const environment: Record<string, string | undefined>;
new Midjourney({ baseUrl: "https://gateway.example", apiKey: environment.KEY, mode: environment.MODE, poll: undefined });
new Midjourney({ baseUrl: "/api", apiKey: () => undefined, auth: "mj-api-secret", poll: { max: undefined } });

// ── jobs ────────────────────────────────────────────────────────────────────────────────────────

const job = mj.imagine("black cat", {
  signal: controller.signal,
  onProgress: (task) => show(task.imageUrl, task.progress),
  state: "order 7",
  notifyHook: new URL("https://shop.example/hook"),
  modal: "throw",
});
same<typeof job, Job<SuccessTask>>(true);
const isJob: boolean = job instanceof Job;
const cat = await job;
same<typeof cat, SuccessTask>(true);
same<typeof cat.progress, 100>(true);
same<typeof cat.status, "SUCCESS">(true);
const promise: Promise<SuccessTask> = job;
const next: Promise<string> = job.then((task) => task.id);
const id: string = await job.id;
const submission: Submission = await job.submission;
const last: Task | undefined = job.last;
const how: "cancelled" | "finished" = await job.cancel();
const token: JobToken = JSON.parse(JSON.stringify(job));
const sameToken: JobToken = job.toJSON();
for await (const task of job) {
  same<typeof task, Task>(true);
  if (task.progress > 50) break;
}
const big = await Promise.race([mj.wait(token), mj.wait(cat, { timeout: 1000 }), mj.wait("1320098173412546")]);
same<typeof big, SuccessTask>(true);

// ── verbs ───────────────────────────────────────────────────────────────────────────────────────

await mj.imagine({ prompt: "cat", images: [picture, "https://pictures.example/cat.png"], botType: "NIJI_JOURNEY" });
await mj.blend([picture, bytes], { dimensions: "PORTRAIT", onProgress() {} });
const frozen = [picture, picture] as const;
await mj.blend(frozen);
const forms: ImageInput[] = [picture, bytes, bytes.buffer as ArrayBuffer, new DataView(new ArrayBuffer(8)), stream];
forms.push(new Response(), "data:image/png;base64,iVBORw0KGgo=", new URL("https://pictures.example/cat.png"));
for (const form of forms) await mj.describe(form);
const shorter = await mj.shorten("a long prompt");
const found: unknown = shorter.properties?.finalPrompt;
const shortened: string[] = prompts(shorter);
await mj.action(cat, "U2");
await mj.action(cat.id, "U2", { modal: async (task) => ({ prompt: `${task.prompt} --zoom 2` }) });
await mj.action(cat, "U2", { modal: async (_task) => {} });
await mj.action(cat, "U2", { modal: () => undefined });
await mj.action(cat, "U2", { modal: (task) => (task.action === "ZOOM" ? { prompt: "cat --zoom 2" } : null) });
const nothing: ModalAnswer = undefined;
await mj.action(cat, "U2", { modal: () => nothing });
const button: Button | undefined = cat.buttons?.find(({ label }) => label === "Vary (Region)");
if (button) await mj.action(cat, button);
const rows: Button[][] = buttonRows(cat);
const shown: string[][] = rows.map((row) => row.map(buttonText));
const noRows: Button[][] = buttonRows({});
await mj.modal(cat, { mask: picture, prompt: "a hat" });
await mj.modal("1320098173412546");
await mj.upscale(cat, 4);
await mj.vary(cat.id, 1, { timeout: 1000 });
await mj.reroll({ id: cat.id });

const filter: AccountFilter = { modes: ["FAST", "RELAX"], instanceId: "1118138338562560102", whateverElse: 7 };
const bots: BotType[] = ["MID_JOURNEY", "NIJI_JOURNEY", "A_BOT_OF_TOMORROW"];
const shared: TaskOptions = { accountFilter: filter, requestTimeout: 1000 };
await mj.imagine("cat", bots[0] === undefined ? shared : { ...shared, botType: bots[0] });

const { imagine } = mj.submit;
const accepted = await imagine("cat", { state: "mine" });
same<typeof accepted, Submission>(true);
const position: number | undefined = accepted.queuePosition;

const one = await mj.fetch("1320098173412546");
same<typeof one, Task>(true);
const many = await mj.fetch(["1", "2"] as const, { signal: controller.signal });
same<typeof many, Map<string, Task>>(true);
const seed = await mj.request<{ result: string }>("GET", "/task/1/image-seed");
same<typeof seed.result, string>(true);
const anything = await mj.request("POST", "/submit/video", { body: { prompt: "cat" } });
same<typeof anything, unknown>(true);

// ── a task by its status ────────────────────────────────────────────────────────────────────────

const describe = (task: Task): string => {
  switch (task.status) {
    case "NOT_START":
    case "SUBMITTED":
      return `${task.queuePosition ?? 0} before it`;
    case "IN_PROGRESS":
      return `${task.progress} %`;
    case "MODAL":
      return `asks: ${task.description}`;
    case "SUCCESS":
      same<typeof task, SuccessTask>(true);
      return task.imageUrl ?? "";
    case "FAILURE":
      return task.failReason ?? "";
    case "CANCEL":
      return "cancelled";
    case "UNKNOWN":
      return task.rawStatus;
    default:
      // All of them were there.
      same<typeof task, never>(true);
      return task;
  }
};

// ── errors by their class ───────────────────────────────────────────────────────────────────────

try {
  await mj.imagine("cat");
} catch (error: unknown) {
  if (error instanceof BannedPromptError) {
    const word: string | undefined = error.word;
    show(word, 0);
  } else if (error instanceof RateLimitError) {
    const wait: number = error.retryAfter ?? 1000;
    show(error.description, wait);
  } else if (error instanceof ModalRequiredError) {
    same<typeof error.task.status, "MODAL">(true);
    await mj.modal(error.task, { prompt: "cat --zoom 1.5" });
  } else if (error instanceof TaskFailedError) {
    show(error.task.failReason, error.task.progress);
  } else if (error instanceof TaskCancelledError) {
    show(error.task?.imageUrl, 0);
  } else if (MidjourneyError.is(error)) {
    const code: ErrorCode = error.code;
    if (error.maybeSubmitted && error.token) await mj.wait(error.token);
    else if (error.retryable) show(`${code} ${error.hint} ${error.field} ${error.status}`, error.gatewayCode ?? 0);
    const plain: Record<string, unknown> = error.toJSON();
    show(String(plain.name), 0);
  } else {
    throw error;
  }
}

/** What is left of an error when one class after the other is excluded: no class is taken for another. */
const advise = (error: MidjourneyError): string => {
  if (error instanceof ConfigError || error instanceof ValidationError) return `mend ${error.field}`;
  if (error instanceof NetworkError || error instanceof TimeoutError) return "look for it";
  if (error instanceof AuthError || error instanceof ServerError || error instanceof BadResponseError) return `${error.status}`;
  if (error instanceof HttpError) {
    same<typeof error, HttpError>(true);
    return error.code === "rate_limited" ? "wait" : String(error.status);
  }
  if (error instanceof QueueFullError) return "wait";
  if (error instanceof SubmitError) {
    same<typeof error, SubmitError>(true);
    return error.description ?? "";
  }
  if (error instanceof TaskNotFoundError) return error.taskId ?? "";
  same<typeof error, MidjourneyError>(true);
  return error.message;
};
same<BannedPromptError["code"], "banned_prompt">(true);
declare const failure: unknown;
if (MidjourneyError.is(failure) && failure.code === "banned_prompt") show(failure.word, failure.retryAfter ?? 0);
if (MidjourneyError.is(failure)) {
  same<typeof failure, KnownError>(true);
  if (failure.code === "closed") same<typeof failure, ClientError>(true);
  if (failure.code === "modal_required") same<typeof failure.needs, "mask" | "zoom" | "prompt">(true);
  if (failure.code === "modal_required") await mj.modal(failure.task, { prompt: "cat" });
  if (failure.code === "modal_required") same<typeof failure.task, ModalTask>(true);
  if (failure.code === "insufficient_quota" && failure.verb) show(failure.description, 0);
  // Each code has its class.
  if (failure.code === "unauthorized") same<typeof failure, AuthError>(true);
  if (failure.code === "rate_limited") same<typeof failure, RateLimitError>(true);
  if (failure.code === "server_error") same<typeof failure, ServerError>(true);
  if (failure.code === "bad_response") same<typeof failure, BadResponseError>(true);
  if (failure.code === "banned_prompt") same<typeof failure, BannedPromptError>(true);
  if (failure.code === "queue_full") same<typeof failure, QueueFullError>(true);
  if (failure.code === "redirect") {
    const http: HttpError = failure;
    show(http.message, 0);
  }
  same<KnownError["code"], ErrorCode>(true);
}
const videos: (string | MediaUrl)[] = cat.videoUrls ?? [];
show(videos.map((video) => (typeof video === "string" ? video : video.url)).join(), 0);
await mj.fetch([cat, "1", { id: "2" }]);
await mj.wait(job);
new Midjourney({ baseUrl: "/api", headers: new Headers({ "x-app": "mine" }) });

// ── the types by their names ────────────────────────────────────────────────────────────────────

same<Task, PendingTask | RunningTask | ModalTask | SuccessTask | FailedTask | CancelledTask | UnknownTask>(true);
const input: ImagineInput = { prompt: "cat", images: forms };
const answers: [TaskRef, ModalInput][] = [
  ["1320098173412546", {}],
  [cat, { prompt: "cat --zoom 2", mask: bytes }],
];
for (const [task, answer] of answers) await mj.modal(task, answer);
await mj.imagine(input);
const wide: BlendOptions = { dimensions: "LANDSCAPE" };
const once: RequestOptions = { maxRetries: 0 };
const patient: WaitOptions = { ...once, timeout: 3_600_000 };
const marked: SubmitOptions = { ...once, state: "mine" };
const fieldsOf = ({ id, progress, ...more }: TaskFields): unknown[] => [id, progress, more.aFieldOfTomorrow];

export { advise, fieldsOf, marked, patient, wide };
export { anything, describe, found, how, id, isJob, last, next, numbers, one, position, promise, sameToken, submission };
export { noRows, shortened, shown };
