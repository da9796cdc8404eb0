// A client that is not called as `mj.verb(…)`: behind a proxy, as reactive state makes, and its methods by themselves.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Job, Midjourney, quick, rejection, sandbox } from "../support/package.js";

const gateway = await sandbox("--task-seconds", "0.3", "--concurrency", "40");

/** A proxy of an object and of all plain objects in it, as Vue's `reactive` makes. */
const reactive = (target) =>
  new Proxy(target, {
    get: (object, name, receiver) => {
      const value = Reflect.get(object, name, receiver);
      return Object.prototype.toString.call(value) === "[object Object]" ? reactive(value) : value;
    },
  });

const forms = {
  "a proxy": (mj) => new Proxy(mj, {}),
  "reactive state": (mj) => reactive({ mj }).mj,
  "an object that inherits from it": (mj) => Object.create(mj),
  "its members": ({ imagine, action, upscale, reroll, fetch, wait, submit, request, close, ready, stats }) => {
    return { imagine, action, upscale, reroll, fetch, wait, submit: { ...submit }, request, close, ready, stats };
  },
};

for (const [name, form] of Object.entries(forms)) {
  test(`${name} works as the client does`, async () => {
    const held = form(gateway.client());
    assert.equal(await held.ready, undefined);
    assert.deepEqual(Object.keys(held.stats), ["requests", "polls", "batched", "retries", "bytes"]);
    // A method by itself, even of a proxy.
    const { imagine, upscale, fetch } = held;
    const job = imagine(quick);
    assert.ok(job instanceof Job);
    const cat = await job;
    assert.equal(cat.status, "SUCCESS");
    assert.equal((await upscale(cat, 2)).action, "UPSCALE");
    assert.equal((await held.reroll(cat)).status, "SUCCESS");
    assert.equal((await held.action(cat, "V1")).action, "VARIATION");
    assert.equal((await fetch(cat.id)).id, cat.id);
    assert.equal((await held.request("GET", `/task/${cat.id}/fetch`)).id, cat.id);
    const { id } = await held.submit.imagine(quick);
    assert.equal((await held.wait(id)).id, id);
    held.close();
    assert.equal((await rejection(imagine(quick))).code, "closed");
  });
}

test("a class of its own can override a method and call the client's", async () => {
  class Own extends Midjourney {
    imagine(prompt, options) {
      return super.imagine(`${prompt} sandbox:fast`, options);
    }
    get stats() {
      return { own: super.stats.requests };
    }
  }
  const { imagine, stats } = new Own({ baseUrl: gateway.url, apiKey: "any" });
  const task = await imagine("black cat");
  assert.equal(task.prompt, quick);
  assert.deepEqual(stats, { own: 0 });
});

test("a client shows no members of its own, and takes a test's", async () => {
  const mj = gateway.client();
  assert.deepEqual([Object.keys(mj), JSON.stringify(mj)], [[], "{}"]);
  mj.imagine = () => "mocked";
  assert.equal(mj.imagine(), "mocked");
});

test("upscale and vary take 1 to 4", async () => {
  const { submits } = await gateway.log();
  const mj = gateway.client();
  for (const index of [0, 5, -1, 1.5, "5", "", "U1", undefined, null, NaN, {}, Symbol("x"), 2n]) {
    for (const job of [mj.upscale("1320098173412546", index), mj.vary("1320098173412546", index)]) {
      const { code, field, message } = await rejection(job);
      assert.deepEqual([code, field, message], ["invalid_input", "index", "index must be 1, 2, 3 or 4."]);
    }
  }
  assert.deepEqual([mj.stats.requests, (await gateway.log()).submits], [0, submits]);
  const task = await mj.fetch("1320098173412546");
  assert.equal((await mj.vary(task, "3")).action, "VARIATION");
});
