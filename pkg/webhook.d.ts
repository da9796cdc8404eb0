import type { Midjourney, Task } from "./index.js";

/** Where the news of each task are kept, so that all isolates know what has been told. Values are short texts. */
export interface NotifyHookStore {
  get(key: string): string | null | undefined | Promise<string | null | undefined>;
  /** `ttl` is how long the value is needed, in ms. */
  set(key: string, value: string, ttl: number): unknown;
}

export interface NotifyHookOptions {
  /** A random text of at least 16 characters, with which the addresses are signed. */
  secret: string;
  /** The client that reads a task again before its news are believed. It needs the gateway's key. */
  client: Pick<Midjourney, "fetch">;
  /** How long an address holds, in ms. 86,400,000 by default: a day. */
  ttl?: number;
  /** Without one, news are remembered in the memory of this process or isolate. */
  store?: NotifyHookStore;
}

export interface NotifyHook {
  /**
   * Returns an address for the `notifyHook` of a submit with this `state`.
   *
   * `base` is the absolute URL of your route, without a query. Rejects with a `ValidationError` if it has characters that need an escape,
   * which novicezk escapes twice, or if the address gets longer than the 2,000 characters that trueai keeps.
   */
  url(base: string | URL, state: string): Promise<string>;
  /**
   * Takes a gateway's call. `task` is what the client has read of the task, if that is news: nothing of the call's body is believed. Send
   * `response` back: 200 for news and for what is known already, 404 without a signature and for an unknown task, 401 for a signature that
   * is wrong, expired or of another task, 405, 413 above 1 MiB, 400 for what is no task, 502 if the task could not be read.
   *
   * Rejects only with what your `store` throws.
   */
  handle(request: Request): Promise<{ response: Response; task: Task | null }>;
}

/**
 * Creates a receiver of a gateway's calls.
 *
 * ```js
 * const hook = createNotifyHook({ secret: env.SECRET, client: mj });
 * const state = crypto.randomUUID();
 * await mj.submit.imagine("black cat", { state, notifyHook: await hook.url("https://app.example/hook", state) });
 * // at /hook
 * const { response, task } = await hook.handle(request);
 * if (task?.status === "SUCCESS") save(task.imageUrl);
 * ```
 *
 * A call is a hint, and polling the safety net: gateways call twice, out of order, or not at all, and relays take the address out. Throws a
 * `ConfigError` for what is wrong with an option.
 */
export declare function createNotifyHook(options: NotifyHookOptions): NotifyHook;
