// One app of the matrix: copied out of the project, with its own dependencies and the packed package installed, and run.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { open } from "./browsers.js";
import { exampleModule } from "./example.js";
import { serveFiles } from "./files.js";
import { STEPS } from "./given/journey.js";
import { reports } from "./reports.js";
import { skip } from "./skipped.js";

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
  #tarball;
  /** The folder that the app is in. */
  folder;
  /** The sandbox's address. */
  gateway;
  /** What has to be stopped when the cell ends. @type {(() => unknown)[]} */
  #open = [];
  #reports;

  constructor(root, name, tarball, gateway) {
    this.#root = root;
    this.#name = name;
    this.#tarball = tarball;
    this.gateway = gateway;
    this.folder = join(root, "target/cells", name);
  }

  get #source() {
    return join(this.#root, "tests", this.#name);
  }

  /** Brings the app's sources, its dependencies as its lock file names them, and the package. What is installed is kept. */
  async install() {
    await mkdir(this.folder, { recursive: true });
    // What was removed from the sources must not live on in the copy.
    for (const entry of await readdir(this.folder)) {
      if (entry !== "node_modules" && entry !== ".installed.json") await rm(join(this.folder, entry), { recursive: true });
    }
    await cp(this.#source, this.folder, { recursive: true, filter: (path) => !path.includes("node_modules") });
    const lock = await readFile(join(this.folder, "package-lock.json"), "utf8");
    const stamp = join(this.folder, ".installed.json");
    const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
    if ((await readFile(stamp, "utf8").catch(() => "")) !== lock) {
      await this.exec("npm", ["ci", ...quiet], { timeout: 600_000 });
      await writeFile(stamp, lock);
    }
    await rm(join(this.folder, "node_modules/midjourney-wasm"), { recursive: true, force: true });
    // By the lock file as well: without it npm asks its cache about every dependency, which on a new machine knows none.
    await this.exec("npm", ["install", "--no-save", "--offline", ...quiet, this.#tarball]);
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

  /** Runs one of them, and gives what it returns; whatever it has started ends with it. */
  async run(cell) {
    let timer;
    const limit = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`it took more than ${LIMIT / 1000} s`)), LIMIT);
    });
    try {
      return await Promise.race([cell.run(this), limit]);
    } finally {
      clearTimeout(timer);
      for (const stop of this.#open.splice(0).reverse()) await stop();
    }
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
   * @param {{ env?: Record<string, string>, cwd?: string, timeout?: number }} [options]
   * @returns {Promise<string>}
   */
  exec(program, args, { env, cwd = this.folder, timeout = LIMIT } = {}) {
    return new Promise((resolve, reject) => {
      const options = { cwd, timeout, env: { ...process.env, ...QUIET, ...env }, maxBuffer: 64 << 20, encoding: "utf8" };
      execFile(program, args, options, (error, stdout, stderr) => {
        if (!error) return resolve(`${stdout}\n${stderr}`);
        reject(new Error(`${program} ${args.join(" ")} failed (${error.code ?? error.signal})\n${stdout}\n${stderr}`));
      }).stdin?.end();
    });
  }

  /**
   * Starts a server of the app's and waits until its output matches `ready`; gives the match. It ends with the cell.
   * @param {string} program
   * @param {string[]} args
   * @param {{ ready: RegExp, env?: Record<string, string>, hear?: (piece: string) => void }} options `hear` gets all its output
   * @returns {Promise<RegExpExecArray>}
   */
  async start(program, args, { ready, env, hear = () => {} }) {
    // A group of its own: what it starts ends with it.
    const child = spawn(program, args, {
      cwd: this.folder,
      env: { ...process.env, ...QUIET, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const exit = once(child, "exit");
    this.#open.push(async () => {
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, "SIGKILL");
      await exit;
    });
    let printed = "";
    return new Promise((resolve, reject) => {
      const read = (piece) => {
        printed += piece;
        hear(`${piece}`);
        const match = ready.exec(printed);
        if (match) resolve(match);
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.on("error", reject);
      exit.then(([code]) => reject(new Error(`${program} ended (${code}) before it was ready\n${printed}`)));
    });
  }

  /**
   * Starts a server of the app's on a free port, as `start` does; gives its address, without a slash at the end.
   * @param {string} program
   * @param {(port: string) => string[]} args
   * @param {{ ready: RegExp, env?: (port: string) => Record<string, string> }} options
   */
  async server(program, args, { ready, env }) {
    const port = String(await this.port());
    await this.start(program, args(port), { ready, env: env?.(port) });
    return `http://127.0.0.1:${port}`;
  }

  /** A port that is free now. */
  async port() {
    const { port, close } = await serveFiles(this.folder);
    await close();
    return port;
  }

  /**
   * Serves a folder of the app over HTTP on a free port, until the cell ends; gives its address, without a slash at the end.
   * @param {string} folder
   * @param {{ headers?: Record<string, string> }} [options] headers of every answer
   */
  async serve(folder, options) {
    const server = await serveFiles(this.path(folder), options);
    this.#open.push(server.close);
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
