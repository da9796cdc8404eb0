// What all package tests share: the installed package, a sandbox gateway, pictures, and how to look at a failure.
//
// MIDJOURNEY_PACKAGE is the file URL of the installed package's index.js, MIDJOURNEY_SANDBOX_BIN the path of the sandbox.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { after } from "node:test";
import { crc32, deflateSync } from "node:zlib";

const needed = (name, what) => process.env[name] ?? assert.fail(`${name} must be ${what}`);

export const packageUrl = needed("MIDJOURNEY_PACKAGE", "the file URL of the installed package's index.js");

export const {
  Midjourney,
  Job,
  MidjourneyError,
  ConfigError,
  ValidationError,
  NetworkError,
  TimeoutError,
  HttpError,
  AuthError,
  RateLimitError,
  ServerError,
  BadResponseError,
  SubmitError,
  BannedPromptError,
  QueueFullError,
  TaskNotFoundError,
  TaskFailedError,
  TaskCancelledError,
  ModalRequiredError,
} = await import(packageUrl);

/** A prompt that the sandbox is done with in a tenth of its usual time. */
export const quick = "black cat sandbox:fast";

/** How the tests look at a task: soon, and often. */
export const poll = { min: 20, max: 50 };

const key = "sk-of-the-tests";

const unhandled = [];
process.on("unhandledRejection", (reason) => {
  unhandled.push(reason);
  process.exitCode = 1;
});

const closing = [];
after(async () => {
  await Promise.all(closing.map((close) => close()));
  // Node tells of a rejection that nobody handles once the microtasks are through.
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(unhandled, [], "no rejection may be left unhandled");
});

/** Starts a sandbox that works a second on an imagine; of an option that is given twice the later one counts. */
export const sandbox = async (...options) => {
  const child = await start(["--port", "0", "--task-seconds", "1", ...options]);
  const { url } = child;
  const control = async (method, what, body) => {
    const answer = await fetch(`${url}/sandbox/${what}`, { method, body: body && JSON.stringify(body) });
    assert.equal(answer.status, 200, await answer.clone().text());
    return answer.json();
  };
  return {
    url,
    client: (own) => new Midjourney({ baseUrl: url, apiKey: key, poll, ...own }),
    /** Answers badly from now on, and only so. */
    faults: (...faults) => control("POST", "faults", faults),
    /** Forgets tasks, log and faults. */
    reset: () => control("POST", "reset"),
    log: () => control("GET", "log"),
    /** The requests so far as `POST /mj/submit/imagine`. */
    lines: async () => (await control("GET", "log")).requests.map(({ method, path }) => `${method} ${path}`),
  };
};

/** Starts the sandbox's program with these options, and waits until it listens. */
export const start = async (options) => {
  const binary = needed("MIDJOURNEY_SANDBOX_BIN", "the path of the sandbox's program");
  const child = spawn(binary, [...options, "--stop-with-stdin"], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), "line"),
    ended.then(([code]) => assert.fail(`The sandbox stopped at once, with code ${code}`)),
  ]);
  const [, url] = /^listening on (http:\S+)$/.exec(line) ?? assert.fail(`The sandbox said: ${line}`);
  // It must not keep a test run alive that has nothing else to do.
  for (const part of [child, child.stdin, child.stdout]) part.unref();
  let stopped;
  const stop = () => {
    stopped ??= ended;
    child.ref();
    child.stdin.end();
    return stopped;
  };
  closing.push(stop);
  return { url, stop };
};

/** Starts an HTTP server; gives its address and the requests it got, with their headers. */
export const serve = async (answer) => {
  const requests = [];
  const server = createServer((request, response) => {
    requests.push({ method: request.method, path: request.url, headers: request.headers });
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  server.unref();
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${server.address().port}`, requests };
};

/** A `fetch` that keeps what it was asked. */
export const recorder = () => {
  const requests = [];
  const recording = (url, init) => {
    const headers = Object.fromEntries(new Headers(init?.headers));
    const body = typeof init?.body === "string" ? JSON.parse(init.body) : init?.body;
    requests.push({ method: init?.method ?? "GET", url: String(url), path: new URL(url).pathname, headers, body });
    return fetch(url, init);
  };
  return { fetch: recording, requests };
};

/** What a promise rejects with. */
export const rejection = async (promise) => {
  const settled = await Promise.resolve(promise).then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  return "error" in settled ? settled.error : assert.fail(`It resolved with ${JSON.stringify(settled.value)}`);
};

/** Checks that a promise rejects with an error of exactly that class and with these fields, and gives it. */
export const rejects = async (promise, errorClass, fields) => isError(await rejection(promise), errorClass, fields);

/** Checks that an error is of exactly that class and has these fields, and gives it. */
export const isError = (error, errorClass, fields) => {
  if (!MidjourneyError.is(error)) throw error;
  assert.equal(error.constructor, errorClass, String(error));
  assert.equal(error.name, errorClass.name);
  assert.ok(error instanceof MidjourneyError && error instanceof Error);
  const actual = Object.fromEntries(Object.keys(fields).map((name) => [name, error[name]]));
  assert.deepEqual(actual, fields, String(error));
  return error;
};

/** A PNG of one colour. */
export const png = (width = 8, height = 8, colour = [255, 255, 255]) => {
  const chunk = (type, data) => {
    const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.from([0, ...Array.from({ length: width }, () => colour).flat()]);
  const rows = Buffer.concat(Array.from({ length: height }, () => row));
  const chunks = [chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return new Uint8Array(Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...chunks]));
};

export const dataUrl = (bytes, type = "image/png") => `data:${type};base64,${Buffer.from(bytes).toString("base64")}`;
