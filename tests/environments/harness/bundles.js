// What every bundler is asked for: an app that works, one copy of the WebAssembly, few bytes, and nothing of what is not used.

import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

/** Where the apps with the journey are: the one of most users, and that of those who serve the WebAssembly as a file. */
const FOLDERS = { whole: ".", slim: "slim" };

/** Apps of one import each, whose outputs are compared. That without any is a module too. */
const COMPARED = {
  nothing: `globalThis.mj = {};\nexport {};`,
  client: `import { Midjourney } from "midjourney-wasm";\nglobalThis.mj = new Midjourney({ baseUrl: "/api" });`,
  error: `import { BannedPromptError, MidjourneyError } from "midjourney-wasm";
globalThis.mj = (error) => MidjourneyError.is(error) && error instanceof BannedPromptError;`,
  unused: `import { Midjourney } from "midjourney-wasm";\nglobalThis.mj = {};`,
};

/** The most that an app may grow which only tells errors apart, in bytes after gzip -9: the classes without the client. */
const ERRORS = 500;

/** The files below a folder, with their bytes. */
const files = async (folder) => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.map(async (path) => ({ path, bytes: await readFile(path) })));
};

/** What a page downloads of code, each file compressed by itself, as a server does. */
const weight = async (folder) => {
  const code = (await files(folder)).filter(({ path }) => /\.([cm]?js|wasm)$/.test(path));
  if (code.length === 0) throw new Error(`nothing was written to ${folder}`);
  return code.reduce((sum, { bytes }) => sum + gzipSync(bytes, { level: 9 }).length, 0);
};

const bytes = (count) => `${count.toLocaleString("en")} bytes`;

/**
 * The cell of a bundler's dev server, which `serve` starts.
 * @param {import("./app.js").App} app
 * @param {{ where: string, version: string, serve: () => Promise<string>, how?: string, page?: string }} bundler
 */
export const develops = (app, { where, version, serve, how = "dev server", page = "/index.html" }) => {
  const run = async () => app.walked(await app.outcomeOfPage("chromium", `${await serve()}${page}`));
  return { where, version, how, run };
};

/**
 * The cells of a bundler's builds. Its folder has the app with the journey (index.html, main.js), and the same with the WebAssembly
 * as a file (slim/).
 * @param {import("./app.js").App} app
 * @param {{ where: string, version: string, build: (folder: string, out: string) => Promise<unknown> }} bundler
 *   `build` is what a user does for production: it makes `out` of the app in `folder` (index.html, main.js)
 */
export const builds = (app, { where, version, build }) => {
  /** Each is built once per run. @type {Map<string, Promise<string>>} */
  const built = new Map();

  const make = async (name) => {
    const [folder, out] = [FOLDERS[name] ?? join("compared", name), join("out", version, name)];
    await rm(app.path(out), { recursive: true, force: true });
    if (name in COMPARED) {
      await mkdir(app.path(folder), { recursive: true });
      await writeFile(app.path(folder, "main.js"), `${COMPARED[name]}\n`);
      await writeFile(app.path(folder, "index.html"), `<script type="module" src="./main.js"></script>\n`);
    }
    await build(folder, out);
    return out;
  };
  const output = (name) => {
    if (!built.has(name)) built.set(name, make(name));
    return built.get(name);
  };
  const added = async (name) => {
    const [more, less] = [await weight(app.path(await output(name))), await weight(app.path(await output("nothing")))];
    return more - less;
  };

  /** How often the WebAssembly is in there: packed, and as it is (in a file or as base64). */
  const copies = async (name) => {
    const { default: packed } = await import(pathToFileURL(app.path("node_modules/midjourney-wasm/client.inline.js")).href);
    // Its letters stay as they are in whichever quotes a minifier puts the text.
    const piece = packed.slice(0, 100);
    const all = await files(app.path(await output(name)));
    const count = (what) => all.reduce((sum, { bytes }) => sum + bytes.toString("latin1").split(what).length - 1, 0);
    return { packed: count(piece), plain: count("\0asm") + count("AGFzbQ") };
  };
  const assertCopies = async (name, packed, plain) => {
    const found = await copies(name);
    if (found.packed === packed && found.plain === plain) return;
    throw new Error(`the output holds the WebAssembly ${found.packed} times packed and ${found.plain} times plain`);
  };

  const walk = async (name, browser) =>
    app.walked(await app.outcomeOfPage(browser, `${await app.serve(await output(name))}/index.html`));

  const runs = (name, packed, plain) => async () => {
    await assertCopies(name, packed, plain);
    await walk(name, "chromium");
  };

  const light = async () => {
    const more = await added("client");
    await assertCopies("client", 1, 0);
    if (more > app.budget) throw new Error(`the package adds ${bytes(more)}, more than ${app.budget}`);
    return { note: `${bytes(more)} added` };
  };

  const shaken = async () => {
    for (const name of ["unused", "error"]) await assertCopies(name, 0, 0);
    const unused = await added("unused");
    if (unused > 0) throw new Error(`an import that is not used adds ${bytes(unused)}`);
    const errors = await added("error");
    if (errors > ERRORS) throw new Error(`the error classes add ${bytes(errors)}, more than ${ERRORS}`);
    return { note: `${bytes(errors)} for error classes, ${unused} unused` };
  };

  return [
    { where, version, how: "build", run: runs("whole", 1, 0) },
    { where, version, how: "build in Firefox", run: () => walk("whole", "firefox") },
    { where, version, how: "build with /slim", run: runs("slim", 0, 1) },
    { where, version, how: "weight", run: light },
    { where, version, how: "tree shaking", run: shaken },
  ];
};
