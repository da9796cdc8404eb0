// A page, the proxy of its server, and a gateway behind it.

import { Midjourney, packageUrl, poll } from "../support/package.js";

export const { createProxy } = await import(new URL("proxy.js", packageUrl).href);

export const KEY = "sk-of-the-gateway";

/** Where the proxy is, for its pages. */
export const MOUNT = "https://app.example/api";

/** A proxy to which the header `user` says who asks. @param {string} baseUrl @param {object} [options] */
export const proxyOf = (baseUrl, options) =>
  createProxy({
    baseUrl,
    apiKey: KEY,
    authorize: (/** @type {Request} */ request) => {
      const id = request.headers.get("user");
      return id && { id };
    },
    ...options,
  });

/**
 * The client in a page of a user, which has no key.
 * @param {(request: Request) => Promise<Response>} proxy
 * @param {string} user
 * @param {object} [options]
 */
export const pageOf = (proxy, user, options) =>
  new Midjourney({
    baseUrl: MOUNT,
    headers: { user },
    fetch: (/** @type {string} */ url, /** @type {RequestInit} */ init) => proxy(new Request(url, init)),
    poll,
    ...options,
  });

/**
 * A request of a page, without the client.
 * @param {string} method @param {string} path below the mount @param {unknown} [body] @param {Record<string, string>} [headers]
 */
export const ask = (method, path, body, headers) =>
  new Request(MOUNT + path, {
    method,
    headers: { user: "ann", ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
  });

/**
 * A gateway's `fetch` that keeps what it was asked, and answers as `answer` says.
 * @param {(request: { method: string, url: URL, headers: Headers, body: any }) => unknown} answer a Response, or a value for JSON
 */
export const gatewayOf = (answer) => {
  /** @type {{ method: string, url: URL, headers: Headers, body: any }[]} */
  const requests = [];
  /** @param {string} url @param {RequestInit} [init] */
  const fetch = async (url, init) => {
    const body = typeof init?.body === "string" ? JSON.parse(init.body) : undefined;
    const request = { method: init?.method ?? "GET", url: new URL(url), headers: new Headers(init?.headers), body };
    requests.push(request);
    const given = await answer(request);
    return given instanceof Response ? given : Response.json(given);
  };
  return { fetch, requests };
};

let last = 1700000000000000;
/** Accepts each submit, and shows each task as finished. @param {{ method: string, url: URL, body: any }} request */
export const accepting = ({ method, url, body }) => {
  if (method === "POST" && url.pathname.includes("/submit/"))
    return { code: 1, description: "Submit success", result: `${++last}` };
  if (method === "POST")
    return body.ids.map((/** @type {string} */ id) => ({ id, status: "SUCCESS", imageUrl: "https://cdn.example/a.png" }));
  const id = decodeURIComponent(/task\/(.+)\/fetch$/.exec(url.pathname)?.[1] ?? "");
  return { id, status: "SUCCESS", imageUrl: "https://cdn.example/a.png" };
};
