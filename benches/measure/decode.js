// Decodes a list of so many tasks with our client and with `JSON.parse`, in turn. Tells the milliseconds of each, and what became
// of the digits of Discord's numbers.

import process from "node:process";
import { Midjourney } from "midjourney-wasm";
import { inTurn } from "./numbers.js";
import { digits, finished, idOf } from "./tasks.js";

const [tasks, rounds] = process.argv.slice(2).map(Number);
const ids = Array.from({ length: tasks }, (_, number) => idOf(number));
const text = `[${ids.map(finished).join()}]`;

const mj = new Midjourney({ baseUrl: "http://127.0.0.1", apiKey: "sk-0123456789abcdef", fetch: async () => new Response(text) });
await mj.ready;

const decoders = {
  parse: async () => JSON.parse(text),
  // What no client can save: an answer that has to be read.
  read: async () => (await new Response(text).json()) && undefined,
  ours: async () => [...(await mj.fetch(ids)).values()],
};

const once = async (name) => {
  const began = performance.now();
  const decoded = await decoders[name]();
  return { ms: performance.now() - began, decoded };
};

const shown = {};
for (const name of Object.keys(decoders)) shown[name] = (await once(name)).decoded;
if (
  shown.ours.length !== tasks ||
  shown.ours.some((task, at) => task.id !== ids[at] || task.status !== "SUCCESS" || task.progress !== 100)
) {
  throw new Error(`these are not the tasks: ${JSON.stringify(shown.ours.slice(0, 2))}`);
}
/** Which digits every task of a list has. */
const digitsOf = (list) =>
  Object.keys(digits).map((name) => {
    const all = new Set(list.map((task) => String(task.properties[name])));
    if (all.size !== 1) throw new Error(`the tasks differ in ${name}: ${[...all]}`);
    return [...all][0];
  });

const taken = await inTurn(Object.keys(decoders), rounds, async (name) => (await once(name)).ms, 20_000);
process.send({
  taken,
  bytes: text.length,
  digits: { sent: Object.values(digits), ours: digitsOf(shown.ours), parse: digitsOf(shown.parse) },
});
