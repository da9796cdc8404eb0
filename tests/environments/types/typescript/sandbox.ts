// The sandbox as a test in TypeScript uses it. It is only compiled, never run.

import { Midjourney } from "midjourney-wasm";
import {
  createSandbox,
  type Dialect,
  type Fault,
  type Sandbox,
  type SandboxOptions,
  type SandboxRequest,
  type Submit,
} from "midjourney-wasm/sandbox";

const dialect: Dialect = "new-api";
const faults: Fault[] = [{ method: "POST", nth: [1, 2], status: 429, retryAfter: 1 }, { slow: { bytes: 8, everyMs: 5 } }];
const options: SandboxOptions = {
  seed: 1,
  dialect,
  durationMs: 100,
  faults,
  now: () => 0,
  concurrency: 1,
  queue: 1,
  remix: true,
};
const sandbox: Sandbox = createSandbox(options);
const mj = new Midjourney({ baseUrl: "https://sandbox", fetch: sandbox.fetch, imageUrl: (url) => sandbox.imageUrl(url) });

await sandbox.ready;
await mj.imagine("cat");
const requests: SandboxRequest[] = sandbox.requests;
const submits: Submit[] = sandbox.submits;
export const seen: [number, string] = [requests[0]?.status ?? 0, submits[0]?.taskId ?? ""];
sandbox.faults([]);
sandbox.reset();

// @ts-expect-error No such dialect.
createSandbox({ dialect: "french" });
// @ts-expect-error No such option.
createSandbox({ seeds: 1 });
