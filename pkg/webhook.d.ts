import type { KnownError, Midjourney, Task } from "./index.js";

/** Options of {@link createNotifyHook}. An unknown name throws, so that a misspelt option is not silently ignored. */
export interface NotifyHookOptions {
  /**
   * The secret that signs the URLs: a random string of at least 32 characters, for instance from `openssl rand -hex 32`. Gateways show the URL
   * to each reader of the task, who can try secrets on it, so a password will not do. With another secret the URLs of open tasks become invalid.
   */
  secret: string;
  /** The client that reads a task before it is delivered. It needs your key, and no route to your users. */
  client: Pick<Midjourney, "fetch">;
  /** How long a URL is valid, in milliseconds. Choose more than the longest task takes, its time in the queue included. @default 86_400_000 (a day) */
  ttl?: number | undefined;
  /**
   * Remembers what was delivered for all your processes or isolates. Without one, each remembers its own 10,000 most recent tasks.
   * What it throws rejects {@link NotifyHook.handle}, and the task is delivered by a later call.
   */
  store?: NotifyHookStore | undefined;
}

/**
 * What remembers the deliveries: Workers KV, Redis, a table. Keys have the ID of a task and at most 500 bytes; values are short decimal numbers.
 *
 * A store that is not consistent at once (KV) or not atomic may let two isolates deliver the same task once each.
 *
 * @example
 * const store = {
 *   get: (key) => env.KV.get(key),
 *   set: (key, value, { ttl }) => env.KV.put(key, value, { expirationTtl: Math.max(60, Math.ceil(ttl / 1000)) }),
 * };
 */
export interface NotifyHookStore {
  get(key: string): string | null | undefined | PromiseLike<string | null | undefined>;
  /** `ttl` is how long the value is needed, in milliseconds. */
  set(key: string, value: string, options: { ttl: number }): unknown;
}

/** What to respond to a call, and what it brought. */
export interface NotifyHookResult {
  /**
   * The response for the gateway, with a short text and never anything of the task:
   * 200 for news, and for what is known already;
   * 400 if the body is not a task (not JSON, no ID, an ID beyond 2^53 that is not a string, a body that breaks off);
   * 401 if the signature is wrong or has expired, or the task does not have the signed state;
   * 404 if the URL has no signature, or the gateway does not know the task; 405 for another method than POST;
   * 413 for a body of more than 1 MiB; 502 if the task could not be read within 10 s.
   */
  response: Response;
  /** The task as the client has just read it, if it is news; otherwise `null`. */
  task: Task | null;
  /** Why the task could not be read (400, 404, 502), for your log. */
  error?: KnownError | undefined;
}

/** Makes URLs for `notifyHook`, and handles the gateway's calls to them. */
export interface NotifyHook {
  /**
   * Returns the URL for the `notifyHook` of a submit with this `state`. Anyone may see it: it holds the state, the time of its end, and an HMAC-SHA-256.
   *
   * `base` is the absolute http(s) URL of your route, and may have a query. Nothing in it may need an escape, because novicezk escapes it again.
   * Rejects with {@link ValidationError} for another `base`, for a `state` that is not a string of 1 to 255 characters, and if the URL
   * would be longer than the 2,000 characters that trueai accepts.
   */
  url(base: string | URL, state: string): Promise<string>;

  /**
   * Handles a request to such a URL.
   *
   * Believes nothing of the body: it reads the task whose ID is there through the client, and that task must have the signed state. A call
   * that says no more than what was delivered already costs no request. Progress is delivered only if it is higher, an end once. If a gateway calls before it
   * has stored what it says, the task is delivered as it is stored, and a later call brings the rest.
   *
   * A task counts as delivered as soon as it is returned. A failed read does not count.
   * Never rejects because of what a gateway or a stranger sends. Rejects with {@link ValidationError} if `request` is not a `Request` or its body was
   * read before, and with what your own functions (`store`, `apiKey`) throw.
   */
  handle(request: Request): Promise<NotifyHookResult>;
}

/**
 * Creates a receiver of the calls that a gateway makes to a `notifyHook`.
 *
 * Gateways call without a signature, twice, out of order, or not at all, and never again after a failure. So a call is a hint, and polling
 * (`mj.imagine`, `mj.wait`, `mj.fetch`) remains the way to be sure of an end.
 *
 * @example
 * const hook = createNotifyHook({ secret: SECRET, client: mj });
 * const state = crypto.randomUUID();
 * await mj.submit.imagine("black cat", { state, notifyHook: await hook.url("https://app.example/hook", state) });
 *
 * // At that route:
 * const { response, task } = await hook.handle(request);
 * if (task?.status === "SUCCESS") save(task.state, task.imageUrl);
 * return response;
 *
 * @throws {ConfigError} for a missing or short `secret`, a `client` without `fetch`, a `ttl` that is not a number above 0, a `store` without `get` and
 * `set`, and an option name that does not exist.
 */
export declare function createNotifyHook(options: NotifyHookOptions): NotifyHook;
