// Users behind one key: each sees, presses and finds only tasks of their own. And what one user may submit.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { RateLimitError, TaskNotFoundError, quick, rejects } from "../support/package.js";
import { AUTH, serveSandbox } from "../support/sandbox.js";
import { KEY, accepting, ask, createProxy, gatewayOf, pageOf, proxyOf } from "./page.js";

const GATEWAY = "https://gateway.example";

test("a user cannot read, press, list or find the task of another", async () => {
  const { url, log } = await serveSandbox("--dialect", "novicezk");
  const proxy = proxyOf(url, { auth: AUTH.novicezk });
  const [ann, bob] = ["ann", "bob"].map((user) => pageOf(proxy, user));
  const job = ann.imagine(quick);
  const cat = await job;
  const { id, ...token } = JSON.parse(JSON.stringify(job));
  const before = (await log()).requests.length;
  await rejects(bob.fetch(id), TaskNotFoundError, { code: "task_not_found", maybeSubmitted: false });
  await rejects(bob.action(cat, "U1"), TaskNotFoundError, { code: "task_not_found", maybeSubmitted: false });
  await rejects(bob.modal(cat, { prompt: "cat" }), TaskNotFoundError, {});
  await rejects(bob.wait(id), TaskNotFoundError, {});
  assert.deepEqual([...(await bob.fetch([id, id])).keys()], []);
  assert.equal((await log()).requests.length, before, "the gateway is not even asked");
  await rejects(bob.wait(token), TaskNotFoundError, { code: "task_not_found" });
  assert.equal((await ann.wait(token)).id, id);
  assert.deepEqual(await (await proxy(ask("GET", "/mj/task/list", undefined, { user: "bob" }))).json(), []);
  assert.equal((await (await proxy(ask("GET", "/mj/task/list", undefined, { user: "ann" }))).json()).length, 1);
});

test("an id that is changed anywhere is nobody's", async () => {
  const gateway = gatewayOf(accepting);
  const proxy = proxyOf(GATEWAY, { fetch: gateway.fetch });
  const { id } = await pageOf(proxy, "ann").imagine("cat");
  const sent = gateway.requests.length;
  const [raw, tag, mac] = id.split(".");
  const other = (await pageOf(proxy, "bob").imagine("cat")).id.split(".");
  const asked = gateway.requests.length;
  const forged = [
    raw,
    `${raw}.${tag}`,
    `${raw}.${tag}.`,
    `${raw}..${mac}`,
    `${raw}.${other[1]}.${mac}`,
    `${raw}.${other[1]}.${other[2]}`,
  ];
  forged.push(
    `${other[0]}.${tag}.${mac}`,
    `x.${id}`,
    `${id}.x`,
    `${id} `,
    `${raw}.${tag}.${"A".repeat(43)}`,
    `${raw}.${tag}.${mac.slice(1)}`,
  );
  for (let at = 0; at < id.length - 1; at += 7) forged.push(id.slice(0, at) + (id[at] === "0" ? "1" : "0") + id.slice(at + 1));
  for (const wrong of forged) {
    const response = await proxy(ask("GET", `/mj/task/${encodeURIComponent(wrong)}/fetch`));
    assert.equal(response.status, 404, wrong);
    const pressed = await proxy(ask("POST", "/mj/submit/action", { taskId: wrong, customId: "MJ::JOB::upsample::1::a" }));
    assert.equal(pressed.status, 404, wrong);
    assert.deepEqual(await (await proxy(ask("POST", "/mj/task/list-by-condition", { ids: [wrong] }))).json(), [], wrong);
  }
  assert.equal(gateway.requests.length, asked);
  assert.ok(sent > 0);
});

test("another secret makes other ids, and the same key the same ids", async () => {
  const { fetch } = gatewayOf(({ body }) => (body ? { code: 1, result: "17" } : { id: "17", status: "SUCCESS", imageUrl: "u" }));
  const idBy = async (/** @type {object} */ options) =>
    (await pageOf(proxyOf(GATEWAY, { fetch, ...options }), "ann").imagine("cat")).id;
  assert.equal(await idBy({}), await idBy({}), "another isolate knows the task");
  assert.notEqual(await idBy({}), await idBy({ secret: "a secret of sixteen" }));
});

test("a row that the gateway shows beside those that were asked for is not passed on", async () => {
  const { fetch } = gatewayOf((request) =>
    request.method === "POST" && request.url.pathname.endsWith("list-by-condition")
      ? [...accepting(request), { id: "99", status: "SUCCESS", prompt: "secret", imageUrl: "u" }]
      : accepting(request),
  );
  const proxy = proxyOf(GATEWAY, { fetch });
  const { id } = await pageOf(proxy, "ann").imagine("cat");
  const rows = await (await proxy(ask("POST", "/mj/task/list-by-condition", { ids: [id] }))).json();
  assert.deepEqual(
    rows.map((/** @type {any} */ row) => row.id),
    [id],
  );
});

test("a user's marker cannot be taken for another user's", async () => {
  const gateway = gatewayOf(accepting);
  const proxy = proxyOf(GATEWAY, { fetch: gateway.fetch });
  await pageOf(proxy, "ann").imagine("cat", { state: "17" });
  const taken = gateway.requests[0].body.state;
  await pageOf(proxy, "bob").imagine("cat", { state: taken });
  const submits = gateway.requests.filter(({ url }) => url.pathname.includes("submit"));
  assert.notEqual(submits[1].body.state.split(".")[0], taken.split(".")[0]);
  assert.ok(submits[1].body.state.endsWith(`.${taken}`));
});

test("the parent of a task is shown as a page knows it", async () => {
  const { fetch } = gatewayOf(({ method, url }) =>
    method === "POST"
      ? { code: 1, result: url.pathname.includes("action") ? "2" : "1" }
      : { id: url.pathname.split("/")[3], parentId: "1", status: "SUCCESS", imageUrl: "u" },
  );
  const mj = pageOf(proxyOf(GATEWAY, { fetch }), "ann");
  const cat = await mj.imagine("cat");
  assert.equal((await mj.action(cat, "MJ::JOB::upsample::1::a")).parentId, cat.id);
});

test("a submit that makes several tasks gives as many ids", async () => {
  const { fetch } = gatewayOf(({ body }) => (body ? { code: 1, result: "1, 2" } : { id: "1", status: "SUCCESS", imageUrl: "u" }));
  const mj = pageOf(proxyOf(GATEWAY, { fetch }), "ann");
  const { ids } = await mj.submit.imagine("cat");
  assert.equal(ids?.length, 2);
  for (const id of ids ?? []) assert.equal(id.split(".").length, 3);
});

test("a submit that a browser repeats is sent once, and both get its answer", async () => {
  /** @type {(value: unknown) => void} */
  let finish = () => {};
  const finished = new Promise((resolve) => (finish = resolve));
  const gateway = gatewayOf(() => finished.then(() => ({ code: 1, result: "17" })));
  const proxy = proxyOf(GATEWAY, { fetch: gateway.fetch });
  const repeat = (body = {}) => proxy(ask("POST", "/mj/submit/imagine", { prompt: "cat", state: "s", ...body }));
  const both = [repeat(), repeat()];
  finish(undefined);
  const [one, two] = await Promise.all(both.map(async (response) => (await response).json()));
  assert.deepEqual(one, two);
  assert.equal((await (await repeat()).json()).result, one.result, "also after the answer, which was lost");
  assert.equal(gateway.requests.length, 1);
  await repeat({ prompt: "dog" });
  await repeat({ state: "t" });
  await proxy(ask("POST", "/mj/submit/imagine", { prompt: "cat", state: "s" }, { user: "bob" }));
  await repeat({ state: undefined });
  await repeat({ state: undefined });
  assert.equal(gateway.requests.length, 6, "another prompt, marker or user is another submit; so is one without a marker");
});

test("a submit that the gateway refused may come again", async () => {
  const answers = [
    () => ({ code: 23, description: "full" }),
    () => Response.json({}, { status: 429 }),
    () => ({ code: 1, result: "17" }),
  ];
  const gateway = gatewayOf(() => answers.shift()?.());
  const proxy = proxyOf(GATEWAY, { fetch: gateway.fetch });
  for (let turn = 0; turn < 4; turn++) await proxy(ask("POST", "/mj/submit/imagine", { prompt: "cat", state: "s" }));
  assert.equal(gateway.requests.length, 3);
});

test("a user who submits too much waits, and others do not", async () => {
  mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  const gateway = gatewayOf(accepting);
  const proxy = proxyOf(GATEWAY, { fetch: gateway.fetch, limits: { submitsPerMinute: 2, openTasks: 100 } });
  const submit = (/** @type {string} */ user) => proxy(ask("POST", "/mj/submit/imagine", { prompt: "cat" }, { user }));
  try {
    await submit("ann");
    mock.timers.setTime(1_020_000);
    await submit("ann");
    const refused = await submit("ann");
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get("retry-after"), "40");
    assert.equal((await submit("bob")).status, 200);
    mock.timers.setTime(1_060_000);
    assert.equal((await submit("ann")).status, 200);
    assert.equal((await submit("ann")).status, 429);
  } finally {
    mock.timers.reset();
  }
  assert.equal(gateway.requests.length, 4);
});

test("open tasks are limited, until a page has read their end or they are old", async () => {
  mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  const gateway = gatewayOf(accepting);
  const proxy = proxyOf(GATEWAY, { fetch: gateway.fetch, limits: { openTasks: 1 } });
  const submit = async () => (await proxy(ask("POST", "/mj/submit/imagine", { prompt: "cat" }))).json();
  try {
    const { result } = await submit();
    assert.equal((await submit()).type, "midjourney_proxy_error");
    await proxy(ask("GET", `/mj/task/${result}/fetch`));
    assert.equal((await submit()).code, 1);
    assert.equal((await submit()).type, "midjourney_proxy_error");
    mock.timers.setTime(1_900_000);
    assert.equal((await submit()).code, 1);
  } finally {
    mock.timers.reset();
  }
});

test("a limiter of the platform decides in place of the memory", async () => {
  const { fetch } = gatewayOf(accepting);
  /** @type {unknown[]} */
  const asked = [];
  const limiter = { limit: async (/** @type {unknown} */ given) => ({ success: asked.push(given) < 2 }) };
  const proxy = createProxy({
    baseUrl: GATEWAY,
    apiKey: KEY,
    fetch,
    authorize: () => ({ id: "ann" }),
    limits: { submitsPerMinute: limiter },
  });
  const mj = pageOf(proxy, "ann", { maxRetries: 0 });
  await mj.imagine("cat");
  await rejects(mj.imagine("cat"), RateLimitError, { code: "rate_limited", maybeSubmitted: false });
  assert.deepEqual(asked, [{ key: "ann" }, { key: "ann" }]);
});

test("submits that come at once are counted as if they came one after the other", async () => {
  const gateway = gatewayOf(accepting);
  const proxy = proxyOf(GATEWAY, { fetch: gateway.fetch, limits: { openTasks: 2 } });
  const all = await Promise.all(Array.from({ length: 5 }, () => proxy(ask("POST", "/mj/submit/imagine", { prompt: "cat" }))));
  assert.deepEqual(all.map(({ status }) => status).sort(), [200, 200, 429, 429, 429]);
  assert.equal(gateway.requests.length, 2);
});

test("a server that can wait goes on with a submit that its page has left", async () => {
  const { fetch } = gatewayOf(accepting);
  /** @type {Promise<unknown>[]} */
  const kept = [];
  const context = { waitUntil: (/** @type {Promise<unknown>} */ promise) => void kept.push(promise) };
  await proxyOf(GATEWAY, { fetch })(ask("POST", "/mj/submit/imagine", { prompt: "cat" }), {}, context);
  assert.equal(/** @type {any} */ (await kept[0]).json.code, 1);
});
