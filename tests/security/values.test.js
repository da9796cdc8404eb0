// Values of every wrong kind, in every place of an answer: whatever a gateway sends, every call ends, with what it may end with.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Midjourney, MidjourneyError } from "../package/setup.js";
import { outcome } from "./gateway.js";

// Before the clock stands still. Node does not wait for WebAssembly that is being compiled.
const waiting = setInterval(() => {}, 1_000);
await new Midjourney({ baseUrl: "https://gateway.example" }).ready;
clearInterval(waiting);

const wrong = [null, true, 0, -1, 1e308, 2 ** 53, "", "x", [], [[]], {}, { toString: 1, valueOf: 1 }, ["1", 2, null], "\u{d800}"];

const fields = {
  task: ["id", "status", "progress", "prompt", "failReason", "imageUrl", "buttons", "properties", "state", "action"].concat(
    "submitTime startTime finishTime description code type".split(" "),
  ),
  envelope: ["code", "result", "description", "properties", "error", "message", "type", "status"],
  properties: ["numberOfQueues", "remix", "status", "finalPrompt", "bannedWord"],
  error: ["message", "description", "code", "type"],
  button: ["customId", "label", "emoji"],
};

/** Answers with one value that is wrong, and what it is about. */
const answers = function* () {
  const statuses = ["NOT_START", "MODAL", "SUCCESS", "FAILURE", "CANCEL"];
  for (const value of wrong) {
    yield value;
    yield [value];
    for (const name of fields.task) for (const status of statuses) yield { id: "1", status, [name]: value };
    for (const name of fields.envelope) for (const code of [1, 4, 21, 24]) yield { code, result: "1", [name]: value };
    for (const name of fields.properties) {
      for (const code of [1, 21, 24]) yield { code, result: "1", properties: { [name]: value } };
      yield { id: "1", status: "SUCCESS", properties: { [name]: value } };
    }
    for (const name of fields.error) yield { error: { [name]: value } };
    for (const name of fields.button)
      yield { id: "1", status: "SUCCESS", buttons: [{ customId: "a::b", label: "U1", [name]: value }] };
  }
};

/** What becomes of a promise within a minute of a clock that does not wait; undefined if nothing does. */
const within = async (promise, timers) => {
  let ended;
  outcome(promise).then((value) => (ended = { value }));
  for (let second = 0; second < 60 && !ended; second++) {
    for (let turn = 0; turn < 10 && !ended; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (!ended) timers.tick(1_000);
  }
  return ended;
};

for (const status of [200, 400]) {
  test(`every call ends, whatever is in an answer of HTTP ${status}`, async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout", "Date"] });
    for (const answer of answers()) {
      let asked = 0;
      const fetch = async () => {
        // Where a good answer would be looked at again and again, the second one ends it.
        asked += 1;
        return asked > 1 ? Response.json({ id: "1", status: "SUCCESS" }) : Response.json(answer, { status });
      };
      const mj = new Midjourney({ baseUrl: "https://gateway.example", fetch, maxRetries: 0, timeout: 30_000 });
      for (const call of [
        () => mj.imagine("cat"),
        () => mj.action("1", "U1"),
        () => mj.modal("1", {}),
        () => mj.wait("1"),
        () => mj.wait("1", { modal: () => ({ prompt: "cat" }) }),
        () => mj.wait({ v: 1, state: "x", baseUrl: "https://gateway.example" }),
        () => mj.fetch("1"),
        () => mj.fetch(["1", "2"]),
        () => mj.request("GET", "/x"),
        () => mj.submit.imagine("cat"),
      ]) {
        asked = 0;
        const about = `${call} after ${JSON.stringify(answer)}`;
        const ended = await within(call(), context.mock.timers);
        assert.ok(ended, `${about} does not end`);
        const found = ended.value;
        if (found instanceof Error) assert.ok(MidjourneyError.is(found), `${about}: ${found.stack}`);
      }
    }
  });
}
