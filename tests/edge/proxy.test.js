// The proxy between a page and the sandbox: nothing changes for the page but that it has no key; and what the proxy itself says.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AuthError,
  BadResponseError,
  BannedPromptError,
  ConfigError,
  HttpError,
  NetworkError,
  RateLimitError,
  ServerError,
  TaskNotFoundError,
  quick,
  rejects,
} from "../support/package.js";
import { AUTH, DIALECTS, serveSandbox } from "../support/sandbox.js";
import { KEY, MOUNT, accepting, ask, createProxy, gatewayOf, pageOf, proxyOf } from "./page.js";

for (const dialect of DIALECTS) {
  test(`a page behind the proxy makes and presses as it does at ${dialect}`, async () => {
    const { url, log } = await serveSandbox("--dialect", dialect);
    const proxy = proxyOf(url, { auth: AUTH[dialect] });
    const mj = pageOf(proxy, "ann");
    const cat = await mj.imagine(quick);
    assert.equal(cat.status, "SUCCESS");
    assert.match(cat.id, /^[^.]+\.[\w-]{16}\.[\w-]{43}$/);
    const big = await mj.action(cat, "U2");
    assert.equal(big.status, "SUCCESS");
    assert.deepEqual([...(await mj.fetch([cat.id, big.id])).keys()], [cat.id, big.id]);
    const { requests } = await log();
    assert.equal(requests.filter(({ path }) => path.includes("/submit/")).length, 2);
    for (const { path } of requests) assert.doesNotMatch(path, /\/api\//);
  });
}

test("a token without an id finds its task by the marker, which is the page's own", async () => {
  const { url } = await serveSandbox("--dialect", "novicezk");
  const mj = pageOf(proxyOf(url, { auth: AUTH.novicezk }), "ann");
  const job = mj.imagine(quick, { state: "order 17" });
  await job;
  const { id, ...token } = JSON.parse(JSON.stringify(job));
  const found = await mj.wait(token);
  assert.equal(found.id, id);
  assert.equal(found.state, "order 17");
});

test("previews, prompts, errors and codes of the gateway come through", async () => {
  const { url } = await serveSandbox();
  const mj = pageOf(proxyOf(url), "ann");
  const seen = [];
  await mj.imagine("black cat", { onProgress: (task) => seen.push(task.imageUrl) });
  assert.ok(seen.slice(0, -1).some(Boolean), "a preview");
  const error = await rejects(mj.imagine("a nude statue"), BannedPromptError, { code: "banned_prompt", gatewayCode: 24 });
  assert.equal(error.word, "nude");
});

test("integers keep their digits on the way", async () => {
  const task = '{"id":"1","status":"SUCCESS","imageUrl":"u","properties":{"discordChannelId":8774786694361674001}}';
  const { fetch } = gatewayOf(({ url }) => (url.pathname.includes("submit") ? { code: 1, result: "1" } : new Response(task)));
  const { properties } = await pageOf(proxyOf("https://gateway.example", { fetch }), "ann").imagine("cat");
  assert.equal(properties.discordChannelId, "8774786694361674001");
});

test("the gateway gets the key and the fields of the verb, and nothing else of the page's request", async () => {
  const gateway = gatewayOf(accepting);
  const proxy = proxyOf("https://gateway.example/v1/", { mode: "fast", fetch: gateway.fetch });
  const body = {
    prompt: "cat",
    state: "s",
    tools: [],
    TASKID: "9",
    notifyHook: "https://evil.example",
    accountFilter: { remix: true },
  };
  const headers = {
    cookie: "a=b",
    authorization: "Bearer page",
    "x-forwarded-for": "1.2.3.4",
    connection: "x-secret",
    "x-secret": "1",
  };
  const response = await proxy(ask("POST", "/turbo/mj/submit/imagine?x=1", body, headers));
  assert.equal(response.status, 200);
  const [{ method, url, headers: sent, body: submitted }] = gateway.requests;
  assert.equal(`${method} ${url}`, "POST https://gateway.example/v1/fast/mj/submit/imagine");
  assert.deepEqual(Object.fromEntries(sent), {
    accept: "application/json",
    authorization: `Bearer ${KEY}`,
    "content-type": "application/json",
  });
  const { state, ...rest } = submitted;
  assert.deepEqual(rest, { prompt: "cat" });
  assert.match(state, /^[\w-]{16}\.s$/);
});

test("a page may send a hook and a filter of accounts only where they are allowed", async () => {
  const gateway = gatewayOf(accepting);
  const proxy = proxyOf("https://gateway.example", { fetch: gateway.fetch, allowFields: ["notifyHook", "accountFilter"] });
  const body = { prompt: "cat", notifyHook: "https://app.example/hook", accountFilter: { modes: ["FAST"] } };
  await proxy(ask("POST", "/mj/submit/imagine", body));
  const { state, ...rest } = gateway.requests[0].body;
  assert.deepEqual(rest, body);
  assert.ok(state);
});

test("the server's own hook goes with every submit, whatever the page says", async () => {
  const gateway = gatewayOf(accepting);
  const notify = async (/** @type {string} */ state) => `https://app.example/hook/${state}`;
  const proxy = proxyOf("https://gateway.example", { fetch: gateway.fetch, notify, allowFields: ["notifyHook"] });
  await proxy(ask("POST", "/mj/submit/imagine", { prompt: "cat", notifyHook: "https://evil.example" }));
  const { state, notifyHook } = gateway.requests[0].body;
  assert.equal(notifyHook, `https://app.example/hook/${state}`);
});

test("of the response's headers only Retry-After comes through", async () => {
  const { fetch } = gatewayOf(() =>
    Response.json(
      { code: 1 },
      { status: 429, headers: { "retry-after": "7", "set-cookie": "a=b", "x-key": KEY, etag: "1", connection: "etag" } },
    ),
  );
  const response = await proxyOf("https://gateway.example", { fetch })(ask("POST", "/mj/submit/imagine", { prompt: "cat" }));
  assert.deepEqual(Object.fromEntries(response.headers), {
    "cache-control": "no-store",
    "content-type": "application/json",
    "retry-after": "7",
    "x-content-type-options": "nosniff",
  });
});

test("what a gateway shows of people and servers stays with the proxy", async () => {
  const secrets = { clientIp: "203.0.113.7", userId: "1", notifyHook: "https://hook.example" };
  const { fetch } = gatewayOf((request) => {
    const answer = /** @type {any} */ (accepting(request));
    return { ...answer, ...secrets, properties: { finalPrompt: "cat", ...secrets } };
  });
  const cat = await pageOf(proxyOf("https://gateway.example", { fetch }), "ann").imagine("cat");
  assert.deepEqual(cat.properties, { finalPrompt: "cat" });
  for (const name of Object.keys(secrets)) assert.ok(!(name in cat), name);
});

test("whom authorize does not know is told so by the proxy, and nothing is sent", async () => {
  const gateway = gatewayOf(accepting);
  const proxy = proxyOf("https://gateway.example", { fetch: gateway.fetch });
  const error = await rejects(pageOf(proxy, "").imagine("cat"), AuthError, {
    code: "unauthorized",
    status: 401,
    maybeSubmitted: false,
  });
  assert.equal(error.message, "The proxy says: The proxy does not know this user: sign in first.");
  assert.equal(error.hint, undefined);
  assert.equal(gateway.requests.length, 0);
});

test("authorize gets what the server passes, may respond itself, and may throw", async () => {
  const { fetch } = gatewayOf(accepting);
  const options = { baseUrl: "https://gateway.example", apiKey: KEY, fetch };
  const request = () => ask("GET", "/mj/task/1/fetch");
  /** @type {any[]} */
  let passed = [];
  const paid = (...given) => ((passed = given), new Response("pay first", { status: 402, headers: { "x-plan": "none" } }));
  const response = await createProxy({ ...options, authorize: paid, cors: ["https://app.example"] })(request(), "env", "ctx");
  assert.equal(`${response.status} ${response.headers.get("x-plan")} ${await response.text()}`, "402 none pay first");
  assert.equal(response.headers.get("vary"), "origin");
  assert.deepEqual(passed.slice(1), ["env", "ctx"]);
  const failure = new Error("no database");
  await assert.rejects(createProxy({ ...options, authorize: () => Promise.reject(failure) })(request()), failure);
  for (const user of [{}, { id: "" }, { id: 7 }, "ann", true]) {
    await rejects(createProxy({ ...options, authorize: () => user })(request()), ConfigError, {
      code: "config",
      field: "authorize",
    });
  }
});

test("whoever opens the proxy to everyone says so; nobody can list others' tasks then", async () => {
  const { fetch } = gatewayOf(accepting);
  const proxy = proxyOf("https://gateway.example", { fetch, authorize: "dangerously-allow-everyone" });
  assert.equal((await pageOf(proxy, "").imagine("cat")).status, "SUCCESS");
  assert.equal((await proxy(ask("GET", "/mj/task/list"))).status, 404);
});

test("a proxy that is set up wrongly is never created", () => {
  const right = { baseUrl: "https://gateway.example", apiKey: KEY, authorize: () => null };
  for (const [wrong, field] of /** @type {[object, string][]} */ ([
    [{ apiKey: undefined }, "apiKey"],
    [{ apiKey: "" }, "apiKey"],
    [{ apiKey: " \n" }, "apiKey"],
    [{ authorize: undefined }, "authorize"],
    [{ authorize: true }, "authorize"],
    [{ authorize: "everyone" }, "authorize"],
    [{ baseUrl: undefined }, "baseUrl"],
    [{ baseUrl: "/api" }, "baseUrl"],
    [{ baseUrl: "//gateway.example" }, "baseUrl"],
    [{ baseUrl: "https://user:pass@gateway.example" }, "baseUrl"],
    [{ mode: "a/b" }, "mode"],
    [{ auth: "basic" }, "auth"],
    [{ allow: ["imagin"] }, "allow"],
    [{ allow: "imagine" }, "allow"],
    [{ allowFields: ["tools"] }, "allowFields"],
    [{ secret: "short" }, "secret"],
    [{ apiKey: () => KEY }, "secret"],
    [{ limits: { submits: 1 } }, "limits.submits"],
    [{ limits: { openTasks: 0 } }, "limits.openTasks"],
    [{ limits: { submitsPerMinute: "5" } }, "limits.submitsPerMinute"],
    [{ limits: 5 }, "limits"],
    [{ cors: "*" }, "cors"],
    [{ cors: ["https://app.example/"] }, "cors"],
    [{ images: { hosts: ["10.0.0.1"] } }, "images.hosts"],
    [{ images: { hosts: ["localhost"] } }, "images.hosts"],
    [{ images: { hosts: ["db.internal"] } }, "images.hosts"],
    [{ images: { hosts: ["*"] } }, "images.hosts"],
    [{ images: { maxBytes: -1 } }, "images.maxBytes"],
    [{ notify: "https://app.example/hook" }, "notify"],
    [{ authorise: () => null }, "authorise"],
  ])) {
    assert.throws(
      () => createProxy({ ...right, ...wrong }),
      (/** @type {any} */ error) => {
        assert.equal(error.constructor, ConfigError, String(error));
        assert.equal(error.field, field, String(error));
        assert.ok(error.message.includes(field), error.message);
        assert.ok(!error.message.includes(KEY));
        return true;
      },
    );
  }
});

test("a failure of the gateway is told as what it is", async () => {
  /** @type {() => unknown} */
  let answer = () => undefined;
  const { fetch } = gatewayOf(() => answer());
  const mj = pageOf(proxyOf("https://gateway.example", { fetch, limits: { responseBytes: 1000 } }), "ann", { maxRetries: 0 });
  const page = () => new Response("<script>1</script>", { headers: { "content-type": "text/html" } });
  for (const [given, type, fields] of /** @type {[() => unknown, any, object][]} */ ([
    [() => Promise.reject(new TypeError("fetch failed")), ServerError, { status: 502, maybeSubmitted: true }],
    [() => new Response(null, { status: 302, headers: { location: "https://evil.example" } }), ServerError, { status: 502 }],
    [() => new Response("x".repeat(1001)), ServerError, { status: 502, maybeSubmitted: true }],
    [() => new Response("", { status: 401 }), AuthError, { status: 403, code: "forbidden", maybeSubmitted: false }],
    [() => Response.json({ error: { message: "no" } }, { status: 403 }), AuthError, { status: 403, description: "no" }],
    [() => new Response("<html>", { status: 503 }), ServerError, { status: 503, body: "<html>" }],
    [() => Response.json({ code: 4, description: "prompt不能为空" }), HttpError, {}],
    [page, BadResponseError, { status: 200, body: "<script>1</script>" }],
    [() => new Response(null, { status: 204 }), BadResponseError, { status: 204, maybeSubmitted: true }],
    [() => Response.json({ code: 30 }, { status: 429 }), RateLimitError, { code: "rate_limited" }],
    [() => Response.json({ code: 1 }), Error, { code: "accepted_without_id", maybeSubmitted: true }],
  ])) {
    answer = given;
    const error = await mj.imagine("cat").then(assert.fail, (/** @type {any} */ error) => error);
    const actual = Object.fromEntries(Object.keys(fields).map((name) => [name, error[name]]));
    assert.deepEqual(actual, fields, String(error));
    if (type !== Error && type !== HttpError) assert.equal(error.constructor, type, String(error));
    assert.ok(!JSON.stringify(error).includes(KEY));
  }
  answer = page;
  const response = await proxyOf("https://gateway.example", { fetch })(ask("POST", "/mj/submit/imagine", { prompt: "cat" }));
  assert.equal(response.headers.get("content-type"), "text/plain; charset=utf-8", "no page of the gateway runs on this origin");
});

test("a gateway that does not answer ends a request in time", async () => {
  const fetch = (/** @type {string} */ _, /** @type {RequestInit} */ { signal }) =>
    new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  const proxy = proxyOf("https://gateway.example", { fetch, limits: { submitTimeout: 5, readTimeout: 5 } });
  // Node does not wait for the timers of signals.
  const waiting = setInterval(() => {}, 1000);
  const response = await proxy(ask("POST", "/mj/submit/imagine", { prompt: "cat" }));
  clearInterval(waiting);
  assert.equal(response.status, 504);
  assert.match((await response.json()).description, /did not answer in time/);
});

test("a body that is none of the verb's is refused, and nothing is sent", async () => {
  const gateway = gatewayOf(accepting);
  const proxy = proxyOf("https://gateway.example", { fetch: gateway.fetch, limits: { requestBytes: 100 } });
  for (const [body, headers, status] of /** @type {[any, Record<string, string>, number][]} */ ([
    ["{", {}, 400],
    ["[]", {}, 400],
    ["null", {}, 400],
    ['"cat"', {}, 400],
    [{ prompt: { a: 1 } }, {}, 400],
    [{ prompt: null }, {}, 400],
    [{ base64Array: [1] }, {}, 400],
    [{ prompt: "cat", state: 7 }, {}, 400],
    [{ prompt: "x".repeat(101) }, {}, 413],
    [{ prompt: "cat" }, { "content-type": "text/plain" }, 415],
    [{ prompt: "cat" }, { "content-type": "application/x-www-form-urlencoded" }, 415],
  ])) {
    const response = await proxy(ask("POST", "/mj/submit/imagine", body, headers));
    assert.equal(response.status, status, JSON.stringify(body));
    assert.equal((await response.json()).type, "midjourney_proxy_error");
  }
  const long = await proxyOf("https://gateway.example", { fetch: gateway.fetch })(
    ask("POST", "/mj/submit/imagine", { prompt: "cat", state: "x".repeat(201) }),
  );
  assert.equal(long.status, 400);
  assert.match((await long.json()).description, /^state must/);
  assert.equal(gateway.requests.length, 0);
});

test("only the verbs that are allowed pass, and the error names the other", async () => {
  const gateway = gatewayOf(accepting);
  const mj = pageOf(proxyOf("https://gateway.example", { fetch: gateway.fetch, allow: ["imagine"] }), "ann");
  await mj.imagine("cat");
  const error = await rejects(mj.shorten("cat"), AuthError, { code: "forbidden", maybeSubmitted: false });
  assert.match(error.message, /does not allow shorten/);
  assert.equal(gateway.requests.filter(({ url }) => url.pathname.includes("shorten")).length, 0);
});

test("pages of other sites may use it only where their origin is named", async () => {
  const { fetch } = gatewayOf(accepting);
  const proxy = proxyOf("https://gateway.example", { fetch, cors: ["https://app.example"] });
  const asked = (/** @type {string} */ origin) =>
    new Request(`${MOUNT}/mj/submit/imagine`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type,x-user" },
    });
  const known = await proxy(asked("https://app.example"));
  assert.equal(known.status, 204);
  assert.deepEqual(
    ["allow-origin", "allow-methods", "allow-headers"].map((name) => known.headers.get(`access-control-${name}`)),
    ["https://app.example", "GET, POST", "content-type,x-user"],
  );
  for (const origin of ["https://evil.example", "https://app.example.evil.example", "null", "http://app.example"]) {
    const { headers } = await proxy(asked(origin));
    assert.equal(headers.get("access-control-allow-origin"), null, origin);
    assert.equal(headers.get("vary"), "origin");
  }
  const response = await proxy(ask("POST", "/mj/submit/imagine", { prompt: "cat" }, { origin: "https://app.example" }));
  assert.equal(response.headers.get("access-control-allow-origin"), "https://app.example");
});

test("a function gives the key of each request, and one that gives none is an error of the server", async () => {
  const gateway = gatewayOf(accepting);
  const keys = ["sk-one-of-many", "sk-two-of-many", ""];
  const options = { fetch: gateway.fetch, apiKey: async () => keys.shift(), secret: "a secret of sixteen" };
  const proxy = proxyOf("https://gateway.example", options);
  const read = () => proxy(ask("POST", "/mj/submit/imagine", { prompt: "cat" }));
  await read();
  await read();
  assert.deepEqual(
    gateway.requests.map(({ headers }) => headers.get("authorization")),
    ["Bearer sk-one-of-many", "Bearer sk-two-of-many"],
  );
  await rejects(read(), ConfigError, { code: "config", field: "apiKey" });
});

test("a key that the gateway echoes does not reach the page", async () => {
  const { fetch } = gatewayOf(() => Response.json({ code: 4, description: `key ${KEY} is bad`, [KEY]: 1 }));
  const response = await proxyOf("https://gateway.example", { fetch })(ask("POST", "/mj/submit/imagine", { prompt: "cat" }));
  assert.doesNotMatch(await response.text(), new RegExp(KEY));
});

test("a network that fails between the page and the proxy is the page's own", async () => {
  const mj = pageOf(() => Promise.reject(new TypeError("fetch failed")), "ann");
  await rejects(mj.imagine("cat"), NetworkError, { code: "network", maybeSubmitted: true });
  const { fetch } = gatewayOf(() => new Response(null, { status: 404 }));
  const error = await rejects(pageOf(proxyOf("https://gateway.example", { fetch }), "ann").fetch("1"), TaskNotFoundError, {});
  assert.match(error.message, /no such task of this user/);
});
