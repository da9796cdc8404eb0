// Starting a client where nothing is warm, in three runtimes: each gives a function that takes one figure, the milliseconds from before
// the import to when the gateway sees the first request.

import { readFile } from "node:fs/promises";
import process from "node:process";
import { listen } from "./arrivals.js";
import { started } from "./child.js";
import { launch } from "./chromium.js";
import { sourceOf } from "./jobs.js";
import { bundle, installed } from "./packages.js";
import { serve, workerdVersion } from "./workerd.js";

const wasm = () => readFile(installed("midjourney-wasm/client.wasm"));

/** How long each step took, of the marks that `split` has made. */
const steps = ({ began, imported, unpacked, compiled, instantiated, called }) => ({
  import: imported - began,
  unpack: unpacked - imported,
  compile: compiled - unpacked,
  instantiate: instantiated - compiled,
  call: called - instantiated,
});

/**
 * @typedef {object} Place
 * @property {string} version
 * @property {(name: string) => Promise<number>} start
 * @property {(name: string) => Promise<Record<string, number>>} [split] the milliseconds of each step
 * @property {() => Promise<void>} close
 */

/** @type {Record<string, (names: string[]) => Promise<Place>>} */
export const places = {
  Node: async () => {
    const { fresh, close } = await listen();
    const one = async (...args) => {
      const { gateway, asked } = fresh();
      const { told, end } = await started("start-in-node.js", [args[0], gateway, ...args.slice(1)]);
      const { monotonic } = await asked;
      await end();
      return { told, milliseconds: Number(monotonic - BigInt(told.began)) / 1e6 };
    };
    return {
      version: process.versions.node,
      start: async (name) => (await one(name)).milliseconds,
      split: async (name) => steps((await one(name, "split")).told.marks),
      close,
    };
  },

  workerd: async (names) => {
    const { fresh, close } = await listen();
    const worker = `export default {
      async fetch(request) {
        const { run } = await import("./client.js");
        // The request lasts as long as its job.
        await run(request.headers.get("gateway")).catch(() => {});
        return new Response();
      },
    };`;
    const options = { conditions: ["workerd", "worker"], external: ["*.wasm", "node:*"] };
    const contents = new Map(await Promise.all(names.map(async (name) => [name, await bundle(sourceOf(name), options)])));
    const ours = { name: "client.wasm", content: await wasm() };
    return {
      version: workerdVersion,
      start: async (name) => {
        const modules = [
          { name: "worker.js", content: worker },
          { name: "client.js", content: contents.get(name) },
        ];
        const { url, stop, log } = await serve(name === "ours" ? [...modules, ours] : modules);
        const { gateway, asked } = fresh();
        const began = process.hrtime.bigint();
        const answered = fetch(url, { headers: { gateway } });
        answered.catch(() => {});
        try {
          return Number((await asked).monotonic - began) / 1e6;
        } catch (error) {
          throw new Error(log(), { cause: error });
        } finally {
          await stop();
        }
      },
      close,
    };
  },

  Chromium: async (names) => {
    const files = { "/client.wasm": { type: "application/wasm", content: await wasm() } };
    const page = (script) => ({
      type: "text/html",
      content: `<!doctype html><title>Bench</title><link rel="icon" href="data:,"><script type="module">${script}</script>`,
    });
    for (const name of names) {
      files[`/${name}.js`] = { type: "text/javascript", content: await bundle(sourceOf(name)) };
      const go = `const { run } = await import("/${name}.js");`;
      const job = `run(location.origin + "/" + location.hash.slice(1)).catch(() => {});`;
      files[`/${name}`] = page(`globalThis.began = Date.now(); ${go} ${job}`);
      files[`/${name}/split`] = page(`import { split } from "/split.js"; const marks = split(); marks.began = performance.now();
        ${go} marks.imported = performance.now(); ${job} await marks.sent; globalThis.marks = { ...marks, sent: undefined };`);
    }
    files["/split.js"] = { type: "text/javascript", content: await bundle(`export * from "./measure/split.js";`) };
    const { url, fresh, close } = await listen(files);
    const browser = await launch();
    /** In a fresh context; `look` is what is read of the page's globals. */
    const one = async (path, look) => {
      const { gateway, asked } = fresh();
      const context = await browser.newContext();
      const page = await context.newPage();
      const failed = new Promise((_, reject) => page.once("pageerror", reject));
      failed.catch(() => {});
      await page.goto(`${url}/${path}#${gateway.slice(url.length + 1)}`);
      const { wall } = await Promise.race([asked, failed]);
      const value = await page.waitForFunction((look) => globalThis[look], look);
      const seen = await value.jsonValue();
      await context.close();
      return { wall, seen };
    };
    return {
      version: browser.version(),
      start: async (name) => {
        const { wall, seen } = await one(name, "began");
        return wall - seen;
      },
      split: async (name) => steps((await one(`${name}/split`, "marks")).seen),
      close: async () => {
        await browser.close();
        close();
      },
    };
  },
};
