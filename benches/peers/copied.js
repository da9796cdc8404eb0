// What is copied from one web app to the next: a loop that asks for the task, waits, and asks again.

import { answer } from "./gateway.js";

/** @param {number} seconds @returns {import("../model/run.js").Peer} */
export const copied = (seconds) => ({
  name: `copied loop, ${seconds} s`,
  packages: [],
  answer,
  async connect(fetch) {
    /** @param {string} path @param {unknown} [body] */
    const ask = async (path, body) => {
      const init = body ? { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {};
      return (await fetch(`https://gateway.example/mj${path}`, init)).json();
    };
    return async (prompt) => {
      const { result } = await ask("/submit/imagine", { prompt });
      for (;;) {
        const task = await ask(`/task/${result}/fetch`);
        if (task.status === "SUCCESS") return task.imageUrl;
        await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      }
    };
  },
});
