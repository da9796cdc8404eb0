// The WebAssembly's memory, which cannot shrink: what a call has used is used again by the next.

import assert from "node:assert/strict";
import { test } from "node:test";

/** @type {WebAssembly.Memory | undefined} */
let memory;
const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (...given) => {
  const made = await instantiate(...given);
  memory = Object.values((made.instance ?? made).exports).find((one) => one instanceof WebAssembly.Memory);
  return made;
};

const { Midjourney } = await import("./setup.js");

test("a thousand answers need no more memory than the first hundred", async () => {
  // Of many sizes, so that blocks of all of them are used; and some of them failures.
  const answers = Array.from({ length: 100 }, (_, number) => ({
    id: "1",
    status: "IN_PROGRESS",
    prompt: "x".repeat(number ** 2 * 10),
  }));
  let asked = 0;
  const fetch = async () => {
    const number = asked++ % 100;
    return number % 10 === 9 ? new Response("no") : new Response(JSON.stringify(answers[number]));
  };
  const mj = new Midjourney({ baseUrl: "https://gateway.example", fetch, maxRetries: 0 });
  const ask = async (times) => {
    for (let time = 0; time < times; time++) await mj.fetch("1").catch(() => {});
    return memory.buffer.byteLength;
  };
  const first = await ask(100);
  assert.equal(await ask(900), first);
  assert.ok(first < 2 ** 22, String(first));
});
