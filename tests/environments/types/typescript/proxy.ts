// The proxy as a server in TypeScript uses it. It is only compiled, never run.

import {
  createProxy,
  type ProxyImages,
  type ProxyLimits,
  type ProxyOptions,
  type ProxyUser,
  type ProxyVerb,
  type RateLimiter,
} from "midjourney-wasm/proxy";

interface Env {
  GATEWAY: string;
  KEY: string;
  LIMITER: { limit(options: { key: string }): Promise<{ success: boolean }> };
}
declare const env: Env;

const limiter: RateLimiter = env.LIMITER;
const limits: ProxyLimits = {
  submitsPerMinute: limiter,
  openTasks: 5,
  requestBytes: 1e6,
  responseBytes: 1e6,
  readTimeout: 1,
  submitTimeout: 2,
};
const images: ProxyImages = { hosts: ["cdn.discordapp.com"], maxBytes: 1e6 };
const allow: ProxyVerb[] = ["imagine", "action"];
const userOf = async (request: Request): Promise<ProxyUser | null> => {
  const id = request.headers.get("user");
  return id ? { id } : null;
};
const options: ProxyOptions<[Env, object]> = {
  baseUrl: new URL(env.GATEWAY),
  apiKey: async () => env.KEY,
  secret: "a secret of sixteen",
  auth: "raw",
  mode: "fast",
  authorize: (request, { KEY }) => (KEY ? userOf(request) : new Response(null, { status: 503 })),
  allow,
  allowFields: ["notifyHook", "accountFilter"],
  limits,
  cors: ["https://app.example"],
  images,
  notify: async (state) => `https://app.example/${state}`,
  fetch: (url, init) => fetch(url, init),
};

export default {
  fetch: createProxy(options) satisfies (request: Request, env: Env, ctx: object) => Promise<Response>,
  open: createProxy({ baseUrl: env.GATEWAY, apiKey: env.KEY, authorize: "dangerously-allow-everyone", images: true }),
  short: createProxy({ baseUrl: env.GATEWAY, apiKey: env.KEY, authorize: userOf }),
};

// @ts-expect-error There is no proxy without authorize.
createProxy({ baseUrl: env.GATEWAY, apiKey: env.KEY });
// @ts-expect-error A user has an id.
createProxy({ baseUrl: env.GATEWAY, apiKey: env.KEY, authorize: () => ({ name: "ann" }) });
// @ts-expect-error A list of verbs, not of patterns.
createProxy({ baseUrl: env.GATEWAY, apiKey: env.KEY, authorize: userOf, allow: ["/mj/*"] });
