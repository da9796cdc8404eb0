// The entry without the wasm: where it may come from, and what is said when it is not there. Each in a program of its own, since
// one that has it keeps it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { packageUrl } from "../support/package.js";
import { runModule } from "../support/programs.js";
import { serve } from "../support/server.js";

const wasm = await readFile(new URL("client.wasm", packageUrl));

const { url } = await serve(({ path }, response) => {
  const type = { "/client.wasm": "text/plain", "/typed.wasm": "application/wasm" }[path];
  response.writeHead(path === "/missing" ? 404 : 200, { "content-type": type ?? "text/html" });
  response.end(type ? wasm : "<!doctype html>");
});

/** Runs a program that prints JSON: in it are `init`, `bytes`, `url` and `fetched`, what a fetch of a bad id rejects with. */
const program = async (body) => {
  const script = `
    import { readFile } from "node:fs/promises";
    import { Midjourney, MidjourneyError, init } from ${JSON.stringify(new URL("slim.js", packageUrl).href)};
    const url = ${JSON.stringify(url)};
    const bytes = await readFile(new URL(${JSON.stringify(new URL("client.wasm", packageUrl).href)}));
    const mj = new Midjourney({ baseUrl: url });
    const told = (error) => MidjourneyError.is(error) && [error.code, error.hint ?? "", String(error.cause ?? "")];
    const fetched = () => mj.fetch("../1").catch(told);
    const say = (value) => console.log(JSON.stringify(value));
    ${body}
  `;
  return JSON.parse(await runModule(script));
};

/** What the client says once its Rust runs. */
const RUNS = "invalid_input";

for (const [what, source] of [
  ["an address, whatever the type of the answer", "`${url}/client.wasm`"],
  ["a URL", "new URL(`${url}/client.wasm`)"],
  ["a response", "fetch(`${url}/client.wasm`)"],
  ["bytes", "bytes"],
  ["a module", "WebAssembly.compile(bytes)"],
]) {
  test(`init takes ${what}`, async () => {
    assert.equal((await program(`await init(${source}); say(await fetched());`))[0], RUNS);
  });
}

test("a file of the right type is compiled while it arrives, and only that", async () => {
  const streamed = await program(`
    const { compileStreaming } = WebAssembly;
    let streamed = 0;
    WebAssembly.compileStreaming = (response) => (streamed++, compileStreaming(response));
    await init(url + "/typed.wasm");
    say([(await fetched())[0], streamed]);
  `);
  assert.deepEqual(streamed, [RUNS, 1]);
});

test("calls wait for an init that is under way", async () => {
  assert.equal((await program("init(`${url}/client.wasm`); say(await fetched());"))[0], RUNS);
});

test("without init it is said what is missing", async () => {
  const [code, hint] = await program("say(await fetched());");
  assert.equal(code, "wasm_unavailable");
  assert.match(hint, /init\(source\)/);
});

test("a wrong address is told, to every call, and a right one works then", async () => {
  const [failures, then] = await program(`
    const failures = [];
    for (const path of ["/missing", "/page"]) {
      // Nobody waits for it: that must not end the program.
      init(url + path);
      failures.push(await fetched(), await init(url + path).catch(told));
    }
    await init(url + "/client.wasm");
    say([failures, await fetched()]);
  `);
  assert.equal(then[0], RUNS);
  for (const [code, hint] of failures) {
    assert.equal(code, "wasm_unavailable");
    assert.match(hint, /client\.wasm/);
  }
  const causes = failures.map(([, , cause]) => cause);
  assert.match(causes[0], /HTTP 404/);
  assert.match(causes[2], /no WebAssembly/);
});

test("the first init counts", async () => {
  assert.equal((await program("await init(bytes); await init(`${url}/missing`); say(await fetched());"))[0], RUNS);
});
