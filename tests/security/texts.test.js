// What a gateway says, in messages: fit for a terminal and a log. And what it asks: how long to wait, and where to go.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  HttpError,
  Midjourney,
  NetworkError,
  TaskFailedError,
  ValidationError,
  outcome,
  poll,
  rejection,
  rejects,
} from "../support/package.js";
import { json, listen } from "./named.js";

/** Steers a terminal, begins a new line of a log, turns the direction of what follows. */
const rude = "a\u{1b}[31mred\u{9b}2J\r\nERROR\u{7} b\u{202e}c\u{2066}d\u{200f}\u{61c}\0e\u{7f}\u{85}";
const control = /[\p{Cc}\p{Bidi_C}]/u;

const places = {
  "another origin": "http://127.0.0.1:9/mj/task/1/fetch",
  "another origin without a scheme": "//127.0.0.1:9/mj/task/1/fetch",
  "another origin behind backslashes": "\\\\127.0.0.1:9\\mj",
  "a user and a password": "http://sk-user:sk-word@127.0.0.1:9/",
  "a script": "javascript:alert(1)",
  "a text": "data:application/json,%7B%22id%22:%221%22%7D",
  "a file": "file:///etc/passwd",
  "a blob": "blob:http://127.0.0.1/x",
  "an address that is none": "http://[",
  "a port that is none": "http://127.0.0.1:99999/",
  nothing: "",
};
const waits = ["1e308", "Infinity", "-1", "NaN", "0x10", "9".repeat(400), "Fri, 31 Dec 9999 23:59:59 GMT", "soon", "1, 2", " "];

const answers = {
  usual: (response) => json(response, { code: 1, result: "1" }),
  rude: (response) => json(response, { code: 4, description: rude }),
  "rude object": (response) => json(response, { error: { message: rude } }, 500),
  "rude task": (response) => json(response, { id: "rude task", status: "FAILURE", failReason: rude }),
  "rude buttons": (response) =>
    json(response, { id: "rude buttons", status: "SUCCESS", buttons: [{ customId: "a::b", label: rude }] }),
  endless: (response) => json(response, { code: 4, description: `x${"y".repeat(1e6)}` }),
  loop: (response, _heard, { path }) => json(response, {}, 302, { location: `${path}?` }),
};
for (const [name, location] of Object.entries(places)) {
  for (const status of [300, 301, 302, 303, 307, 308]) {
    answers[`${name} ${status}`] = (response) => json(response, {}, status, { location });
  }
}
for (const status of [301, 302, 303, 307, 308]) {
  answers[`within ${status}`] = (response) => json(response, {}, status, { location: "/mj/task/1/fetch" });
}
for (const wait of waits) answers[`wait ${wait}`] = (response) => json(response, {}, 429, { "retry-after": wait });

const gateway = await listen(answers);
const client = (options) =>
  new Midjourney({ baseUrl: gateway.url, apiKey: "sk-0123456789", maxRetries: 0, poll, timeout: 300, ...options });

test("nothing in a message steers a terminal, breaks a line or turns it", async () => {
  const mj = client();
  for (const error of [
    await rejects(mj.imagine("rude"), ValidationError, { description: rude }),
    await rejection(mj.imagine("rude object")),
    await rejects(mj.wait("rude task"), TaskFailedError, { description: rude }),
    await rejects(mj.action("rude buttons", "U9"), ValidationError, { field: "button" }),
  ]) {
    assert.match(error.message, /red/, "it is told all the same");
    assert.doesNotMatch(error.message, control);
    assert.doesNotMatch(String(error), control);
    assert.doesNotMatch(error.stack.split("\n    at ")[0], control);
  }
});

test("an endless description does not fill a log", async () => {
  const error = await rejects(client().imagine("endless"), ValidationError, { code: "validation" });
  assert.match(error.message, /says: xyyy/);
  assert.ok(error.message.length < 1_200, `${error.message.length} letters`);
});

test("no redirect leads out of the gateway's origin, and no submit is redirected", async () => {
  const asked = [];
  const own = (url, init) => {
    asked.push(url);
    return fetch(url, init);
  };
  const mj = client({ fetch: own });
  for (const name of Object.keys(places)) {
    for (const status of [300, 301, 302, 303, 307, 308]) {
      const about = `${name} ${status}`;
      for (const call of [() => mj.imagine(about), () => mj.fetch(about), () => mj.fetch([about])]) {
        const error = await outcome(call());
        assert.ok(error instanceof HttpError || name === "nothing", `${about}: ${error}`);
        assert.equal(error.code ?? "redirect", "redirect", `${about}: ${error}`);
      }
    }
  }
  assert.deepEqual(
    asked.filter((url) => new URL(url).origin !== gateway.url),
    [],
  );
});

test("a submit is not sent on, not even within the gateway", async () => {
  const mj = client();
  const before = gateway.requests.length;
  for (const status of [301, 302, 303, 307, 308]) {
    await rejects(mj.imagine(`within ${status}`), HttpError, { code: "redirect", status, maybeSubmitted: true });
    await rejects(mj.request("POST", "/x", { body: { prompt: `within ${status}` } }), HttpError, { code: "redirect" });
  }
  assert.equal(gateway.requests.length - before, 10);
});

test("a redirect to itself ends", async () => {
  const before = gateway.requests.length;
  await rejects(client().fetch("loop"), HttpError, { code: "redirect" });
  assert.equal(gateway.requests.length - before, 4);
});

test("however long a gateway asks to wait, a job waits no longer than it may", async () => {
  for (const wait of waits) {
    const error = await outcome(client({ maxRetries: 1, timeout: 50 }).fetch(`wait ${wait}`));
    assert.equal(error.code, "rate_limited", wait);
    assert.ok(error.retryAfter === undefined || error.retryAfter > 0, wait);
    assert.equal((await outcome(client({ timeout: 50 }).wait(`wait ${wait}`))).code, "task_timeout", wait);
  }
});

test("a picture is read from wherever it is, without the key and without cookies", async () => {
  const asked = [];
  const own = (url, init) => {
    asked.push({ url, init });
    return url.startsWith("https://pictures.example")
      ? new Response(Buffer.from("iVBORw0KGgo=", "base64"))
      : Response.json({ code: 1, result: "1" });
  };
  const mj = client({ fetch: own, headers: { "x-more": "of the gateway's" } });
  await mj.submit.describe("https://pictures.example/cat.png");
  const [{ url, init }] = asked;
  assert.equal(url, "https://pictures.example/cat.png");
  assert.deepEqual(Object.keys(init).sort(), ["credentials", "signal"]);
  assert.equal(init.credentials, "omit");
  assert.ok(asked[1].url.startsWith(gateway.url));
});

test("only the address of a picture is handed on as one", async () => {
  const of = async (imageUrl) => {
    const own = async () => Response.json({ id: "1", status: "SUCCESS", imageUrl });
    return (await client({ fetch: own }).fetch("1")).imageUrl;
  };
  for (const address of [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "java\tscript:alert(1)",
    "\n javascript:alert(1)",
    "\u{1}javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "DATA:text/html;base64,PGI+",
    "data:,x",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:null/x",
    "http://[",
    "httpx:alert(1)",
    "https-evil://x/y.png",
  ]) {
    assert.equal(await of(address), undefined, JSON.stringify(address));
  }
  assert.equal(await of("https://pictures.example/cat.png"), "https://pictures.example/cat.png");
  assert.equal(await of("/cat.png"), `${gateway.url}/cat.png`);
  assert.equal(await of("//pictures.example/cat.png"), "http://pictures.example/cat.png");
  assert.equal(await of("data:image/png;base64,iVBORw0KGgo="), "data:image/png;base64,iVBORw0KGgo=");
});

test("what is wrong with a connection is told by the platform, under cause", async () => {
  const error = await rejects(client({ baseUrl: "http://127.0.0.1:9" }).fetch("1"), NetworkError, { code: "network" });
  assert.ok(error.cause instanceof Error);
});
