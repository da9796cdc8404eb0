// The sandbox gateway of a run.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Starts it on a free port; it ends with this process. @param {string} program */
export const gateway = async (program) => {
  // Room for the cells that run at once, and for the hundred requests that one of them sends.
  const options = ["--port", "0", "--task-seconds", "1", "--concurrency", "200", "--queue", "200", "--stop-with-stdin"];
  const child = spawn(program, options, { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const url = /^listening on (\S+)$/.exec(line)?.[1];
  if (!url) throw new Error(`The sandbox said: ${line}`);
  const stop = async () => {
    child.stdin.end();
    await once(child, "exit");
  };
  return { url, stop };
};
