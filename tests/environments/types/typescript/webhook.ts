// The receiver of webhooks as a server in TypeScript uses it. It is only compiled, never run.

import { type KnownError, Midjourney, type Task } from "midjourney-wasm";
import {
  createNotifyHook,
  type NotifyHook,
  type NotifyHookOptions,
  type NotifyHookResult,
  type NotifyHookStore,
} from "midjourney-wasm/webhook";

declare const kv: {
  get(key: string): Promise<string | null>;
  put(key: string, value: string, options: { expirationTtl: number }): Promise<void>;
};
declare const secret: string;

const store: NotifyHookStore = {
  get: (key) => kv.get(key),
  set: (key, value, { ttl }) => kv.put(key, value, { expirationTtl: Math.max(60, Math.ceil(ttl / 1000)) }),
};
const memory: NotifyHookStore = new Map<string, string>();
const mj = new Midjourney({ baseUrl: "https://gateway.example", apiKey: "sk" });
const options: NotifyHookOptions = { secret, client: mj, ttl: 1000, store };
const hook: NotifyHook = createNotifyHook(options);
createNotifyHook({ secret, client: mj, ttl: undefined, store: memory });

export const route = async (request: Request): Promise<Response> => {
  const result: NotifyHookResult = await hook.handle(request);
  const task: Task | null = result.task;
  const error: KnownError | undefined = result.error;
  if (task?.status === "SUCCESS" && !error) {
    await mj.submit.imagine("cat", { state: "s", notifyHook: await hook.url(new URL("https://app.example/hook"), "s") });
  }
  return result.response;
};

// @ts-expect-error a secret is needed
createNotifyHook({ client: mj });
// @ts-expect-error a client is needed
createNotifyHook({ secret });
// @ts-expect-error there is no option expires
createNotifyHook({ secret, client: mj, expires: 1000 });
// @ts-expect-error times are numbers
createNotifyHook({ secret, client: mj, ttl: "1d" });
// @ts-expect-error a store also remembers
createNotifyHook({ secret, client: mj, store: { get: () => null } });
// @ts-expect-error the state is needed
hook.url("https://app.example/hook");
