// The runtimes that encode pictures: Node, Chromium and workerd, each with the same program in it.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import process from "node:process";
import { started } from "./child.js";
import { launchChromium } from "./browsers.js";
import { bundle, installed } from "./packages.js";
import { serve, workerdVersion } from "./workerd.js";

const SOURCE = `export * from "./measure/encoders.js";`;

/**
 * @typedef {object} Runtime
 * @property {string} version
 * @property {string[]} encoders which there are
 * @property {(...asked: [name: string, form: string, size: number, repeats: number]) => Promise<number>} encode gives milliseconds
 * @property {() => Promise<unknown>} close
 */

/** @type {Record<string, () => Promise<Runtime>>} */
export const runtimes = {
  Node: async () => {
    const { told, ask, end } = await started("encode-in-node.js");
    return { version: process.versions.node, encoders: told, encode: (...asked) => ask(asked), close: end };
  },

  Chromium: async () => {
    const program = await bundle(SOURCE);
    const server = createServer((request, response) => {
      const isPage = request.url === "/";
      response.setHeader("content-type", isPage ? "text/html" : "text/javascript");
      response.end(isPage ? `<!doctype html><title>Bench</title><link rel="icon" href="data:,">` : program);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const browser = await launchChromium();
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    const encoders = await page.evaluate(async () => (globalThis.program = await import("/program.js")).encoders());
    return {
      version: browser.version(),
      encoders,
      encode: (...asked) => page.evaluate((asked) => globalThis.program.encode(...asked), asked),
      close: async () => {
        await browser.close();
        server.close();
      },
    };
  },

  workerd: async () => {
    const source = `import { encode, encoders } from "./measure/encoders.js";
      export default {
        async fetch(request) {
          const asked = await request.json();
          try {
            return Response.json(asked.length ? await encode(...asked) : encoders());
          } catch (error) {
            return new Response(error.stack, { status: 500 });
          }
        },
      };`;
    const conditions = ["workerd", "worker"];
    const content = await bundle(source, { conditions, external: ["*.wasm"] });
    const wasm = { name: "client.wasm", content: await readFile(installed("midjourney-wasm/client.wasm")) };
    const { url, stop, log } = await serve([{ name: "worker.js", content }, wasm]);
    const ask = async (asked) => {
      const response = await fetch(url, { method: "POST", body: JSON.stringify(asked) });
      if (!response.ok) throw new Error(`${await response.text()}\n${log()}`);
      return response.json();
    };
    return { version: workerdVersion, encoders: await ask([]), encode: (...asked) => ask(asked), close: stop };
  },
};
