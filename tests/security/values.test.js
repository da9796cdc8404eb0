// Values of every wrong kind, in every place of an answer: whatever a gateway sends, every call ends, with what it may end with.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MidjourneyError } from "../support/package.js";
import { json } from "../support/script.js";
import { BASE_URL, World } from "../support/world.js";

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

for (const status of [200, 400]) {
  test(`every call ends, whatever is in an answer of HTTP ${status}`, async () => {
    let answer;
    let isAsked = false;
    const script = () => {
      // Where a good answer would be polled again and again, the second one ends it.
      const told = isAsked ? json({ id: "1", status: "SUCCESS" }) : { ...json(answer), status };
      isAsked = true;
      return told;
    };
    const world = await World.begin({ script, latency: 0 });
    try {
      for (answer of answers()) {
        const mj = world.client({ maxRetries: 0, timeout: 30_000 });
        for (const call of [
          () => mj.imagine("cat"),
          () => mj.action("1", "U1"),
          () => mj.modal("1", {}),
          () => mj.wait("1"),
          () => mj.wait("1", { modal: () => ({ prompt: "cat" }) }),
          () => mj.wait({ v: 1, state: "x", baseUrl: BASE_URL }),
          () => mj.fetch("1"),
          () => mj.fetch(["1", "2"]),
          () => mj.request("GET", "/x"),
          () => mj.submit.imagine("cat"),
        ]) {
          isAsked = false;
          const about = `${call} after ${JSON.stringify(answer)}`;
          const { error, open } = await world.run(call, 60_000);
          assert.ok(!open, `${about} does not end`);
          if (error) assert.ok(MidjourneyError.is(error), `${about}: ${error.stack}`);
          world.exchanges.length = 0;
        }
      }
    } finally {
      world.end();
    }
  });
}
