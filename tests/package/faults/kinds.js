// What can go wrong with one request, or with all of them for some time: what the client gets instead of the gateway's answer.

/** @typedef {import("../../support/exchange.js").Exchange} Exchange */
/** @typedef {import("../../support/world.js").Told} Told */
/** @typedef {import("../../support/world.js").World} World */

/**
 * What a fault amounts to, which is all that decides what must become of it (see rules.js).
 * @typedef {"harmless" | "silence" | "timeout" | "down" | "garbage" | "endless" | "page" | "nothing" | "gone" | "elsewhere" | "full" | "refused" |
 *   "later" | "asleep"} Meaning
 */

/**
 * @typedef {object} Kind
 * @property {string} name
 * @property {Meaning} means
 * @property {"submit" | "read" | "list"} [only] where it can happen; everywhere else
 * @property {boolean} [through] the gateway gets the request, and only its answer is spoilt; otherwise a submit is tried both ways
 * @property {number} [lasts] all requests meet it for so many milliseconds, not one
 * @property {number} [wait] how long the client must not come back, in milliseconds
 * @property {(told: Told, exchange: Exchange, world: World) => Promise<Told> | Told} act gets what the gateway has answered, where it
 *   got the request, or else an empty 200
 */

const HTML = "<!doctype html>\n<html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>\n";

/** @param {string} message @param {string} [code] */
const failed = (message, code) => {
  throw new TypeError(message, code ? { cause: Object.assign(new Error(code), { code }) } : undefined);
};

/** @param {number} status @param {object | string | null} body @param {Record<string, string>} [headers] @returns {Told} */
const told = (status, body, headers) => ({
  status,
  headers: { "content-type": typeof body === "string" ? "text/html" : "application/json", ...headers },
  body: typeof body === "string" || !body ? body : JSON.stringify(body),
});

/** @param {Told} answer */
const text = ({ body }) => (typeof body === "string" ? body : "");

/** The same answer, with its JSON changed. @param {(value: any) => any} change @returns {Kind["act"]} */
const changed = (change) => (answer) => ({ ...answer, body: JSON.stringify(change(JSON.parse(text(answer)))) });

/** A body of so many bytes at a time. @param {string} all @param {number} size @param {() => Promise<unknown>} wait */
const drip = async function* (all, size, wait) {
  const bytes = new TextEncoder().encode(all);
  for (let at = 0; at < bytes.length; at += size) {
    await wait();
    yield bytes.subarray(at, at + size);
  }
};

/** Half of a body, and then that. @param {Told} answer @param {() => never} end */
const half = async function* (answer, end) {
  const bytes = new TextEncoder().encode(text(answer));
  yield bytes.subarray(0, bytes.length / 2);
  end();
};

const PIECE = new Uint8Array(1 << 20).fill(32);

/** Blanks, which JSON may begin with. @param {number} megabytes */
const blanks = async function* (megabytes) {
  for (let at = 0; at < megabytes; at++) yield PIECE;
};

const HOUR = 3_600_000;

/** A row of a list as a relay keeps it beside the one that counts. @param {any} row */
const stale = (row) => ({ ...row, status: "", progress: "", imageUrl: "", buttons: null, finishTime: 0 });

/** @type {readonly Kind[]} */
export const KINDS = [
  // The eight that other clients were measured with.
  { name: "fetch failed (Node)", means: "silence", act: () => failed("fetch failed", "ECONNRESET") },
  { name: "Failed to fetch (Chromium)", means: "silence", act: () => failed("Failed to fetch") },
  { name: "Load failed (Safari)", means: "silence", act: () => failed("Load failed") },
  {
    name: "NetworkError (Firefox)",
    means: "silence",
    act: () => failed("NetworkError when attempting to fetch resource."),
  },
  {
    name: "429 with Retry-After: 3",
    means: "full",
    wait: 3_000,
    through: false,
    act: () => told(429, { error: { message: "too many requests" } }, { "retry-after": "3" }),
  },
  { name: "503 for 4 s", means: "down", lasts: 4_000, act: () => told(503, { error: { message: "no available channel" } }) },
  { name: "502 with a web page for 30 s", means: "down", lasts: 30_000, act: () => told(502, HTML) },
  {
    name: "offline for 10 s",
    means: "silence",
    lasts: 10_000,
    through: false,
    act: (_, __, { page, clock }) => {
      if (page.navigator.onLine) {
        page.connect(false);
        clock.after(10_000, () => page.connect(true));
      }
      return failed("fetch failed", "ENETUNREACH");
    },
  },
  { name: "an answer that never comes", means: "timeout", act: (_, exchange) => exchange.never() },
  {
    name: "a status that nobody knows",
    means: "harmless",
    only: "read",
    through: true,
    act: changed((value) => {
      const dancing = (/** @type {any} */ task) => ({ ...task, status: "DANCING" });
      return Array.isArray(value) ? value.map(dancing) : value && dancing(value);
    }),
  },

  // Answers of something in front of the gateway.
  { name: "200 with a web page", means: "page", act: () => told(200, HTML) },
  { name: "404 with a web page", means: "gone", through: false, act: () => told(404, HTML) },
  { name: "204", means: "nothing", act: () => told(204, null) },
  { name: "an empty 200", means: "nothing", act: () => told(200, "") },
  {
    name: "307 to another origin",
    means: "elsewhere",
    act: () => told(307, null, { location: "https://elsewhere.test/mj" }),
  },
  {
    name: "a redirect as a page sees it",
    means: "elsewhere",
    act: () => ({ status: 0, type: "opaqueredirect" }),
  },
  { name: "500 with a success in words", means: "down", act: () => told(500, { code: 1, description: "ok", result: "7" }) },

  // Bodies that do not arrive as they left.
  {
    name: "half a body",
    means: "garbage",
    through: true,
    act: (answer) => ({ ...answer, body: text(answer).slice(0, text(answer).length / 2) }),
  },
  {
    name: "a reset in mid-body",
    means: "silence",
    through: true,
    act: (answer) => ({ ...answer, body: half(answer, () => failed("terminated", "UND_ERR_SOCKET")) }),
  },
  {
    name: "gzip that is none",
    means: "silence",
    through: true,
    // What the platform makes of it: headers that are fine, and a body that cannot be read.
    act: (answer) => ({
      ...answer,
      headers: { ...answer.headers, "content-encoding": "gzip" },
      body: half({ ...answer, body: "" }, () => failed("terminated", "Z_DATA_ERROR")),
    }),
  },
  {
    name: "a body that drips, but comes in time",
    means: "harmless",
    through: true,
    act: (answer, exchange) => ({ ...answer, body: drip(text(answer), 32, () => exchange.wait(20)) }),
  },
  {
    name: "a body that drips for ever",
    means: "timeout",
    through: true,
    act: (answer, exchange) => ({ ...answer, body: drip(text(answer), 1, () => exchange.wait(10_000)) }),
  },
  {
    name: "a body of 100 MB",
    means: "endless",
    through: true,
    act: (answer) => ({ ...answer, body: blanks(100) }),
  },
  {
    name: "the wrong content type",
    means: "harmless",
    through: true,
    act: (answer) => ({ ...answer, headers: { "content-type": "text/html; charset=gbk" } }),
  },
  {
    name: "every row of a list three times",
    means: "harmless",
    only: "list",
    through: true,
    act: changed((rows) => [...rows.map(stale), ...rows, ...rows.map(stale).reverse()]),
  },
  {
    name: "a list in reverse with strangers in it",
    means: "harmless",
    only: "list",
    through: true,
    act: changed((rows) => [null, 7, { id: "8", status: "SUCCESS" }, ...rows.reverse(), { status: "FAILURE" }]),
  },

  // Refusals in the gateway's own words.
  {
    name: "code 23, queue full",
    means: "full",
    only: "submit",
    through: false,
    act: () => told(200, { code: 23, description: "队列已满，请稍后尝试", result: null }),
  },
  {
    name: "trueai's code 9, queue full",
    means: "full",
    only: "submit",
    through: false,
    act: () => told(200, { code: 9, description: "提交失败，队列已满", result: null }),
  },
  {
    name: "a relay's code 30 with 429",
    means: "full",
    only: "submit",
    through: false,
    act: () => told(429, { code: 30, description: "当前分组负载已饱和，请稍后再试", type: "upstream_error" }),
  },
  {
    name: "503 that says queue full",
    means: "down",
    only: "submit",
    act: () => told(503, { code: 23, description: "queue is full" }),
  },
  { name: "a code that nobody knows", means: "refused", only: "submit", act: () => told(200, { code: 77, description: "?" }) },

  // Time.
  {
    name: "the clock is set an hour forward",
    means: "later",
    through: true,
    act: (answer, _, { clock }) => {
      clock.set(HOUR);
      return answer;
    },
  },
  {
    name: "the clock is set an hour back",
    means: "harmless",
    through: true,
    act: (answer, _, { clock }) => {
      clock.set(-HOUR);
      return answer;
    },
  },
  {
    name: "the machine sleeps for an hour, and the request is lost",
    means: "asleep",
    act: (_, __, { clock }) => {
      clock.sleep(HOUR);
      return failed("fetch failed", "ETIMEDOUT");
    },
  },
];
