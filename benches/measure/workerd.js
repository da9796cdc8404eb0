// Cloudflare's runtime itself, at the version that miniflare brings, with modules of ours.

import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { workerdConfig } from "../../tests/environments/harness/workerd.js";

const here = createRequire(import.meta.url);
const its = createRequire(here.resolve("miniflare"));
const { default: program, version } = its("workerd");

/** Its version, which ends with the date up to which it knows compatibility dates. @type {string} */
export const workerdVersion = version;

/** The newest date of that version, as it is in 1.20261117.1. */
const DATE = version.replace(/^\d+\.(\d{4})(\d\d)(\d\d)\..*/, "$1-$2-$3");

/**
 * Starts a process with one Worker.
 * @param {{ name: string, content: string | Uint8Array }[]} modules JavaScript and .wasm by their names; the first is the Worker
 */
export const serve = async (modules) => {
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  const files = modules.map(({ name }, at) => ({ name, file: String(at) }));
  const config = workerdConfig({ date: DATE, flags: ["nodejs_compat"], modules: files });
  await Promise.all(modules.map(({ content }, at) => writeFile(join(folder, String(at)), content)));
  await writeFile(join(folder, "config.capnp"), config);
  const child = spawn(program, ["serve", "config.capnp", "--control-fd=1"], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  const ended = new Promise((resolve) => child.once("close", resolve));
  const port = await new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (piece) => {
        printed += piece;
        const [, port] = /"port":(\d+)/.exec(printed) ?? [];
        if (port) resolve(port);
      });
    }
    child.once("error", reject);
    ended.then(() => reject(new Error(`workerd ended\n${printed}`)));
  });
  const stop = async () => {
    // At once: asked kindly it waits for the requests that are open.
    child.kill("SIGKILL");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  return { url: `http://127.0.0.1:${port}`, stop, log: () => printed };
};
