// The scripts that are played: a client, its calls, and what the gateway, the network, the clock and the page do meanwhile.
//
// A script is plain data, so that one that fails can be read. All of it may be left out, and the first of each list of words is the
// harmless one: what is left after shrinking is what it takes.

import fc from "fast-check";

/** One of these, the first most of the time. @param {number} often @param {readonly any[]} words */
const mostly = (often, [first, ...others]) =>
  fc.oneof({ weight: often, arbitrary: fc.constant(first) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

/** Fields, each of which may be left out. @template T @param {T} fields @returns {import("fast-check").Arbitrary<any>} */
const some = (fields) => fc.record(/** @type {any} */ (fields), { requiredKeys: [] });

/** What a pause of the gateway may be, in milliseconds. */
const latency = fc.constantFrom(0, 1, 80, 700, 1_000, 4_000, 29_999, 31_000, 130_000);

/** Every form of Retry-After, and what is none. "+" and "-" mean a date so many seconds from then. */
const retryAfter = fc.constantFrom(
  "1",
  "0",
  "3",
  "0.5",
  "120",
  "31536000",
  "-5",
  "+4",
  "-9",
  "+86400",
  "soon",
  "",
  "1e400",
  "NaN",
);

/** How an answer comes: whole, or not. */
const way = mostly(5, ["whole", "reset", "never", "cut", "slow", "hangs", "refused"]);

/** What is no answer of a gateway, or one with an error. */
const trouble = fc.oneof(
  fc.record({
    status: fc.constantFrom(503, 429, 500, 502, 504, 408, 425, 400, 401, 403, 404, 405, 406, 413, 302, 204, 200),
    body: fc.constantFrom(
      "{}",
      "",
      "<html>gateway</html>",
      "{",
      "null",
      "[]",
      "7",
      '"text"',
      '{"code":1}',
      '{"error":{"message":"no"}}',
    ),
    ...{ retryAfter: fc.option(retryAfter, { nil: undefined, freq: 2 }) },
  }),
  fc.record({
    status: mostly(3, [200, 400, 429, 500]),
    code: fc.constantFrom(23, 30, 24, 4, 3, 5, 9, 0, -1, 2, 1000, "23", "x"),
    description: mostly(3, ["no", "queue is full, try later", "队列已满", "没有可用的账号", ""]),
  }),
);

/** What a submit is answered. */
const submit = some({
  way,
  latency,
  what: fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({ code: mostly(3, [1, 22, 21, "1"]), result: mostly(6, ["id", "number", "several", "", "again"]) }),
    },
    { weight: 3, arbitrary: trouble },
  ),
});

const word = fc.constantFrom(
  "IN_PROGRESS",
  "SUBMITTED",
  "NOT_START",
  "",
  "MODAL",
  "SUCCESS",
  "FAILURE",
  "CANCEL",
  "PAUSED",
  7,
  null,
);
const progress = fc.constantFrom("31%", "0%", "100%", "99%", "7%", "", "waiting", 55, 1e9, -1, null);

/** What a look is answered; a list has that row for all. */
const read = some({
  way,
  latency,
  what: fc.oneof(
    { weight: 3, arbitrary: fc.record({ row: fc.record({ status: word, progress }) }) },
    { weight: 2, arbitrary: trouble },
    { weight: 1, arbitrary: fc.record({ missing: fc.constantFrom("400", "empty", "204", "404", "null") }) },
    { weight: 1, arbitrary: fc.record({ rows: fc.constantFrom("twice", "none", "first") }) },
  ),
});

/** What becomes of a task by itself. */
const task = some({
  lasts: fc.constantFrom(12_000, 0, 300, 2_500, 60_000, 1e9),
  ends: mostly(3, ["SUCCESS", "FAILURE", "CANCEL", "MODAL"]),
});

const milliseconds = fc.constantFrom(1_000, 0, 1, 49, 300, 5_000, 20_000, 60_000, 200_000);
const poll = some({
  min: fc.constantFrom(1_000, 0, 60, 300, 5_000, 60_000),
  max: fc.constantFrom(5_000, 400, 1_000, 30_000, 600_000),
  strategy: fc.constantFrom("planned", "nothing", "zero", "long", "throws", "words"),
});

/** What both a client and a call may say. */
const limits = {
  poll,
  timeout: milliseconds,
  requestTimeout: fc.constantFrom(10_000, 0, 1, 300, 1_000, 40_000),
  maxRetries: fc.constantFrom(2, 0, 1, 5),
  headers: fc.constantFrom({}, { "x-mine": "1" }, { accept: null }, { "bad name": "1" }),
};

const client = some({
  ...limits,
  apiKey: mostly(4, ["text", "function", "later", "throws", "rejects", "never", "wrong"]),
  auth: mostly(4, ["raw", "function", "throws"]),
  imageUrl: fc.constantFrom("mirror", "throws"),
  maxResponseBytes: fc.constantFrom(100_000, 90),
});

const call = fc.record(
  {
    verb: fc.constantFrom(
      "imagine",
      "wait",
      "fetch",
      "action",
      "press",
      "modal",
      "submit",
      "token",
      "find",
      "fetchMany",
      "get",
      "post",
    ),
    at: fc.constantFrom(0, 1, 900, 5_000),
    options: some({ ...limits, modal: fc.constantFrom("auto", "throw", "answers", "later", "throws", "rejects") }),
    hears: mostly(2, ["all", "throws", "rejects", "cancels", "closes", "calls", "aborts"]),
    touches: fc.constantFrom("updates", "id", "leaves", "submission"),
    ends: fc.record({
      how: fc.constantFrom("abort", "cancel"),
      after: fc.constantFrom(0, 1, 500, 1_000, 3_000, 30_000),
      reason: fc.constantFrom("text", "nothing", "null", "object", "error"),
    }),
  },
  { requiredKeys: ["verb"] },
);

const event = fc.record({
  at: fc.constantFrom(0, 100, 2_000, 6_000, 30_000),
  what: fc.oneof(
    fc.record({ set: fc.constantFrom(1_000, -1_000, 7_200_000, -7_200_000) }),
    fc.record({ freeze: fc.constantFrom(500, 20_000, 7_200_000) }),
    fc.constantFrom("hide", "show", "offline", "online", "pageshow", "close"),
  ),
});

export const script = some({
  place: fc.constantFrom("server", "page", "edge"),
  chance: fc.nat({ max: 999 }),
  client,
  calls: fc.oneof(
    { weight: 3, arbitrary: fc.array(call, { minLength: 1, maxLength: 1 }) },
    { weight: 2, arbitrary: fc.array(call, { minLength: 1, maxLength: 5 }) },
  ),
  tasks: fc.array(task, { maxLength: 4 }),
  submits: fc.array(submit, { maxLength: 4 }),
  reads: fc.array(read, { maxLength: 10 }),
  /** What every look is answered after those. */
  ever: fc.option(read, { nil: undefined, freq: 4 }),
  lists: fc.constantFrom("rows", "404", "html", "envelope"),
  events: fc.array(event, { maxLength: 3 }),
});
