// What a bundler makes of the package for a server: a program that works wherever it is put, without client.wasm.

import { copyFile, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A WebAssembly module that is not ours. */
const EMPTY = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/**
 * Fails if a bundler has made a file of client.wasm, by rules that may be its user's and not fit.
 * @param {string} folder
 * @param {RegExp} [mayHold] paths of files that are for something else
 */
export const holdsNoWasm = async (folder, mayHold = /^$/) => {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || mayHold.test(path)) continue;
    if ((await readFile(path, "latin1")).includes("\0asm")) throw new Error(`${path} holds client.wasm`);
  }
};

/**
 * The cell of a bundler's build for a server. The program finds another client.wasm than its own: beside it, and where the package
 * was when it was bundled, since some bundlers write that into it.
 * @param {import("./app.js").App} app
 * @param {object} bundler
 * @param {string} bundler.where
 * @param {string} bundler.version
 * @param {string} [bundler.how]
 * @param {string} [bundler.program] what runs it
 * @param {(entry: string, out: string) => Promise<string>} bundler.build gives the path of the program, of those that it made in `out`
 */
export const bundled = (app, { where, version, how = "build for Node", program = process.execPath, build }) => {
  const run = async () => {
    const out = join("out", version, how.replaceAll(/\W+/g, "-"));
    await rm(app.path(out), { recursive: true, force: true });
    const path = await build("given/program.js", out);
    await holdsNoWasm(app.path(out));
    await writeFile(join(dirname(app.path(path)), "client.wasm"), EMPTY);
    const installed = app.path("node_modules/midjourney-wasm/client.wasm");
    await copyFile(installed, `${installed}.kept`);
    await writeFile(installed, EMPTY);
    try {
      app.walked(app.outcomeOfText(await app.exec(program, [app.path(path)])));
    } finally {
      await rename(`${installed}.kept`, installed);
    }
  };
  return { where, version, how, run };
};
