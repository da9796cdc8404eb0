// An environment that lacks a global, as Jest's jsdom and old polyfills do: it is not needed, or the error names it. Everything settles.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  BadResponseError,
  ConfigError,
  Midjourney,
  MidjourneyError,
  isError,
  packageUrl,
  rejection,
} from "../support/package.js";

/** Lets something happen without some globals. */
const without = async (names, act) => {
  const kept = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
  try {
    for (const name of names) delete globalThis[name];
    return await act();
  } finally {
    for (const [name, descriptor] of kept) Object.defineProperty(globalThis, name, descriptor);
  }
};

/** An own `fetch` that needs nothing of the platform; it counts the submits. */
const own = () => {
  const sent = { submits: 0 };
  const fetch = async (url, init) => {
    const isSubmit = url.includes("/submit/");
    if (isSubmit) sent.submits++;
    sent.key = new Map(init.headers[Symbol.iterator] ? init.headers : Object.entries(init.headers)).get("authorization");
    const task = { id: "7", action: "IMAGINE", status: "SUCCESS", imageUrl: "https://pictures.example/a.png" };
    return {
      status: 200,
      headers: { get: () => null },
      text: async () => JSON.stringify(isSubmit ? { code: 1, result: "7" } : task),
    };
  };
  return { fetch, sent };
};

let entries = 0;
/** An entry whose WebAssembly is not instantiated yet. */
const fresh = async () => (await import(`${packageUrl}?${++entries}`)).Midjourney;

const baseUrl = "https://gateway.example";

test("an own fetch needs none of the platform's", async () => {
  const names = ["Request", "Response", "Headers", "AbortController", "AbortSignal", "fetch", "ReadableStream", "crypto"];
  const { fetch, sent } = own();
  const mj = new Midjourney({ baseUrl, fetch, apiKey: "sk-1" });
  await mj.ready;
  const task = await without(names, () => mj.imagine("cat"));
  assert.deepEqual([task.status, sent], ["SUCCESS", { submits: 1, key: "Bearer sk-1" }]);
});

for (const name of ["TextEncoder", "TextDecoder", "URL", "Response", "DecompressionStream", "WebAssembly"]) {
  test(`without ${name} every call rejects with an error that names it, and works once it is there`, async () => {
    const Client = await fresh();
    const { fetch, sent } = own();
    const mj = new Client({ baseUrl, fetch });
    const errors = await without([name], () => Promise.all([mj.imagine("cat"), mj.fetch("7"), mj.ready].map(rejection)));
    for (const error of errors) {
      assert.ok(MidjourneyError.is(error), String(error));
      assert.equal(error.code, name === "DecompressionStream" ? "wasm_unavailable" : "internal");
      assert.ok(error.message.includes(name) && error.hint.includes(name), error.message);
      assert.deepEqual([error.maybeSubmitted, error.token], [false, undefined]);
    }
    assert.equal(sent.submits, 0);
    assert.equal((await mj.imagine("cat")).status, "SUCCESS");
  });
}

test("a global that is undefined is missing too", async () => {
  const Client = await fresh();
  const { TextEncoder } = globalThis;
  globalThis.TextEncoder = undefined;
  try {
    const error = isError(await rejection(new Client({ baseUrl }).imagine("cat")), MidjourneyError, { code: "internal" });
    assert.match(error.message, /TextEncoder is not defined/);
  } finally {
    globalThis.TextEncoder = TextEncoder;
  }
});

test("without fetch the error names the option", async () => {
  const mj = new Midjourney({ baseUrl });
  await mj.ready;
  for (const call of [() => mj.imagine("cat"), () => mj.fetch("7"), () => mj.request("GET", "/x")]) {
    const fields = { code: "config", field: "fetch", maybeSubmitted: false };
    isError(await without(["fetch"], () => rejection(call())), ConfigError, fields);
  }
});

test("a function that sets the key's headers needs Headers", async () => {
  const { fetch, sent } = own();
  const mj = new Midjourney({ baseUrl, fetch, apiKey: "sk-1", auth: () => {} });
  await mj.ready;
  const error = await without(["Headers"], () => rejection(mj.imagine("cat")));
  assert.match(isError(error, ConfigError, { code: "config", field: "auth" }).message, /Headers/);
  assert.equal(sent.submits, 0);
});

test("without crypto a submit has no marker, and is sent all the same", async () => {
  const { fetch } = own();
  const bodies = [];
  const kept = (url, init) => {
    if (init.body) bodies.push(JSON.parse(init.body));
    return fetch(url, init);
  };
  const mj = new Midjourney({ baseUrl, fetch: kept });
  const task = await without(["crypto"], () => mj.imagine("cat"));
  assert.equal(task.status, "SUCCESS");
  assert.deepEqual(bodies, [{ prompt: "cat" }]);
});

const headers = { get: () => null };

test("a response of any fetch is read by what it has", async () => {
  const bytes = (value) => Buffer.from(JSON.stringify(value));
  const body = (value) => new Blob([bytes(value)]).stream();
  const { Readable } = await import("node:stream");
  for (const shape of [
    (value) => ({ status: 200, headers, body: body(value) }),
    (value) => ({ status: 200, headers, body: Readable.from([bytes(value)]), arrayBuffer: async () => bytes(value) }),
    (value) => ({ status: 200, headers, body: null, arrayBuffer: async () => Uint8Array.from(bytes(value)).buffer }),
    (value) => ({ status: 200, headers, body: undefined, text: async () => JSON.stringify(value) }),
    (value) => ({ status: 200, headers: new Map(), text: () => JSON.stringify(value) }),
  ]) {
    let submits = 0;
    const fetch = async (url) => {
      if (!url.includes("/submit/")) return shape({ id: "7", status: "SUCCESS", imageUrl: "https://pictures.example/a.png" });
      submits++;
      return shape({ code: 1, result: "7" });
    };
    const task = await new Midjourney({ baseUrl, fetch }).imagine("cat");
    assert.deepEqual([task.status, submits], ["SUCCESS", 1], String(shape));
  }
});

test("what is no response, or cannot be read, leaves a doubt, the token, and words for it", async () => {
  for (const response of [
    undefined,
    null,
    "ok",
    { ok: true },
    { status: "200", headers, text: async () => "{}" },
    { status: 200, headers, data: { code: 1, result: "7" } },
    { status: 200, headers, body: {}, json: async () => ({ code: 1, result: "7" }) },
    { status: 200, headers, text: async () => ({ code: 1, result: "7" }) },
  ]) {
    let requests = 0;
    const fetch = async () => {
      requests++;
      return response;
    };
    const mj = new Midjourney({ baseUrl, fetch });
    const words = { code: "bad_response", retryable: false, message: "What fetch returned is no Response." };
    const error = isError(await rejection(mj.imagine("cat")), BadResponseError, { ...words, maybeSubmitted: true });
    assert.equal(error.token.state.length, 32);
    assert.match(error.hint, /^The task may exist.*status, headers\.get, and one of body\.getReader, arrayBuffer and text\.$/);
    isError(await rejection(mj.fetch("7")), BadResponseError, { ...words, maybeSubmitted: false });
    assert.equal(requests, 2, "neither is sent again");
  }
});
