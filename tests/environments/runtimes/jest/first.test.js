/* global test */
const { Midjourney } = require("midjourney-wasm");

// Jest gives a test five seconds, and runs modules where each look at a global takes long.
test("the WebAssembly is there within a test's time", async () => {
  await new Midjourney({ baseUrl: "http://127.0.0.1" }).ready;
}, 3_000);
