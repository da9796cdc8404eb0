// Starts the worker that the address names after its #. The worker reports by itself; here only that it cannot be started.
import { post } from "./given/report.js";

const fail = (what) => post({ done: [], failed: what });

const watch = (worker) => {
  worker.onerror = (event) => fail(`the worker failed: ${event.message ?? "it cannot be loaded"}`);
};

const start = {
  module: () => watch(new Worker("./relative.js", { type: "module" })),
  shared: () => watch(new SharedWorker("./relative.js", { type: "module" })),
  async service() {
    await navigator.serviceWorker.register("./service-worker.js", { type: "module" });
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage("walk");
  },
};

try {
  await start[location.hash.slice(1)]();
} catch (error) {
  await fail(`the worker cannot be started: ${error}`);
}
