// Two calls of a client that cannot start, and what they reject with.
import { Midjourney, MidjourneyError } from "./node_modules/midjourney-wasm/index.js";
import { post } from "./given/report.js";

const gateway = new URLSearchParams(location.search).get("gateway");
const mj = new Midjourney({ baseUrl: gateway });
const errors = [];
for (let call = 0; call < 2; call++) {
  // A call that hangs is told from one that fails.
  const job = mj.imagine("black cat", { signal: AbortSignal.timeout(10_000) });
  const error = await job.then(
    () => new Error("it was done"),
    (error) => error,
  );
  const { name, message, code, hint, maybeSubmitted } = error;
  const cause = String(error.cause);
  errors.push({ ours: error instanceof MidjourneyError, name, message, code, hint, maybeSubmitted, cause });
}
// Proves that a request would have come through.
await fetch(`${gateway}/proof`);
await post({ errors });
