import type { MidjourneyOptions } from "./index.js";

/** A submit that the proxy passes on. */
export type ProxyVerb = "imagine" | "blend" | "describe" | "shorten" | "action" | "change" | "modal";

/** The user of a request. Users see and press only tasks of their own. */
export interface ProxyUser {
  /** What you know the user by. It never leaves the proxy. */
  id: string;
}

/** What counts submits, such as the rate limiter of Cloudflare Workers (`env.MY_LIMITER`). */
export interface RateLimiter {
  limit(options: { key: string }): Promise<{ success: boolean }>;
}

/** Limits of one user, in the memory of this process or isolate; and of one request. */
export interface ProxyLimits {
  /** Submits in a minute. The next one gets a 429 with `Retry-After`, which the client waits for. 20 by default. */
  submitsPerMinute?: number | RateLimiter;
  /** Tasks that are open at once. A task ends when a page reads its end, or after 15 minutes. 10 by default. */
  openTasks?: number;
  /** The largest body of a page, in bytes: five pictures of 10 MB in base64. 70,000,000 by default. */
  requestBytes?: number;
  /** The largest response of the gateway, in bytes. 16,000,000 by default. */
  responseBytes?: number;
  /** How long a read may take, in ms. 30,000 by default. */
  readTimeout?: number;
  /** How long a submit may take, in ms. 120,000 by default: relays wait 60 s for their own upstream. */
  submitTimeout?: number;
}

/** Pictures that pass through the proxy, for a page that draws them on a canvas. */
export interface ProxyImages {
  /** Hosts beside the gateway's own, by https: `"cdn.discordapp.com"`, or `"*.example.com"` for all below. None by default. */
  hosts?: string[];
  /** The largest picture, in bytes. 32,000,000 by default. */
  maxBytes?: number;
}

/** The options of a proxy. */
export interface ProxyOptions<More extends unknown[] = any[]> {
  /** The gateway: an absolute http(s) URL. Nothing of a request changes it. */
  baseUrl: string | URL;
  /** The gateway's key, or a function that returns it for each request. No page sees it. */
  apiKey: string | (() => string | Promise<string>);
  /** How the gateway takes the key. `"bearer"` by default. */
  auth?: MidjourneyOptions["auth"];
  /** The path segment before `/mj` at the gateway, such as `"fast"`. A page's own `mode` does not count. None by default. */
  mode?: string;
  /**
   * Returns the user of a request; `null` for none (401); or a response of your own. It gets what your server passes to the proxy: in
   * Workers the request, `env` and `ctx`. What it throws, the proxy throws. It must not read the request's body.
   *
   * `"dangerously-allow-everyone"` lets anybody who finds the URL spend your credit; all visitors are one user then, and see no list.
   */
  authorize:
    | ((
        request: Request,
        ...more: More
      ) => ProxyUser | Response | null | undefined | Promise<ProxyUser | Response | null | undefined>)
    | "dangerously-allow-everyone";
  /** The submits that pages may send. All by default. */
  allow?: readonly ProxyVerb[];
  /** Fields that pages may only send where they are allowed. None by default. */
  allowFields?: readonly ("notifyHook" | "accountFilter")[];
  /**
   * A random text of at least 16 characters, from which the IDs that pages get are signed. By default the key; but then another key makes
   * their tokens invalid. Needed where `apiKey` is a function.
   */
  secret?: string;
  limits?: ProxyLimits;
  /** Origins of other sites whose pages may use the proxy, such as `"https://app.example"`. None by default. */
  cors?: readonly string[];
  /** Passes the gateway's pictures on; `false` by default. */
  images?: boolean | ProxyImages;
  /**
   * Returns the `notifyHook` of a submit, an address that the gateway calls; `createNotifyHook(…).url` makes one. `state` is the submit's
   * as the gateway has it. None by default.
   */
  notify?: (state: string) => string | Promise<string>;
  /** Your own `fetch`, for requests to the gateway. */
  fetch?: (url: string, init?: RequestInit) => Promise<Response>;
}

/**
 * Creates a proxy between pages and a gateway: it keeps the key, and lets each user see and press only tasks of their own. Mount it where
 * you like; a page then needs no key:
 *
 * ```js
 * // worker.js
 * export default { fetch: createProxy({ baseUrl: env.GATEWAY, apiKey: env.KEY, authorize: (request) => userOf(request) }) };
 * // page
 * const mj = new Midjourney({ baseUrl: "/api" });
 * ```
 *
 * Pages get opaque IDs, `rawId.userTag.mac`. The gateway's errors, codes and `Retry-After` come through; what the proxy itself refuses has
 * the type `midjourney_proxy_error`.
 *
 * Throws a `ConfigError` for what is wrong with an option: no key, no `authorize`.
 */
export declare function createProxy<More extends unknown[] = any[]>(
  options: ProxyOptions<More>,
): (request: Request, ...more: More) => Promise<Response>;
