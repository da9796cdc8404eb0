// The receiver of a gateway's calls, against calls that are forged, repeated, late, reordered and too large.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { ConfigError, ValidationError, packageUrl, quick, rejects, sandbox } from "../support/package.js";

const { createNotifyHook } = await import(new URL("webhook.js", packageUrl).href);
const { createError } = await import(new URL("errors.js", packageUrl).href);

const SECRET = "a secret of sixteen";
const BASE = "https://app.example/hook";

/** A client whose tasks the test sets. */
const clientOf = () => {
  /** @type {Map<string, any>} */
  const tasks = new Map();
  /** @type {string[]} */
  const reads = [];
  const client = {
    /** @type {(id: string) => Promise<any>} */
    fetch: async (id) => {
      reads.push(id);
      if (tasks.has(id)) return tasks.get(id);
      throw createError({ code: "task_not_found", message: "There is none." });
    },
  };
  return { client, tasks, reads };
};

const call = (/** @type {string} */ url, /** @type {unknown} */ body, method = "POST") =>
  new Request(url, { method, body: method === "GET" ? null : typeof body === "string" ? body : JSON.stringify(body) });

const hookOf = (/** @type {object} */ client, /** @type {object} */ options = {}) =>
  createNotifyHook({ secret: SECRET, client, ...options });

const running = (/** @type {number} */ progress) => ({ id: "7", status: "IN_PROGRESS", progress, state: "s" });
const done = { id: "7", status: "SUCCESS", progress: 100, state: "s", imageUrl: "https://cdn.example/a.png" };

test("a call of the gateway gives the task as the client has read it", async () => {
  const { client, tasks } = clientOf();
  const hook = hookOf(client);
  tasks.set("7", done);
  const { response, task } = await hook.handle(
    call(await hook.url(BASE, "s"), { ...done, imageUrl: "https://evil.example/x.png" }),
  );
  assert.equal(response.status, 200);
  assert.equal(task, done, "nothing of the body is believed");
});

test("together with polling, over a real gateway", async () => {
  const { client } = await sandbox();
  const mj = client();
  const hook = hookOf(mj);
  const state = "order 17: 猫";
  const url = await hook.url(BASE, state);
  const job = mj.imagine(quick, { state, notifyHook: url });
  const cat = await job;
  const { response, task } = await hook.handle(call(url, { id: cat.id, status: "SUCCESS", progress: "100%" }));
  assert.equal(response.status, 200);
  assert.equal(task.imageUrl, cat.imageUrl);
});

test("an address needs no escape, also after a gateway has taken it for a template", async () => {
  const { client } = clientOf();
  for (const state of ["s", "a/b?c=d&e", "猫", "x".repeat(255), "%2B{y}"]) {
    const url = await hookOf(client).url(BASE, state);
    assert.match(url, /^https:\/\/app\.example\/hook\?hook=[\w.-]+$/);
    assert.equal(encodeURI(url), url);
  }
});

test("news come once and in order: what is known, older or the same is dropped before anything is read", async () => {
  const { client, tasks, reads } = clientOf();
  const hook = hookOf(client);
  const url = await hook.url(BASE, "s");
  /** What is handed on of a call, when the gateway's task is at `real`. @param {any} said @param {any} real */
  const tell = async (said, real) => {
    tasks.set("7", real);
    const { response, task } = await hook.handle(call(url, said));
    assert.equal(response.status, 200);
    return task && `${task.status} ${task.progress}`;
  };
  assert.equal(
    await tell({ id: "7", status: "SUBMITTED" }, { id: "7", status: "SUBMITTED", progress: 0, state: "s" }),
    "SUBMITTED 0",
  );
  assert.equal(await tell({ ...running(50), progress: "50%" }, running(50)), "IN_PROGRESS 50");
  const before = reads.length;
  assert.equal(await tell(running(50), running(50)), null, "the same");
  assert.equal(await tell({ ...running(30), progress: "30%" }, running(50)), null, "older");
  assert.equal(await tell({ id: "7", status: "SUBMITTED" }, running(50)), null, "an earlier status");
  assert.equal(reads.length, before);
  assert.equal(await tell(done, running(60)), "IN_PROGRESS 60", "an end that the gateway does not show is no end");
  assert.equal(await tell(done, running(60)), null);
  assert.equal(await tell(done, done), "SUCCESS 100");
  assert.equal(await tell(done, done), null, "the end comes once");
  assert.equal(await tell({ ...done, status: "FAILURE" }, { ...done, status: "FAILURE" }), null);
});

test("calls that overlap hand on an end once", async () => {
  const { client, tasks } = clientOf();
  const hook = hookOf(client);
  const url = await hook.url(BASE, "s");
  tasks.set("7", done);
  const answers = await Promise.all(Array.from({ length: 5 }, () => hook.handle(call(url, done))));
  assert.equal(answers.filter(({ task }) => task).length, 1);
  for (const { response } of answers) assert.equal(response.status, 200);
});

test("a store keeps the news of all isolates, and for how long it says", async () => {
  const { client, tasks } = clientOf();
  /** @type {Map<string, string>} */
  const kept = new Map();
  /** @type {number[]} */
  const ttls = [];
  const store = {
    get: async (/** @type {string} */ key) => kept.get(key) ?? null,
    set: async (/** @type {string} */ key, /** @type {string} */ value, /** @type {number} */ ttl) => {
      kept.set(key, value);
      ttls.push(ttl);
    },
  };
  const [one, two] = [hookOf(client, { store, ttl: 5000 }), hookOf(client, { store, ttl: 5000 })];
  tasks.set("7", done);
  const url = await one.url(BASE, "s");
  assert.ok((await one.handle(call(url, done))).task);
  assert.equal((await two.handle(call(url, done))).task, null);
  assert.deepEqual(ttls, [5000]);
  const failure = new Error("no store");
  const broken = hookOf(client, { store: { get: () => Promise.reject(failure), set: () => {} } });
  await assert.rejects(broken.handle(call(url, done)), failure);
});

test("a call without a signature that holds is refused, and nothing is read", async () => {
  mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  try {
    const { client, tasks, reads } = clientOf();
    tasks.set("7", done);
    const hook = hookOf(client, { ttl: 60_000 });
    const url = await hook.url(BASE, "s");
    const token = new URL(url).searchParams.get("hook") ?? "";
    const [expires, state, mac] = token.split(".");
    const other = new URL(await hook.url(BASE, "t")).searchParams.get("hook")?.split(".") ?? [];
    const statusOf = async (/** @type {string} */ token) => {
      const { response, task } = await hook.handle(call(`${BASE}?hook=${token}`, done));
      assert.equal(task, null);
      return response.status;
    };
    for (const forged of [
      "x",
      `${expires}.${state}`,
      `${expires}.${state}.`,
      `${expires}.${state}.${mac}.x`,
      `${expires}.${other[1]}.${mac}`,
      `${(2_000_000).toString(36)}.${state}.${mac}`,
      `${expires}.${state}.${other[2]}`,
      `${expires}.${state}.${mac.slice(1)}`,
      `${expires}.${state}.${"A".repeat(43)}`,
    ]) {
      assert.equal(await statusOf(forged), 401, forged);
    }
    assert.equal(await statusOf(""), 404);
    assert.equal((await hook.handle(call(BASE, done))).response.status, 404);
    assert.equal((await hook.handle(call(url, done, "GET"))).response.status, 405);
    const another = createNotifyHook({ secret: "another secret of mine", client });
    assert.equal((await another.handle(call(url, done))).response.status, 401);
    mock.timers.setTime(1_060_000);
    assert.equal(await statusOf(token), 401, "expired");
    assert.deepEqual(reads, []);
    mock.timers.setTime(1_059_999);
    assert.equal((await hook.handle(call(url, done))).response.status, 200);
  } finally {
    mock.timers.reset();
  }
});

test("an address tells only of the task that it was made for", async () => {
  const { client, tasks } = clientOf();
  tasks.set("7", { ...done, state: "another" });
  tasks.set("8", { ...done, id: "8", state: undefined });
  const hook = hookOf(client);
  const url = await hook.url(BASE, "s");
  for (const id of ["7", "8"]) {
    const { response, task } = await hook.handle(call(url, { ...done, id }));
    assert.deepEqual([response.status, task], [401, null], id);
  }
});

test("a body that is no task, too large, or of a task that is not there is told as that", async () => {
  const { client, tasks } = clientOf();
  tasks.set("7", done);
  const hook = hookOf(client);
  const url = await hook.url(BASE, "s");
  for (const [body, status] of /** @type {[unknown, number][]} */ ([
    ["<html>", 400],
    ["", 400],
    ["null", 400],
    ["[]", 400],
    [{ status: "SUCCESS" }, 400],
    [{ id: "", status: "SUCCESS" }, 400],
    [{ id: {}, status: "SUCCESS" }, 400],
    ['{"id":9007199254740993,"status":"SUCCESS"}', 400],
    [{ id: "404", status: "SUCCESS" }, 404],
    [{ id: "7", padding: "x".repeat(1 << 20) }, 413],
  ])) {
    const { response, task } = await hook.handle(call(url, body));
    assert.deepEqual([response.status, task], [status, null], String(body).slice(0, 50));
  }
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1 << 16)) });
  const stream = new Request(url, /** @type {any} */ ({ method: "POST", body: endless, duplex: "half" }));
  assert.equal((await hook.handle(stream)).response.status, 413);
  assert.ok((await hook.handle(call(url, { ...done, id: 7 }))).task, "a whole number is its digits");
});

test("a task that cannot be read now is no news, and comes with the next call", async () => {
  const { client, tasks } = clientOf();
  const { fetch } = client;
  tasks.set("7", done);
  const hook = hookOf(client);
  const url = await hook.url(BASE, "s");
  for (const code of ["network", "request_timeout", "bad_response", "server_error", "unauthorized"]) {
    client.fetch = () => Promise.reject(createError({ code, message: "No." }));
    const { response, task } = await hook.handle(call(url, done));
    assert.deepEqual([response.status, task], [502, null], code);
  }
  client.fetch = fetch;
  assert.equal((await hook.handle(call(url, done))).task, done);
});

test("what is set up wrongly is told by its name", async () => {
  const { client } = clientOf();
  for (const [wrong, field] of /** @type {[object, string][]} */ ([
    [{ secret: undefined }, "secret"],
    [{ secret: "short" }, "secret"],
    [{ client: undefined }, "client"],
    [{ client: {} }, "client"],
    [{ ttl: 0 }, "ttl"],
    [{ ttl: "1" }, "ttl"],
    [{ ttl: Infinity }, "ttl"],
    [{ store: {} }, "store"],
    [{ sekret: "x" }, "sekret"],
  ])) {
    assert.throws(
      () => createNotifyHook({ secret: SECRET, client, ...wrong }),
      (/** @type {any} */ error) => {
        assert.equal(error.constructor, ConfigError);
        assert.equal(error.field, field);
        return true;
      },
    );
  }
  const hook = hookOf(client);
  for (const base of [
    "/hook",
    "app.example/hook",
    "ftp://a/b",
    "https://u:p@a/b",
    "https://a/b?c=d",
    "https://a/b#c",
    "https://a/{b}",
    "https://a/%20",
  ]) {
    await rejects(hook.url(base, "s"), ValidationError, { code: "invalid_input", field: "base" });
  }
  for (const state of ["", undefined, 7, "x".repeat(1500)])
    await rejects(hook.url(BASE, state), ValidationError, { field: "state" });
  assert.ok(await hook.url(new URL(BASE), "s"));
});
