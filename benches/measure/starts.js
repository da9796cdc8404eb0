// Starting a client where nothing is warm, in Node and in workerd: each gives a function that measures one start, in milliseconds from
// before the import to when the gateway gets the first request.

import { readFile } from "node:fs/promises";
import process from "node:process";
import { listen } from "./arrivals.js";
import { started } from "./child.js";
import { sourceOf } from "./jobs.js";
import { bundle, installed } from "./packages.js";
import { serve, workerdVersion } from "./workerd.js";

/**
 * @typedef {object} Place
 * @property {string} version
 * @property {(name: string) => Promise<number>} start
 * @property {() => void} close
 */

/** @type {Record<string, (names: string[]) => Promise<Place>>} */
export const places = {
  Node: async () => {
    const { fresh, close } = await listen();
    const start = async (name) => {
      const { gateway, asked } = fresh();
      const { told, end } = await started("start-in-node.js", [name, gateway]);
      const { monotonic } = await asked;
      await end();
      return Number(monotonic - BigInt(told.began)) / 1e6;
    };
    return { version: process.versions.node, start, close };
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
    const wasm = { name: "client.wasm", content: await readFile(installed("midjourney-wasm/client.wasm")) };
    const start = async (name) => {
      const modules = [
        { name: "worker.js", content: worker },
        { name: "client.js", content: contents.get(name) },
      ];
      const { url, stop, log } = await serve(name === "ours" ? [...modules, wasm] : modules);
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
    };
    return { version: workerdVersion, start, close };
  },
};
