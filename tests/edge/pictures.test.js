// Pictures through the proxy.

import assert from "node:assert/strict";
import { test } from "node:test";
import { quick } from "../support/package.js";
import { serveSandbox } from "../support/sandbox.js";
import { MOUNT, accepting, ask, gatewayOf, pageOf, proxyOf } from "./page.js";

const GATEWAY = "https://gateway.example";
const PNG = { headers: { "content-type": "image/png" } };

/** The picture behind an address that a page has. @param {(request: Request) => Promise<Response>} proxy @param {string} address */
const picture = (proxy, address) => proxy(new Request(new URL(address, MOUNT)));

test("a page draws the gateway's pictures from its own server, without a key and a user", async () => {
  const { url } = await serveSandbox();
  const proxy = proxyOf(url, { images: true });
  const { imageUrl } = await pageOf(proxy, "ann").imagine(quick);
  assert.match(imageUrl, /^https:\/\/app\.example\/api\/mj\/picture\/[\w-]+\.[\w-]{43}$/);
  const response = await picture(proxy, imageUrl);
  assert.equal(response.headers.get("content-type"), "image/png");
  assert.equal(response.headers.get("content-security-policy"), "default-src 'none'; sandbox");
  assert.deepEqual([...new Uint8Array(await response.arrayBuffer())].slice(1, 4), [...Buffer.from("PNG")]);
});

test("addresses of hosts that are not named stay as they are, and relative ones become the gateway's", async () => {
  const task = {
    imageUrl: "/mj/image/17",
    thumbnailUrl: "https://cdn.discordapp.com/a.png?ex=1",
    imageUrls: [{ url: "https://img.example.com/b.png", thumbnail: "https://evil.example/c.png" }],
    videoUrls: ["https://media.example.com:8443/d.mp4", "https://user:pw@img.example.com/e.mp4", "http://img.example.com/f.mp4"],
  };
  const { fetch } = gatewayOf((request) => ({ .../** @type {any} */ (accepting(request)), ...task }));
  const shown = async (/** @type {object} */ options) => {
    const proxy = proxyOf(GATEWAY, { fetch, ...options });
    const { result } = await (await proxy(ask("POST", "/mj/submit/imagine", { prompt: "cat" }))).json();
    return (await proxy(ask("GET", `/mj/task/${result}/fetch`))).json();
  };
  const direct = await shown({});
  assert.equal(direct.imageUrl, `${GATEWAY}/mj/image/17`);
  assert.equal(direct.thumbnailUrl, task.thumbnailUrl);
  const through = await shown({ images: { hosts: ["cdn.discordapp.com", "*.example.com"] } });
  const isThrough = (/** @type {string} */ address) => address.startsWith("/api/mj/picture/");
  assert.deepEqual([through.imageUrl, through.thumbnailUrl].map(isThrough), [true, true]);
  assert.deepEqual([through.imageUrls[0].url, through.imageUrls[0].thumbnail].map(isThrough), [true, false]);
  assert.deepEqual(through.videoUrls.map(isThrough), [false, false, false]);
});

test("only an address that the proxy has sealed is fetched, and only from hosts that are named now", async () => {
  /** @type {string[]} */
  const fetched = [];
  const fetch = async (/** @type {string} */ url, /** @type {RequestInit} */ init) => {
    fetched.push(url);
    assert.equal(new Headers(init.headers).get("authorization"), null);
    assert.equal(init.redirect, "manual");
    return new Response("PNG", PNG);
  };
  const { fetch: gateway } = gatewayOf(accepting);
  const either = (/** @type {string} */ url, /** @type {any} */ init) =>
    url.startsWith(GATEWAY) ? gateway(url, init) : fetch(url, init);
  const proxy = proxyOf(GATEWAY, { fetch: either, images: { hosts: ["cdn.example"] } });
  const { imageUrl } = await pageOf(proxy, "ann").imagine("cat");
  const [, text, mac] = /picture\/([^.]+)\.(.+)$/.exec(imageUrl) ?? [];
  const encode = (/** @type {string} */ url) => Buffer.from(url).toString("base64url");
  for (const path of [
    "",
    text,
    `${text}.`,
    `${text}.${mac}.x`,
    `${encode("https://cdn.example/b.png")}.${mac}`,
    `${encode("http://169.254.169.254/")}.${mac}`,
    `https://cdn.example/a.png`,
    `%zz`,
  ]) {
    assert.equal((await picture(proxy, `${MOUNT}/mj/picture/${path}`)).status, 404, path);
  }
  const post = new Request(imageUrl, { method: "POST" });
  assert.equal((await proxy(post)).status, 404);
  assert.equal(
    (await picture(proxyOf(GATEWAY, { fetch: either, images: true }), imageUrl)).status,
    404,
    "the host is no longer named",
  );
  assert.equal((await picture(proxyOf(GATEWAY, { fetch: either }), imageUrl)).status, 404, "pictures are off");
  assert.deepEqual(fetched, []);
  assert.equal(await (await picture(proxy, imageUrl)).text(), "PNG");
  assert.deepEqual(fetched, ["https://cdn.example/a.png"]);
});

test("what is no picture, too large, expired or redirected is not passed on", async () => {
  /** @type {() => Response} */
  let answer = () => new Response();
  const gateway = gatewayOf((request) => (request.url.hostname === "cdn.example" ? answer() : accepting(request)));
  const proxy = proxyOf(GATEWAY, { fetch: gateway.fetch, images: { hosts: ["cdn.example"], maxBytes: 10 } });
  const { imageUrl } = await pageOf(proxy, "ann").imagine("cat");
  for (const [given, status] of /** @type {[() => Response, number][]} */ ([
    [() => new Response("<html>", { headers: { "content-type": "text/html" } }), 502],
    [() => new Response("<svg>", { headers: { "content-type": "image/svg+xml" } }), 502],
    [() => new Response("x"), 502],
    [() => new Response(null, { status: 302, headers: { location: "http://10.0.0.1/" } }), 502],
    [() => new Response("", { status: 404 }), 404],
    [() => new Response("", { status: 500 }), 502],
    [() => new Response("x", { headers: { ...PNG.headers, "content-length": "11" } }), 413],
    [() => new Response("0123456789", { headers: { ...PNG.headers, "set-cookie": "a=b" } }), 200],
  ])) {
    answer = given;
    const response = await picture(proxy, imageUrl);
    assert.equal(response.status, status);
    assert.equal(response.headers.get("set-cookie"), null);
    await response.body?.cancel();
  }
  answer = () => new Response("01234567890", PNG);
  await assert.rejects((await picture(proxy, imageUrl)).arrayBuffer(), /too large/);
});
