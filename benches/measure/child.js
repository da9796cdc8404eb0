// Programs in processes of their own, so that no part disturbs what another one measures.

import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** So long may a program think, in milliseconds: one that never ends is an error. */
const PATIENCE = 180_000;

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * Starts a program of this folder and gives its first message, how to ask it more, and how to end it.
 * @param {string} name
 * @param {string[]} [args]
 * @param {string[]} [execArgv] Node's own options
 */
export const started = async (name, args = [], execArgv = []) => {
  const child = fork(path(name), args, { execArgv, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const what = `${name} ${args.join(" ")}`;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  /** What it tells next; fails if it ends before, or never does. */
  const next = async () => {
    const heard = new AbortController();
    const { signal } = heard;
    try {
      return await Promise.race([
        once(child, "message", { signal }).then(([message]) => message),
        once(child, "exit", { signal }).then(([code]) =>
          Promise.reject(new Error(`${what} ended with ${code} before it told anything`)),
        ),
        sleep(PATIENCE, undefined, { signal }).then(() =>
          Promise.reject(new Error(`${what} told nothing within ${PATIENCE / 1000} s`)),
        ),
      ]);
    } catch (error) {
      child.kill("SIGKILL");
      throw error;
    } finally {
      heard.abort();
    }
  };
  /** Asks it something. */
  const ask = (message) => {
    child.send(message);
    return next();
  };
  const told = await next();
  const end = () => {
    child.disconnect();
    return ended;
  };
  return { told, ask, end };
};

/** What a program of this folder tells before it ends. @type {(...all: Parameters<typeof started>) => Promise<any>} */
export const told = async (...all) => {
  const { told, end } = await started(...all);
  await end();
  return told;
};
