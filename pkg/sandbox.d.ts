// The types of midjourney-wasm/sandbox. Times are milliseconds.

/**
 * Creates a gateway to test against, in this program: no server, no account, no costs. It speaks the API of midjourney-proxy servers and draws its
 * own pictures. The same options, requests and times give the same responses.
 *
 * The call is synchronous. The first request instantiates the WebAssembly.
 *
 * @example
 * import { Midjourney } from "midjourney-wasm";
 * import { createSandbox } from "midjourney-wasm/sandbox";
 *
 * const sandbox = createSandbox({ seed: 1, durationMs: 2000 });
 * const mj = new Midjourney({ baseUrl: "https://sandbox", fetch: sandbox.fetch });
 * const cat = await mj.imagine("black cat");
 * sandbox.submits; // [{ verb: "imagine", prompt: "black cat", taskId: cat.id, … }]
 *
 * @throws {ConfigError} of `midjourney-wasm` for an option or a fault that does not exist or has a wrong value. `field` is its name,
 * such as `faults[0].status`.
 */
export declare function createSandbox(options?: SandboxOptions): Sandbox;

export interface SandboxOptions {
  /** Changes pictures and ids. A whole number. Default 0. */
  seed?: number | undefined;
  /** The server that it behaves like. Default `"guide"`, which is lenient. The others are as strict as their servers. */
  dialect?: Dialect | undefined;
  /** How long an imagine takes. Other tasks take a share of it. Default 15,000. */
  durationMs?: number | undefined;
  /** The failures on purpose, the first that fits decides. Default none. */
  faults?: readonly Fault[] | undefined;
  /** Returns the time in milliseconds since 1970, called once for each request. Default `Date.now`, as it is at that moment: fake timers work. */
  now?: (() => number) | undefined;
  /** How many tasks run at once. Default 3. */
  concurrency?: number | undefined;
  /** How many tasks may wait. The next submit finds the queue full. Default 10. */
  queue?: number | undefined;
  /** Whether variations, rerolls and pans wait for a confirmation, as with Midjourney's Remix mode. Default false. */
  remix?: boolean | undefined;
  /** The only key that it accepts. By default it accepts any key, and requests without a key. */
  apiKey?: string | undefined;
  /** How often the dialect `new-api` polls its upstream. Default 15,000. */
  refreshMs?: number | undefined;
  /**
   * The URL of `midjourney-wasm/sandbox.wasm`, or its contents. Only for bundlers that do not copy the file: the error `wasm_unavailable` says so.
   */
  wasm?: WasmSource | PromiseLike<WasmSource> | undefined;
}

export type Dialect = "guide" | "novicezk" | "plus" | "trueai" | "new-api";

/** `WebAssembly.Module`, which is missing from the types of a program without the DOM's. */
type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module & object : object;

type WasmSource = string | URL | object | ArrayBuffer | ArrayBufferView | WasmModule;

type Fetch = typeof globalThis extends { fetch: infer PlatformFetch } ? PlatformFetch : (url: string, init?: any) => Promise<any>;

/** A gateway. Its functions work by themselves: `const { fetch } = sandbox`. */
export interface Sandbox {
  /**
   * Settles when the WebAssembly is instantiated. Await it in a page before fake timers run: the file takes real time. Elsewhere it is there at once.
   */
  readonly ready: Promise<void>;
  /**
   * Sends a request to the gateway, whatever its host. Resolves with a `Response`, and rejects as the platform's `fetch` does: with the
   * reason of `signal` as soon as it aborts, and with a `TypeError` where a connection breaks. Follows no redirect.
   */
  readonly fetch: Fetch;
  /** The requests that arrived, in their order, each as soon as it arrives. Not those of `/sandbox/log`, `faults` and `reset`. */
  readonly requests: SandboxRequest[];
  /**
   * The tasks that were created, each as soon as its submit arrives: what a real gateway may charge for. A submit whose response a fault loses
   * (`after: true`) is one; a refused one and the answer to a modal are none.
   */
  readonly submits: Submit[];
  /**
   * Replaces the faults. Counts (`nth`, `times`) begin anew; `request` goes on.
   * @throws {ConfigError}
   */
  readonly faults: (faults: readonly Fault[]) => void;
  /** Forgets tasks, requests, submits and pictures, and has the faults of the options again. */
  readonly reset: () => void;
  /**
   * For the client's option `imageUrl`, in a page that shows pictures: no server is behind their URLs. Draws the picture and returns an object URL,
   * which lasts until `reset()` or the end of the page. Drawing blocks for a moment. Returns other URLs unchanged, and where
   * there are no object URLs, all. Without it `sandbox.fetch(task.imageUrl)` returns the picture.
   */
  readonly imageUrl: (url: string) => string;
}

export interface SandboxRequest {
  method: string;
  /** With its query. */
  path: string;
  /** Names in lower case. Among them is the key, if the client sent one. */
  headers: Record<string, string>;
  /** Absent if it is empty. */
  body?: string | undefined;
  /** The status of the response; 0 if a fault left it without one. */
  status: number;
  /** When it arrived, by `now`. */
  at: number;
}

export interface Submit {
  /** What follows `submit/` in the path: `"imagine"`, `"action"` … */
  verb: string;
  /** Of the task that it created. */
  taskId: string;
  prompt?: string | undefined;
  /** The caller's own mark, as the client sends one with each submit. */
  state?: string | undefined;
  /** All that was sent. */
  body: Record<string, any>;
  /** When it arrived, by `now`. */
  at: number;
}

/** A failure on purpose. It meets the requests that all of its conditions fit; a browser's OPTIONS only if `method` says so. */
export interface Fault {
  /** Such as `"POST"`. */
  method?: string | undefined;
  /** A part of the path, or all of it with `*` for anything. */
  path?: string | undefined;
  /** The number among all requests, from 1. */
  request?: number | readonly number[] | undefined;
  /** The number among the requests that this fault could meet, from 1. */
  nth?: number | readonly number[] | undefined;
  /** How often at most. */
  times?: number | undefined;
  /** Whether the gateway does its work, and only its response is spoilt. Default: false where the fault replaces the response, or there is none. */
  after?: boolean | undefined;

  /** From 200 to 599. */
  status?: number | undefined;
  /** Text, or what is sent as JSON. */
  body?: unknown;
  contentType?: string | undefined;
  headers?: Record<string, string> | undefined;
  /** Seconds, or an HTTP date. */
  retryAfter?: number | string | undefined;
  /** A proxy's error page. */
  html?: boolean | undefined;
  /** A response without a body. */
  empty?: boolean | undefined;
  /** No response, and the connection stays open. */
  hang?: boolean | undefined;
  /** No response: the connection breaks. */
  reset?: boolean | undefined;
  /** The connection breaks after half of the body, or after so many bytes. */
  cut?: boolean | number | undefined;
  /** The body in pieces: milliseconds before each of 16 bytes, or both numbers. `true` is 100 ms. */
  slow?: boolean | number | { bytes?: number | undefined; everyMs?: number | undefined } | undefined;
  /** Milliseconds before the response. */
  delayMs?: number | undefined;
  /** `false`: pages and their workers cannot read the response. */
  cors?: boolean | undefined;
}
