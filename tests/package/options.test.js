// What a client and a call are made with: the address, the key, headers, and names that do not exist.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AuthError,
  ConfigError,
  Midjourney,
  MidjourneyError,
  ValidationError,
  quick,
  recorder,
  rejection,
  rejects,
  sandbox,
} from "../support/package.js";
import { serve } from "../support/server.js";

const gateway = await sandbox("--concurrency", "100");

/** The one request that a submit with these options sends. */
const sent = async (options, call) => {
  const { fetch, requests } = recorder();
  await new Midjourney({ baseUrl: gateway.url, apiKey: "any", fetch, ...options }).submit.imagine("cat", call);
  assert.equal(requests.length, 1);
  return requests[0];
};

test("the same gateway, spelt in every way", async () => {
  const { url } = gateway;
  for (const [baseUrl, mode, path] of [
    [url, undefined, "/mj"],
    [`${url}/`, undefined, "/mj"],
    [`${url}//`, undefined, "/mj"],
    [`${url}/mj`, undefined, "/mj"],
    [`${url}/mj/`, undefined, "/mj"],
    [url, "", "/mj"],
    [url, null, "/mj"],
    [new URL(url), undefined, "/mj"],
    [url, "fast", "/fast/mj"],
    [`${url}/mj`, "relax", "/relax/mj"],
    [`${url}/fast`, "fast", "/fast/mj"],
    [`${url}/fast/mj/`, "fast", "/fast/mj"],
    [`${url}/fast`, undefined, "/fast/mj"],
    [`${url}/api`, "mj-turbo", "/api/mj-turbo/mj"],
    [`${url}/breakfast`, "fast", "/breakfast/fast/mj"],
    [url.replace("http", "HTTP"), undefined, "/mj"],
    [` \u3000${url}\n`, undefined, "/mj"],
  ]) {
    const request = await sent({ baseUrl, mode });
    assert.equal(request.url, `${url}${path}/submit/imagine`, `${baseUrl} ${mode}`);
  }
  const task = await gateway.client({ baseUrl: `${url}/fast/mj/`, mode: "fast" }).imagine(quick);
  assert.equal(task.status, "SUCCESS");
});

test("an address that is none makes no client, and the error does not quote it", () => {
  const host = gateway.url.slice("http://".length);
  for (const baseUrl of [
    `http://somebody:secretword@${host}`,
    `http://secretword@${host}/mj`,
    `http:somebody:secretword@${host}`,
    `http:/secretword@${host}`,
    `http:\\\\somebody:secretword@${host}`,
    `ftp://${host}`,
    `ws://${host}`,
    "htp:/nonsense",
    "data:text/plain,x",
    `${gateway.url}/?key=secretword`,
    `${gateway.url}/#part`,
    `${gateway.url}/?`,
    "gateway.example",
    "gateway.example:8080/mj",
    host,
    "localhost",
    "localhost:8080",
    "gateway",
    "api",
    "undefined",
    "[object Object]",
    `"${gateway.url}"`,
    `'${gateway.url}'`,
    `“${gateway.url}”`,
    "https：//gateway.example",
    "https//gateway.example",
    "https:/secretword@gateway.example",
    "https:gateway.example",
    "https:///gateway.example",
    "https://https://gateway.example",
    "https:",
    "http://",
    "https:// gateway.example",
    "/api?x",
    "//secretword@gateway.example",
    " ",
    new URL(`http://secretword@${host}`),
  ]) {
    assert.throws(
      () => new Midjourney({ baseUrl }),
      (error) => {
        assert.deepEqual([error.constructor, error.code, error.field], [ConfigError, "config", "baseUrl"], `${baseUrl}`);
        assert.match(error.message, /^baseUrl must start with https:\/\/ or http:\/\/, .* without credentials/);
        return !JSON.stringify([error, error.message]).includes("secretword");
      },
      `${baseUrl}`,
    );
  }
});

test("an address that is relative makes a client, whose calls are refused where there is no page", async () => {
  const { fetch, requests } = recorder();
  for (const baseUrl of ["/", "/api", "./api", "../", "//gateway.example"]) {
    const job = new Midjourney({ baseUrl, fetch }).imagine("cat");
    await rejects(job, ConfigError, { code: "config", field: "baseUrl", maybeSubmitted: false });
  }
  assert.deepEqual(requests, []);
});

test("options that are no object", async () => {
  const { fetch, requests } = recorder();
  const told = (name) => ({
    name: "ConfigError",
    code: "config",
    field: "options",
    message: `options must be an object, such as { ${name}: ... }.`,
  });
  for (const options of [
    gateway.url,
    new URL(gateway.url),
    [],
    ["x"],
    () => {},
    7,
    true,
    new Map(),
    new AbortController().signal,
  ]) {
    assert.throws(() => new Midjourney(options), told("baseUrl"));
    const mj = gateway.client({ fetch });
    for (const call of [
      mj.imagine("cat", options),
      mj.imagine({ prompt: "cat", botType: "NIJI_JOURNEY" }, options),
      mj.blend([new Blob(["x"]), new Blob(["x"])], options),
      mj.submit.shorten("cat", options),
      mj.upscale("1320098173412546", 1, options),
      mj.modal("1320098173412546", {}, options),
      mj.wait("1320098173412546", options),
      mj.fetch("1320098173412546", options),
      mj.request("GET", "/task/list", options),
    ]) {
      const { name, code, field, message } = await rejection(call);
      assert.deepEqual({ name, code, field, message }, told("signal"));
    }
  }
  assert.deepEqual(requests, []);
  // `isLarge && { … }`, and what other modules and classes make.
  for (const options of [undefined, null, false, Object.create(null), new (class Options {})(), await import("node:path")]) {
    await gateway
      .client()
      .imagine("", options)
      .catch(({ field }) => assert.notEqual(field, "options"));
  }
});

test("without an address there is no client", () => {
  for (const options of [undefined, null, {}, { baseUrl: "" }, { baseUrl: 7 }, { baseUrl: {} }, { apiKey: "sk" }]) {
    assert.throws(
      () => new Midjourney(options),
      (error) => error instanceof ConfigError && error.field === "baseUrl",
    );
  }
});

test("a mode is one harmless segment", () => {
  for (const mode of ["fast/mj", "..", ".", " ", "a b", "a?b", "a%2fb", "fast\n"]) {
    assert.throws(
      () => gateway.client({ mode }),
      (error) => error instanceof ConfigError && error.field === "mode",
      mode,
    );
  }
  for (const mode of ["", "fast", "v1.2", "A_b-c"]) gateway.client({ mode });
});

test("an option that does not exist, with those that do", async () => {
  const client = (options) => () => new Midjourney({ baseUrl: gateway.url, ...options });
  const told = (field, meant) => (error) =>
    error instanceof ConfigError && error.code === "config" && error.field === field && error.message.includes(meant);
  assert.throws(client({ apikey: "sk" }), told("apikey", "apiKey"));
  assert.throws(client({ baseURL: "x" }), told("baseURL", "baseUrl"));
  assert.throws(client({ zebra: 1 }), told("zebra", "there are baseUrl, apiKey"));
  assert.throws(client({ timeOut: undefined }), told("timeOut", "timeout"));
  assert.doesNotThrow(client({ apiKey: undefined, mode: undefined, poll: undefined }));

  const { fetch, requests } = recorder();
  const mj = gateway.client({ fetch });
  const image = "data:image/png;base64,iVBORw0KGgo=";
  for (const [call, field, meant] of [
    [mj.imagine("cat", { onprogress() {} }), "onprogress", "onProgress"],
    [mj.imagine("cat", { notifyhook: "x" }), "notifyhook", "notifyHook"],
    [mj.imagine("cat", { dimensions: "SQUARE" }), "dimensions", "there are signal"],
    [mj.blend([image, image], { dimension: "SQUARE" }), "dimension", "dimensions"],
    [mj.imagine({ prompt: "cat", image }), "image", "images"],
    [mj.imagine({ promt: "cat" }), "promt", "prompt"],
    [mj.submit.imagine("cat", { onProgress() {} }), "onProgress", "there are signal"],
    [mj.wait("1", { state: "x" }), "state", "there are signal"],
    [mj.fetch("1", { timeout: 1 }), "timeout", "there are signal"],
    [mj.request("GET", "/task/list", { query: "x" }), "query", "there are signal"],
  ]) {
    const error = await rejects(call, ConfigError, { code: "config", field, maybeSubmitted: false, retryable: false });
    assert.ok(error.message.includes(meant), error.message);
  }
  assert.deepEqual(requests, []);
});

test("an option of the wrong kind", async () => {
  const { fetch, requests } = recorder();
  for (const [options, field] of [
    [{ apiKey: 7 }, "apiKey"],
    [{ mode: 7 }, "mode"],
    [{ fetch: 7 }, "fetch"],
    [{ auth: "basic" }, "auth"],
    [{ requestTimeout: "1000" }, "requestTimeout"],
    [{ timeout: -1 }, "timeout"],
    [{ timeout: Number.POSITIVE_INFINITY }, "timeout"],
    [{ maxRetries: Number.NaN }, "maxRetries"],
    [{ maxRetries: 1.5 }, "maxRetries"],
    [{ maxRetries: -1 }, "maxRetries"],
    [{ poll: { min: "20" } }, "poll.min"],
    [{ poll: [] }, "poll"],
    [{ poll: "" }, "poll"],
    [{ maxImageBytes: "10MB" }, "maxImageBytes"],
    [{ imageUrl: "https://mirror.example" }, "imageUrl"],
  ]) {
    assert.throws(() => gateway.client({ fetch, ...options }), { name: "ConfigError", code: "config", field });
  }
  const mj = gateway.client({ fetch });
  for (const [options, field] of [
    [{ state: 7 }, "state"],
    [{ notifyHook: {} }, "notifyHook"],
    [{ modal: "yes" }, "modal"],
    [{ maxRetries: "2" }, "maxRetries"],
    [{ accountFilter: 5 }, "accountFilter"],
    [{ accountFilter: "x" }, "accountFilter"],
    [{ accountFilter: ["FAST"] }, "accountFilter"],
  ]) {
    await rejects(mj.imagine("cat", options), ConfigError, { code: "config", field });
  }
  const circle = {};
  circle.circle = circle;
  await rejects(mj.imagine("cat", { accountFilter: circle }), ValidationError, { field: "accountFilter" });
  await rejects(mj.request("POST", "/x", { body: circle }), ValidationError, { field: "body" });
  assert.deepEqual(requests, []);
});

test("the key is sent in one header", async () => {
  const auths = async (options) => {
    const { headers } = await sent({ apiKey: "sk-1", ...options });
    return [headers.authorization, headers["mj-api-secret"]];
  };
  const open = await serve((_request, response) => response.end('{"code":1,"result":"1"}'));
  assert.deepEqual(await auths(), ["Bearer sk-1", undefined]);
  assert.deepEqual(await auths({ auth: "bearer" }), ["Bearer sk-1", undefined]);
  assert.deepEqual(await auths({ auth: "raw" }), ["sk-1", undefined]);
  assert.deepEqual(await auths({ auth: "mj-api-secret" }), [undefined, "sk-1"]);
  const auth = (headers, key) => {
    assert.ok(headers instanceof Headers);
    headers.set("x-token", `own ${key}`);
  };
  const own = await sent({ baseUrl: open.url, apiKey: "sk-1", auth });
  assert.equal(own.headers["x-token"], "own sk-1");
  assert.ok(!("authorization" in own.headers));
  for (const apiKey of [undefined, "", () => undefined, async () => ""]) {
    assert.ok(!("authorization" in (await sent({ baseUrl: open.url, apiKey })).headers));
  }
});

test("a key is sent as it was meant, however it was pasted", async () => {
  for (const apiKey of [
    "sk-1\n",
    " sk-1 ",
    "\ufeffsk-1\r\n",
    "\u200bsk-1",
    '"sk-1"\n',
    "'Bearer sk-1'",
    "Bearer sk-1",
    "bearer  sk-1\n",
    "Authorization: Bearer sk-1",
    async () => "Bearer sk-1\n",
    () => '"Authorization: Bearer sk-1"',
  ]) {
    assert.equal((await sent({ apiKey })).headers.authorization, "Bearer sk-1", String(apiKey));
    assert.equal((await sent({ apiKey, auth: "mj-api-secret" })).headers["mj-api-secret"], "sk-1", String(apiKey));
  }
  assert.equal((await sent({ apiKey: " Bearer sk-1\n", auth: "raw" })).headers.authorization, "Bearer sk-1");
  const open = await serve((_request, response) => response.end('{"code":1,"result":"1"}'));
  const auth = (headers, key) => headers.set("x-token", key);
  assert.equal((await sent({ baseUrl: open.url, apiKey: "Bearer sk-1\n", auth })).headers["x-token"], "Bearer sk-1");
});

test("a key function is asked for each request", async () => {
  let asked = 0;
  const { fetch, requests } = recorder();
  const mj = gateway.client({
    fetch,
    apiKey: async () => {
      asked += 1;
      return `sk-${asked}`;
    },
  });
  await mj.imagine(quick);
  assert.equal(asked, requests.length);
  assert.deepEqual(
    requests.map(({ headers }) => headers.authorization),
    requests.map((_, at) => `Bearer sk-${at + 1}`),
  );
  assert.equal((await sent({ apiKey: () => "sk-sync" })).headers.authorization, "Bearer sk-sync");
});

test("a function of the caller's that throws: its own error comes out", async () => {
  const thrown = new Error("the vault is locked");
  const fail = () => {
    throw thrown;
  };
  const { fetch, requests } = recorder();
  for (const options of [{ apiKey: fail }, { apiKey: () => Promise.reject(thrown) }, { auth: fail }]) {
    assert.equal(await rejection(gateway.client({ fetch, ...options }).imagine("cat")), thrown);
  }
  assert.deepEqual(requests, []);
});

test("a key that cannot stand in a header is refused, and not shown", async () => {
  const { fetch, requests } = recorder();
  for (const apiKey of [
    "sk-secret\nx: y",
    "sk-sec\rret",
    "sk-secret\u{e9}",
    "“sk-secret”",
    "猫",
    "Bearer\tsk-secret",
    "sk-sec\0ret",
    () => "sk-secret\n.",
    () => "sk-secret…",
    () => 7,
  ]) {
    const error = await rejects(gateway.client({ fetch, apiKey }).imagine("cat"), ConfigError, {
      code: "config",
      field: "apiKey",
    });
    assert.ok(!`${error.message} ${error.stack} ${JSON.stringify(error)}`.includes("sk-secret"));
  }
  assert.deepEqual(requests, []);
});

test("more headers, of the client and of a call", async () => {
  const { headers } = await sent(
    { headers: { "X-App": "mine", "x-both": "client", accept: "text/json" } },
    { headers: { "x-both": "call", "x-call": "1" } },
  );
  assert.equal(headers["x-app"], "mine");
  assert.equal(headers["x-both"], "call");
  assert.equal(headers["x-call"], "1");
  assert.equal(headers.accept, "text/json");
  assert.equal(headers.authorization, "Bearer any");
  const open = await serve((_request, response) => response.end('{"code":1,"result":"1"}'));
  const removed = await sent(
    { baseUrl: open.url, headers: { "x-app": "1" } },
    { headers: { Authorization: null, "x-app": null } },
  );
  assert.ok(!("authorization" in removed.headers) && !("x-app" in removed.headers));
  assert.equal((await sent({ headers: [["x-app", " of a file\r\n"]] })).headers["x-app"], "of a file");
});

test("a header that cannot be sent is named, and its value is not shown", async () => {
  for (const [headers, name] of [
    [{ "x-a": "secret\nx: y" }, "x-a"],
    [{ "x-a": "secret 猫" }, "x-a"],
    [{ "x-a": "secret\0" }, "x-a"],
    [{ "a b": "secret" }, "a"],
    [{ "": "secret" }, ""],
    [{ 猫: "secret" }, ""],
    [{ "Bearer secret": "" }, "Bearer"],
    [{ "Authorization: Bearer secret": "" }, "Authorization"],
    [{ "a:b": "secret" }, "a"],
    [{ "a(b": "secret" }, "a"],
    [["Authorization: Bearer secret"], ""],
    [[1], ""],
    [[null], ""],
    [[[]], ""],
  ]) {
    const told = {
      name: "ConfigError",
      code: "config",
      field: "headers",
      message: `headers must be names and Latin-1 texts of one line, unlike "${name}".`,
    };
    assert.throws(() => gateway.client({ headers }), told);
    const { name: own, code, field, message } = await rejection(gateway.client().fetch("1", { headers }));
    assert.deepEqual({ name: own, code, field, message }, told);
  }
});

test("a wrong key, against the strict gateways", async () => {
  for (const [dialect, auth, wrong] of [
    ["trueai", "raw", "bearer"],
    ["novicezk", "mj-api-secret", "bearer"],
    ["plus", "mj-api-secret", "raw"],
    ["new-api", "bearer", undefined],
  ]) {
    const strict = await sandbox("--dialect", dialect, "--key", "sk-right", "--task-seconds", "0.1", "--refresh-seconds", "0.1");
    const task = await strict.client({ apiKey: "sk-right", auth }).imagine("cat");
    assert.equal(task.status, "SUCCESS", dialect);
    const told = { code: "unauthorized", status: 401, maybeSubmitted: false, retryable: false };
    const error = await rejects(strict.client({ apiKey: "sk-wrong", auth }).imagine("cat"), AuthError, told);
    assert.ok(error.hint, "it says what to try");
    assert.ok(!JSON.stringify(error).includes("sk-wrong"));
    if (wrong) {
      const other = await rejects(strict.client({ apiKey: "sk-right", auth: wrong }).imagine("cat"), AuthError, told);
      assert.ok(other.hint.includes(auth), other.hint);
    }
    await rejects(strict.client({ apiKey: undefined }).imagine("cat"), AuthError, told);
  }
});

test("a key that the gateway repeats is taken out", async () => {
  const apiKey = "sk-secret-0123456789";
  for (const status of [401, 400, 200]) {
    for (const body of [`no such key: ${apiKey}`, { code: 4, description: `invalid token ${apiKey}`, properties: { apiKey } }]) {
      await gateway.faults({ path: "/submit/", status, body });
      const error = await rejection(gateway.client({ apiKey }).imagine("cat"));
      assert.ok(MidjourneyError.is(error));
      assert.ok(!`${error.message} ${error.stack} ${JSON.stringify(error)}`.includes(apiKey), error.message);
    }
  }
  await gateway.faults();
});

test("the addresses of pictures can be rewritten", async () => {
  const seen = [];
  const imageUrl = (url, task) => {
    seen.push(task.status);
    return url.replace("http://", "https://mirror.example/");
  };
  const task = await gateway.client({ imageUrl }).imagine("cat");
  assert.match(task.imageUrl, /^https:\/\/mirror\.example\/127\.0\.0\.1/);
  assert.ok(seen.includes("IN_PROGRESS") && seen.includes("SUCCESS"));
  const broken = await gateway
    .client({
      imageUrl: () => {
        throw new Error("no mirror");
      },
    })
    .imagine(quick);
  assert.ok(broken.imageUrl.startsWith(gateway.url), "a rewrite that throws does not lose the picture");
});

test("ready settles, and is asked as often as one likes", async () => {
  const mj = gateway.client();
  assert.equal(await mj.ready, undefined);
  await Promise.all([mj.ready, gateway.client().ready]);
});

test("headers may be a Headers, and options of a wrong shape are refused", async () => {
  const { fetch, requests } = recorder();
  const mj = gateway.client({ fetch, headers: new Headers({ "x-app": "mine" }) });
  await mj.fetch("1320098173412546", { headers: new Headers({ "x-call": "this" }) });
  assert.deepEqual([requests[0].headers["x-app"], requests[0].headers["x-call"]], ["mine", "this"]);

  for (const [own, field, said] of [
    [{ poll: 1000 }, "poll", "poll must be an object"],
    [{ poll: "1 s" }, "poll", "poll must be an object"],
    [{ poll: { min: "2s" } }, "poll.min", "poll.min must be a number"],
    [{ headers: "x-app: mine" }, "headers", "headers must be an object"],
  ]) {
    const refused = { name: "ConfigError", code: "config", field, message: new RegExp(`^${said}`) };
    assert.throws(() => gateway.client(own), refused);
  }
  const call = await rejects(mj.fetch("1320098173412546", { headers: "x-app: mine" }), ConfigError, {
    code: "config",
    field: "headers",
  });
  assert.match(call.message, /^headers must be an object/);
  await rejects(mj.wait("1320098173412546", { onProgress: 5 }), ConfigError, { code: "config", field: "onProgress" });
  await rejects(mj.wait("1320098173412546", { signal: {} }), ConfigError, { code: "config", field: "signal" });
  assert.throws(() => gateway.client({ poll: { mn: 1 } }), { code: "config", field: "mn" });
});
