// Requests and responses of the proxy, as HTTP has them.

/**
 * What a page gets.
 * @typedef {object} Answer
 * @property {number} status
 * @property {object} [json]
 * @property {string} [text] in place of JSON
 * @property {string | null} [retryAfter]
 * @property {boolean} [isRefused] whether the gateway surely has no task of it
 */

/** Marks what the proxy itself says. The client knows it. */
const TYPE = "midjourney_proxy_error";

/** An answer of the proxy's own. @param {number} status @param {string} description @param {object} [more] @returns {Answer} */
export const refuse = (status, description, more) => ({
  status,
  json: { description, type: TYPE, ...more },
  isRefused: status < 500,
});

/**
 * The headers of every response to this request.
 * @param {Request} request
 * @param {string[]} cors origins of other sites whose pages may read the responses
 */
export const headersFor = (request, cors) => {
  const origin = request.headers.get("origin");
  const headers = new Headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
  if (cors.length) headers.set("vary", "origin");
  if (origin && cors.includes(origin)) {
    headers.set("access-control-allow-origin", origin);
    headers.set("access-control-expose-headers", "retry-after");
  }
  return headers;
};

/** @param {Answer} answer @param {Headers} headers */
export const respond = ({ status, json, text, retryAfter }, headers) => {
  if (retryAfter) headers.set("retry-after", retryAfter);
  if (json === undefined && !text) return new Response(null, { status, headers });
  // Never as HTML: a gateway's page would run its scripts on the server's own origin.
  headers.set("content-type", json === undefined ? "text/plain; charset=utf-8" : "application/json");
  return new Response(json === undefined ? text : JSON.stringify(json), { status, headers });
};

/** The response to a browser that asks before it sends a request from another site. @param {Request} request @param {Headers} headers */
export const preflight = (request, headers) => {
  if (headers.has("access-control-allow-origin")) {
    headers.set("access-control-allow-methods", "GET, POST");
    headers.set("access-control-allow-headers", request.headers.get("access-control-request-headers") ?? "content-type");
    headers.set("access-control-max-age", "7200");
  }
  return new Response(null, { status: 204, headers });
};
