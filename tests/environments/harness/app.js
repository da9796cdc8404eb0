// One app of the matrix: copied out of the project, with its own dependencies and the packed package installed, and run.

import { access, cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { open } from "../../support/browsers.js";
import { serveFiles } from "../../support/files.js";
import { run, start } from "../../support/programs.js";
import { skip } from "../../support/skipped.js";
import { exampleModule } from "./example.js";
import { STEPS } from "./given/journey.js";
import { reports } from "./reports.js";

/** So long may a cell take, in milliseconds. */
const LIMIT = 180_000;

/** What a tool may not do behind our back: ask the network for news, or send some. */
const QUIET = {
  CI: "1",
  NO_COLOR: "1",
  DENO_NO_UPDATE_CHECK: "1",
  DO_NOT_TRACK: "1",
  NEXT_TELEMETRY_DISABLED: "1",
  ASTRO_TELEMETRY_DISABLED: "1",
  PARCEL_DISABLE_TELEMETRY: "1",
  WRANGLER_SEND_METRICS: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
};

export class App {
  #root;
  #name;
  #package;
  /** The folder that the app is in. */
  folder;
  /** The sandbox's address. */
  gateway;
  /** Whether all versions of a tool are tried, or only the one that a new app gets. */
  isSweep;
  /** The most that an app with the client may grow, in bytes after gzip -9. */
  budget;
  /** What has to be stopped when the cell ends, and what when all have. @type {(() => unknown)[]} */
  #open = [];
  /** @type {(() => unknown)[]} */
  #shared = [];
  #reports;

  /**
   * @param {string} root the project's
   * @param {string} name the app's folder below tests/environments
   * @param {{ installed: string, gateway: string, isSweep: boolean, budget: number }} given `installed` is the folder of the installed package
   */
  constructor(root, name, { installed, gateway, isSweep, budget }) {
    this.#root = root;
    this.#name = name;
    this.#package = installed;
    this.gateway = gateway;
    this.isSweep = isSweep;
    this.budget = budget;
    this.folder = join(root, "target/environments", name);
  }

  get #source() {
    return join(this.#root, "tests/environments", this.#name);
  }

  /** Brings the app's sources, and its dependencies as its lock file names them. What is installed is kept. */
  async install() {
    await mkdir(this.folder, { recursive: true });
    // What was removed from the sources must not live on in the copy.
    for (const entry of await readdir(this.folder)) {
      if (entry !== "node_modules" && entry !== ".installed.json") await rm(join(this.folder, entry), { recursive: true });
    }
    await cp(this.#source, this.folder, { recursive: true, filter: (path) => !path.includes("node_modules") });
    const lock = await readFile(join(this.folder, "package-lock.json"), "utf8");
    const stamp = join(this.folder, ".installed.json");
    if ((await readFile(stamp, "utf8").catch(() => "")) === lock) return;
    await this.exec("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { timeout: 600_000 });
    await writeFile(stamp, lock);
  }

  /** Brings the package, and what is given to every app. The package has no dependencies, so that its folder is all of it. */
  async prepare() {
    const own = join(this.folder, "node_modules/midjourney-wasm");
    await rm(own, { recursive: true, force: true });
    await cp(this.#package, own, { recursive: true });
    this.#reports = await reports();
    const given = join(this.folder, "given");
    await cp(join(import.meta.dirname, "given"), given, { recursive: true });
    const example = await exampleModule(join(this.#root, "README.md"), this.gateway);
    await writeFile(join(given, "example.js"), example);
    await writeFile(join(given, "example-slim.js"), example.replace('"midjourney-wasm"', '"midjourney-wasm/slim"'));
    const where = { gateway: this.gateway, reportTo: this.#reports.url };
    const lines = Object.entries(where).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`);
    await writeFile(join(given, "where.js"), lines.join(""));
  }

  /** The cells that the app's cells.js lists; cells.mjs, where the app is CommonJS. */
  async cells() {
    const file = (await readdir(this.#source)).find((name) => /^cells\.m?js$/.test(name));
    const { cells } = await import(pathToFileURL(join(this.#source, file)).href);
    return cells(this);
  }

  /** Runs one of them, and gives what it returns; whatever it has started ends with it, but what is shared. */
  async run(cell) {
    let timer;
    const limit = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`it took more than ${LIMIT / 1000} s`)), LIMIT);
    });
    try {
      return await Promise.race([cell.run(this), limit]);
    } finally {
      clearTimeout(timer);
      await this.#stop(this.#open);
    }
  }

  /** Stops what its cells have shared. */
  async end() {
    await this.#stop(this.#shared);
  }

  /** @param {(() => unknown)[]} all */
  async #stop(all) {
    for (const stop of all.splice(0).reverse()) await stop();
  }

  // ── for cells.js ──────────────────────────────────────────────────────────────────────────────

  /** The version of an installed package. @param {string} name */
  async version(name) {
    return JSON.parse(await readFile(join(this.folder, "node_modules", name, "package.json"), "utf8")).version;
  }

  /**
   * The version that a program says it has; undefined where it is not there, because npm has none for this system.
   * @param {string} program its path
   */
  async versionOf(program) {
    const isThere = await access(program).then(
      () => true,
      () => false,
    );
    return isThere ? /\d+(\.\d+)+/.exec(await this.exec(program, ["--version"]))?.[0] : undefined;
  }

  /** Node of that major version: the one that runs this, or what the app's dependencies bring as `node-24`. @param {number} major */
  node(major) {
    const isThis = process.versions.node.startsWith(`${major}.`);
    return isThis ? process.execPath : this.path(`node_modules/node-${major}/bin/node`);
  }

  /** A path in the app's folder. @param {...string} parts */
  path(...parts) {
    return join(this.folder, ...parts);
  }

  /** A program that the app's dependencies bring. @param {string} name */
  bin(name) {
    return this.path("node_modules/.bin", name);
  }

  /**
   * Runs a program in the app's folder to its end; rejects with what it printed if it fails. Gives what it printed.
   * @param {string} program
   * @param {string[]} args
   * @param {{ env?: Record<string, string>, timeout?: number }} [options]
   */
  async exec(program, args, { env, timeout = LIMIT } = {}) {
    const options = { cwd: this.folder, env: { ...process.env, ...QUIET, ...env }, timeout };
    const { stdout, stderr } = await run(program, args, options);
    return `${stdout}\n${stderr}`;
  }

  /**
   * Starts a server of the app's and waits until its output matches `ready`; gives the match. It ends with the cell.
   * @param {string} program
   * @param {string[]} args
   * @param {{ ready: RegExp, env?: Record<string, string>, hear?: (piece: string) => void }} options `hear` gets all its output
   */
  async start(program, args, { ready, env, hear }) {
    const options = { ready, cwd: this.folder, env: { ...process.env, ...QUIET, ...env }, ...(hear && { hear }) };
    const { match, stop } = await start(program, args, options);
    this.#open.push(stop);
    return match;
  }

  /**
   * What `begin` starts when it is first called serves all cells that call this, and ends after the last cell of the app.
   * @template T @param {() => Promise<T>} begin @returns {() => Promise<T>}
   */
  shared(begin) {
    /** @type {Promise<T> | undefined} */
    let begun;
    const once = async () => {
      const before = this.#open.length;
      const value = await begin();
      this.#shared.push(...this.#open.splice(before));
      return value;
    };
    return () => (begun ??= once());
  }

  /**
   * Starts a server of the app's on a free port, as `start` does; gives its address, without a slash at the end.
   * @param {string} program
   * @param {(port: string) => string[]} args
   * @param {{ ready: RegExp, env?: (port: string) => Record<string, string> }} options
   */
  async server(program, args, { ready, env }) {
    const port = String(await this.port());
    await this.start(program, args(port), { ready, ...(env && { env: env(port) }) });
    return `http://127.0.0.1:${port}`;
  }

  /** A port that is free now. */
  async port() {
    const server = await serveFiles({ "/": this.folder });
    await server.close();
    return server.port;
  }

  /**
   * Serves a folder of the app over HTTP on a free port, until the cell ends; gives its address, without a slash at the end.
   * @param {string} folder
   * @param {{ headers?: Record<string, string> }} [options] headers of every answer
   */
  async serve(folder, options) {
    const server = await serveFiles({ "/": this.path(folder) }, options);
    this.#open.push(() => server.close());
    return server.url;
  }

  /**
   * Opens a page in a browser and gives what it reports.
   * @param {"chromium" | "firefox" | "webkit"} browser
   * @param {string} url
   */
  async outcomeOfPage(browser, url) {
    const next = this.#reports.next();
    const page = await open(browser, url);
    this.#open.push(page.close);
    return Promise.race([next, page.trouble]);
  }

  /** What a program printed as its outcome. @param {string} printed */
  outcomeOfText(printed) {
    const line = /^\s*OUTCOME (.*)$/m.exec(printed)?.[1];
    if (!line) throw new Error(`it printed no outcome\n${printed}`);
    return JSON.parse(line);
  }

  /** Fails unless the whole journey was walked. @param {{ done: string[], failed?: string }} outcome */
  walked(outcome) {
    if (outcome.failed) throw new Error(`after [${outcome.done?.join(", ") ?? ""}]: ${outcome.failed}`);
    const missing = STEPS.filter((step) => !outcome.done?.includes(step));
    if (missing.length > 0) throw new Error(`it did not do: ${missing.join(", ")}`);
  }

  /** Ends the cell as skipped where npm has a program for other systems only. @param {string} program @param {string} name */
  async needs(program, name) {
    if (!(await this.versionOf(program))) skip(`npm has no ${name} for this system`);
  }

  /** Ends the cell as skipped. @param {string} why in one line */
  skip(why) {
    return skip(why);
  }
}
