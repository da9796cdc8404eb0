// Programs that the tests run: one to its end, or a server until it is stopped.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";

/** The time limit of a program that runs to its end, in milliseconds. */
const LIMIT = 180_000;

/** Windows has no process groups. */
const HAS_GROUPS = process.platform !== "win32";

/**
 * Runs a program to its end, with an empty standard input. Rejects with all that it printed if it fails.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string | URL, env?: NodeJS.ProcessEnv, timeout?: number }} [options] `env` replaces the environment
 * @returns {Promise<{ stdout: string, stderr: string }>}
 */
export const run = (program, args, { cwd, env, timeout = LIMIT } = {}) =>
  new Promise((resolve, reject) => {
    const options = /** @type {const} */ ({ cwd, env, timeout, maxBuffer: 64 << 20, encoding: "utf8" });
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (!error) return resolve({ stdout, stderr });
      reject(new Error(`${program} ${args.join(" ")} failed (${error.code ?? error.signal})\n${stdout}\n${stderr}`));
    });
    child.stdin?.end();
  });

/** Runs an ES module's text in a Node process of its own; gives what it printed. @param {string} script @param {readonly string[]} [args] */
export const runModule = async (script, args = []) =>
  (await run(process.execPath, ["--input-type=module", "--eval", script, ...args])).stdout;

/**
 * Starts a server and waits until its output matches `ready`. It ends with `stop`, which also ends what it has started; one that stops
 * with its standard input ends with this process too. It does not keep this process alive.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ ready: RegExp, cwd?: string, env?: NodeJS.ProcessEnv, hear?: (piece: string) => void }} options `hear` gets all its output
 * @returns {Promise<{ match: RegExpExecArray, stop: () => Promise<void> }>}
 */
export const start = async (program, args, { ready, cwd, env, hear = () => {} }) => {
  // A process group of its own, so that what it starts ends with it.
  const child = spawn(program, args, { cwd, env, stdio: "pipe", detached: HAS_GROUPS });
  const exit = once(child, "exit");
  let printed = "";
  const match = await new Promise((resolve, reject) => {
    /** @type {RegExpExecArray | null} */
    let found = null;
    const read = (/** @type {unknown} */ piece) => {
      hear(`${piece}`);
      if (found) return;
      printed += piece;
      found = ready.exec(printed);
      if (found) resolve(found);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    exit.then(([code]) => reject(new Error(`${program} ended (${code}) before it was ready\n${printed}`)), reject);
  });
  for (const part of [child, child.stdin, child.stdout, child.stderr]) /** @type {any} */ (part).unref();
  const stop = async () => {
    child.ref();
    const isRunning = child.exitCode === null && child.signalCode === null;
    if (isRunning && HAS_GROUPS) process.kill(-(/** @type {number} */ (child.pid)), "SIGKILL");
    else if (isRunning) child.kill();
    await exit;
  };
  return { match, stop };
};
