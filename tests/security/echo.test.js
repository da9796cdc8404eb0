// A gateway that repeats the key which it was shown. Where the key stands as it is, or as JSON spells it, it becomes ***. What a
// gateway has turned into something else is not known as the key any more, and SECURITY.md promises nothing of that.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { Midjourney, MidjourneyError, outcome, poll } from "../support/package.js";
import { auths, canary, forms, keepsQuiet, printed } from "./canary.js";
import { json, listen } from "./named.js";

/** A JSON text in which each letter of the key is an escape. */
const escaped = (text) =>
  text.replaceAll(canary, [...canary].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""));
/** As PHP writes it. */
const slashed = (text) => text.replaceAll("/", "\\/");
/** With the first letter only as an escape, in capitals. */
const started = (text) => text.replaceAll(canary, `\\u0073${canary.slice(1)}`);

const envelope = (code) => (heard) => ({
  code,
  description: `no such key: ${heard}`,
  result: heard,
  properties: { bannedWord: heard, [heard]: [{ deep: heard }], finalPrompt: heard },
});
const task = (status) => (heard) => ({
  id: "1",
  status,
  prompt: heard,
  failReason: `because of ${heard}`,
  imageUrl: `/picture?key=${heard}`,
  state: heard,
  properties: { finalPrompt: heard, [`x-${heard}`]: heard },
  buttons: [{ customId: `MJ::JOB::upsample::1::${heard}`, label: heard, emoji: heard }],
});

/** Bodies, by what they are. */
const bodies = {
  ...Object.fromEntries([1, 3, 4, 5, 9, 21, 22, 23, 24, 30, -1].map((code) => [`code ${code}`, envelope(code)])),
  "an error in words": (heard) => ({ error: `${heard} is unknown` }),
  "an error object": (heard) => ({ error: { message: heard, type: heard, code: heard } }),
  ...Object.fromEntries(["SUCCESS", "FAILURE", "CANCEL", "MODAL", "IN_PROGRESS"].map((word) => [word, task(word)])),
  "an unknown state": (heard) => ({ id: "1", status: heard, progress: heard }),
  "an id": (heard) => ({ id: heard, status: "SUCCESS" }),
  "a list": (heard) => [task("SUCCESS")(heard), { ...task("FAILURE")(heard), id: heard }],
  "a text": (heard) => `"${heard}"`,
  "a web page": (heard) => `<html><h1>${heard}</h1>`,
  "no JSON": (heard) => `key ${heard}`,
  "half of one": (heard) => `{"code":1,"description":"${heard}`,
};

/** Ways to write them. */
const spellings = { plain: (text) => text, escaped, started, slashed };

const statuses = [200, 302, 400, 401, 403, 404, 418, 429, 500];

const answers = {
  usual: (response) => json(response, { code: 1, result: "1" }),
  "in headers": (response, heard) =>
    json(response, {}, 400, {
      "x-key": heard,
      [`x-${canary.replace(/\W/g, "")}`]: "1",
      "retry-after": heard,
      "set-cookie": heard,
    }),
  "in pieces": async (response, heard) => {
    response.writeHead(401, { "content-type": "application/json" });
    for (const letter of JSON.stringify(envelope(9)(heard))) {
      if (!response.write(letter)) await new Promise((drained) => response.once("drain", drained));
      await new Promise((sent) => setImmediate(sent));
    }
    response.end();
  },
  compressed: (response, heard) => {
    response.writeHead(401, { "content-encoding": "gzip" });
    response.end(gzipSync(JSON.stringify(envelope(9)(heard))));
  },
  "after a mark": (response, heard) => json(response, `\u{feff}${JSON.stringify(envelope(9)(heard))}`, 401),
  "in the status line": (response, heard) => {
    response.writeHead(500, heard);
    response.end();
  },
  "in an address that is none": (response, heard) => json(response, {}, 307, { location: `http://[${heard}` }),
  "in an address elsewhere": (response, heard) => json(response, {}, 307, { location: `http://127.0.0.1:9/?${heard}` }),
  "in half an answer": (response, heard) => {
    response.writeHead(200, { "content-length": 1_000 });
    response.write(heard);
    setImmediate(() => response.destroy());
  },
};
for (const [body, make] of Object.entries(bodies)) {
  for (const [spelling, write] of Object.entries(spellings)) {
    for (const status of statuses) {
      answers[`${body}, ${spelling}, ${status}`] = (response, heard) => {
        const value = make(heard);
        json(response, write(typeof value === "string" ? value : JSON.stringify(value)), status);
      };
    }
  }
}

const gateway = await listen(answers);
const client = (options) => new Midjourney({ baseUrl: gateway.url, apiKey: canary, maxRetries: 0, poll, ...options });

/** Everything that a call of each kind gives, whatever the answer of that name is. */
const given = async (mj, name) => {
  const jobs = [mj.imagine(name), mj.shorten(name), mj.modal("1", { prompt: name }), mj.wait(name)];
  // Neither a task that goes on for ever nor one that is not found at first is waited for.
  const ends = jobs.map((job) => outcome(Promise.race([job, new Promise((end) => setTimeout(end, 50))])));
  const others = [mj.fetch(name), mj.fetch([name, "2"]), mj.request("GET", `/named/${encodeURIComponent(name)}`)];
  others.push(mj.request("POST", "/named", { body: { prompt: name } }), mj.submit.imagine(name), mj.submit.describe(picture));
  const values = await Promise.all([...ends, ...others.map(outcome)]);
  for (const job of jobs) {
    values.push(job.toJSON(), job.last, job);
    await job.cancel();
    values.push(await outcome(job), await outcome(job.submission));
  }
  return values;
};
const picture = "data:image/png;base64,iVBORw0KGgo=";

for (const body of Object.keys(bodies)) {
  test(`a key that comes back in ${body} is taken out, however it is spelt`, async () => {
    const mj = client();
    const names = Object.keys(answers).filter((name) => name.startsWith(`${body}, `));
    // All at once, as each waits for jobs that go on.
    await Promise.all(
      names.map(async (name) => {
        for (const value of await given(mj, name)) keepsQuiet(value, name);
      }),
    );
  });
}

for (const name of Object.keys(answers).filter((name) => /^(in|after|compressed)/.test(name))) {
  test(`a key that comes back ${name} is not shown`, async () => {
    for (const value of await given(client(), name)) keepsQuiet(value, name);
  });
}

for (const [form, apiKey] of Object.entries(forms)) {
  for (const [way, auth] of Object.entries(auths)) {
    test(`a key as ${form}, sent as ${way}, is taken out`, async () => {
      const error = await outcome(client({ apiKey, auth }).imagine("code 4, plain, 200"));
      assert.ok(MidjourneyError.is(error), String(error));
      assert.match(error.description, /^no such key: (Bearer )?\*\*\*$/, "the key reached the gateway");
      keepsQuiet(error, "the error");
    });
  }
}

test("a task that is looked at together with others is as clean", async () => {
  const mj = client();
  const jobs = ["a list, plain, 200", "a list, escaped, 200"].map((name) => mj.wait(name, { timeout: 200 }));
  const outcomes = await Promise.all(jobs.map(outcome));
  for (const value of [...outcomes, ...jobs.map(({ last }) => last)]) keepsQuiet(value, "a shared look");
});

test("no address and no body that was sent has the key", () => {
  const odd = gateway.requests.filter(({ path, body }) => `${path}${body}`.includes(canary));
  assert.deepEqual(odd, []);
});

test("nothing of it was printed", () => keepsQuiet(printed, "the console"));
