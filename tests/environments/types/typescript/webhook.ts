// The receiver of a gateway's calls as a server in TypeScript uses it. It is only compiled, never run.

import { Midjourney, type Task } from "midjourney-wasm";
import { createNotifyHook, type NotifyHook, type NotifyHookOptions, type NotifyHookStore } from "midjourney-wasm/webhook";

declare const kv: {
  get(key: string): Promise<string | null>;
  put(key: string, value: string, options: { expirationTtl: number }): Promise<void>;
};

const store: NotifyHookStore = {
  get: (key) => kv.get(key),
  set: (key, value, ttl) => kv.put(key, value, { expirationTtl: Math.max(60, ttl / 1000) }),
};
const mj = new Midjourney({ baseUrl: "https://gateway.example", apiKey: "sk" });
const options: NotifyHookOptions = { secret: "a secret of sixteen", client: mj, ttl: 1000, store };
const hook: NotifyHook = createNotifyHook(options);

export const route = async (request: Request): Promise<Response> => {
  const { response, task }: { response: Response; task: Task | null } = await hook.handle(request);
  if (task?.status === "SUCCESS") await mj.submit.imagine("cat", { state: "s", notifyHook: await hook.url(request.url, "s") });
  return response;
};

// @ts-expect-error It needs a client to read tasks with.
createNotifyHook({ secret: "a secret of sixteen" });
