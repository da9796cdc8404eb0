// Pictures on their way to the gateway: every form they may have, and what is no picture.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ValidationError, quick, recorder, rejects, sandbox } from "../support/package.js";
import { dataUrl, png } from "../support/pictures.js";
import { serve } from "../support/server.js";

const gateway = await sandbox("--task-seconds", "0.3", "--concurrency", "20");
const picture = png();
const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0, 1]);
const gif = new TextEncoder().encode("GIF89a\x01\0\x01\0\0\0\0;");
const webp = new TextEncoder().encode("RIFF\x10\0\0\0WEBPVP8 \0\0\0\0");

/** A server of pictures and of what looks like some. */
const web = await serve(({ path }, response) => {
  if (path === "/cat.png") response.setHeader("content-type", "text/plain").end(picture);
  else if (path === "/page") response.setHeader("content-type", "image/png").end("<!doctype html>");
  else if (path === "/broken") response.writeHead(200, { "content-length": "1000" }).write(picture, () => response.destroy());
  else if (path === "/moved") response.writeHead(302, { location: "/cat.png" }).end();
  else response.writeHead(404).end(picture);
});

/** The body of the one submit that a call makes. */
const submitted = async (call, options) => {
  const { fetch, requests } = recorder();
  const result = await call(gateway.client({ fetch, ...options }));
  const submits = requests.filter(({ path }) => path.includes("/submit/"));
  assert.equal(submits.length, 1);
  return { body: submits[0].body, result, requests };
};

/** Checks that a call is refused, and that nothing was submitted. */
const refused = async (call, fields, options) => {
  const { fetch, requests } = recorder();
  const told = { code: "invalid_input", maybeSubmitted: false, ...fields };
  const error = await rejects(call(gateway.client({ fetch, ...options })), ValidationError, told);
  assert.deepEqual(
    requests.filter(({ path }) => path.includes("/submit/")),
    [],
  );
  return error;
};

const forms = {
  "a Blob": () => new Blob([picture]),
  "a File": () => new File([picture], "cat.txt", { type: "text/plain" }),
  "a Uint8Array": () => picture,
  "a Buffer": () => Buffer.from(picture),
  "an ArrayBuffer": () => picture.slice().buffer,
  "a view of a part": () => {
    const wide = new Uint8Array(picture.length + 20).fill(7);
    wide.set(picture, 10);
    return new DataView(wide.buffer, 10, picture.length);
  },
  "a stream": () => new Blob([picture]).stream(),
  "a stream in pieces": () =>
    new ReadableStream({
      start(controller) {
        for (const byte of picture) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    }),
  "a Response": () => new Response(picture),
  "a data URL": () => dataUrl(picture),
  "a data URL of the wrong type": () => dataUrl(picture, "image/jpeg"),
  "a URL object": () => new URL(dataUrl(picture)),
  "an http address": () => `${web.url}/cat.png`,
  "an http address as URL": () => new URL("/cat.png", web.url),
  "an address that moved": () => `${web.url}/moved`,
};

for (const [name, make] of Object.entries(forms)) {
  test(`describe takes ${name}`, async () => {
    const { body } = await submitted((mj) => mj.submit.describe(make()));
    assert.equal(body.base64, dataUrl(picture), "byte for byte, under its true type");
  });
}

test("describe finds four prompts", async () => {
  const task = await gateway.client().describe(new Blob([picture]));
  assert.equal(task.action, "DESCRIBE");
  assert.equal(task.properties.finalPrompt.split("\n\n").length, 4);
  assert.match(task.properties.finalPrompt, /^1️⃣ /);
  const shown = await fetch(task.imageUrl);
  assert.deepEqual(new Uint8Array(await shown.arrayBuffer()), picture);
});

test("the type is told by the first bytes", async () => {
  for (const [bytes, type] of [
    [jpeg, "image/jpeg"],
    [gif, "image/gif"],
    [webp, "image/webp"],
  ]) {
    const { body } = await submitted((mj) => mj.submit.describe(new Blob([bytes], { type: "image/png" })));
    assert.equal(body.base64, dataUrl(bytes, type));
  }
});

test("a large picture stays as it is", async () => {
  const large = new Uint8Array(3_000_001).map((_, at) => (at * 2654435761) >>> 13);
  large.set(picture.subarray(0, 16));
  const { body } = await submitted((mj) => mj.submit.describe(large));
  assert.ok(body.base64 === dataUrl(large));
});

test("a foreign server gets no key, and no header of the gateway's", async () => {
  const before = web.requests.length;
  const headers = { "x-own": "1" };
  await submitted((mj) => mj.submit.describe(`${web.url}/cat.png`), { apiKey: "sk-secret", headers });
  assert.equal(web.requests.length, before + 1);
  const sent = web.requests.at(-1).headers;
  assert.ok(!JSON.stringify(sent).includes("sk-secret") && !("x-own" in sent) && !("authorization" in sent));
});

test("a foreign server gets no cookies of a page's", async () => {
  const asked = [];
  const own = (url, init) => {
    asked.push([new URL(url).origin, init.credentials]);
    return fetch(url, init);
  };
  await gateway.client({ fetch: own }).submit.describe(`${web.url}/cat.png`);
  assert.deepEqual(asked, [
    [web.url, "omit"],
    [gateway.url, undefined],
  ]);
});

test("blend of Blobs and of data URLs, in their order", async () => {
  const [red, blue] = [png(8, 8, [255, 0, 0]), png(8, 8, [0, 0, 255])];
  const wanted = [dataUrl(red), dataUrl(blue)];
  const blobs = await submitted((mj) => mj.blend([new Blob([red]), new Blob([blue])]));
  assert.deepEqual(blobs.body.base64Array, wanted);
  assert.ok(!("dimensions" in blobs.body));
  assert.equal(blobs.result.action, "BLEND");
  assert.equal(blobs.result.status, "SUCCESS");
  const urls = await submitted((mj) => mj.blend(wanted, { dimensions: "PORTRAIT" }));
  assert.deepEqual(urls.body.base64Array, wanted);
  assert.equal(urls.body.dimensions, "PORTRAIT");
  assert.ok(urls.result.prompt.includes("--ar 2:3"));
  const five = await submitted((mj) => mj.submit.blend(Array(5).fill(wanted[0]), { dimensions: "LANDSCAPE" }));
  assert.equal(five.body.base64Array.length, 5);
});

test("blend takes two to five pictures, in an array", async () => {
  for (const images of [[], [picture], Array(6).fill(picture), picture, dataUrl(picture), undefined]) {
    await refused((mj) => mj.blend(images), { field: "images" });
    await refused((mj) => mj.submit.blend(images), { field: "images" });
  }
});

test("dimensions that do not exist", async () => {
  for (const dimensions of ["square", "WIDE", "", 1, {}]) {
    await refused((mj) => mj.blend([picture, picture], { dimensions }), { field: "dimensions" });
  }
  const { body } = await submitted((mj) => mj.submit.blend([picture, picture], { dimensions: undefined }));
  assert.ok(!("dimensions" in body));
});

test("imagine with reference pictures", async () => {
  const images = [new Blob([picture]), `${web.url}/cat.png`];
  const { body, result } = await submitted((mj) => mj.imagine({ prompt: quick, images }));
  assert.deepEqual(body.base64Array, [dataUrl(picture), dataUrl(picture)]);
  assert.equal(result.status, "SUCCESS");
  const none = await submitted((mj) => mj.submit.imagine({ prompt: "cat", images: [] }));
  assert.ok(!("base64Array" in none.body));
  await refused((mj) => mj.imagine({ prompt: "cat", images: picture }), { field: "images" });
});

test("what is no picture", async () => {
  for (const image of [
    new Blob(["<svg/>"]),
    dataUrl(Buffer.from("hello, world")),
    new TextEncoder().encode("RIFF\x10\0\0\0WAVEfmt "),
    "data:text/plain,hello",
    "iVBORw0KGgo=",
    "cat.png",
    "ftp://pictures.example/cat.png",
    `${web.url}/page`,
    42,
    true,
    () => {},
    Symbol("cat"),
  ]) {
    await refused((mj) => mj.describe(image), { field: "image" });
  }
  // Which one of several is told.
  await refused((mj) => mj.blend([picture, "cat.png"]), { field: "images[1]" });
  await refused((mj) => mj.imagine({ prompt: "cat", images: [new Blob(["x"])] }), { field: "images[0]" });
});

test("what is no picture is named, with what to pass instead", async () => {
  const heic = Buffer.concat([Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "latin1"), Buffer.alloc(500)]);
  for (const [image, words] of [
    [new Blob([heic], { type: "image/png" }), "this seems to be HEIC: convert it"],
    [{ fieldname: "photo", originalname: "a.png", buffer: Buffer.from(picture), size: picture.length }, "pass its buffer"],
    [Promise.resolve(picture), "a promise: await it first"],
    [[new Blob([picture])], "a list: pass one File of it"],
    [Buffer.from(picture).toString("base64"), "put data:image/png;base64, before it"],
    [undefined, "this is nothing"],
  ]) {
    const { message } = await refused((mj) => mj.describe(image), { field: "image" });
    assert.ok(message.startsWith("image must be a ") && message.includes(words), message);
  }
  const { message } = await refused((mj) => mj.blend([picture, { toBlob() {}, width: 1 }]), { field: "images[1]" });
  assert.match(message, /^images\[1\] must be a Blob.* canvas\.toBlob\.$/);
});

test("base64 is made right, however it was written", async () => {
  // Its base64 has every letter that differs.
  const padding = Array((3 - (picture.length % 3)) % 3).fill(0);
  const bytes = Uint8Array.from([...picture, ...padding, 0xfb, 0xff, 0xfe, 0xff, 0xbe]);
  const right = dataUrl(bytes);
  assert.match(right, /\+.*\/.*=$/);
  const [prefix, letters] = right.split(/(?<=,)/);
  for (const written of [
    letters.replace(/.{20}/g, "$&\n"),
    letters.replace(/.{76}/g, "$&\r\n"),
    letters.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""),
    encodeURIComponent(letters),
  ]) {
    const { body } = await submitted((mj) => mj.submit.describe(prefix + written));
    assert.equal(body.base64, right);
  }
  const { message } = await refused((mj) => mj.describe(`${prefix}${letters.slice(0, 40)}*`), { field: "image" });
  assert.match(message, /base64 is damaged/);
});

test("an empty picture", async () => {
  for (const image of [new Blob([]), new Uint8Array(), dataUrl([]), new Response(), new Blob([]).stream()]) {
    const error = await refused((mj) => mj.describe(image), { field: "image" });
    assert.match(error.message, /empty/);
  }
});

test("what cannot be read says why", async () => {
  const why = new Error("the disk is gone");
  const broken = new ReadableStream({ pull: () => Promise.reject(why) });
  const error = await refused((mj) => mj.describe(broken), { field: "image" });
  assert.equal(error.cause, why);
  const missing = await refused((mj) => mj.describe(`${web.url}/nowhere.png`), { field: "image" });
  assert.equal(missing.message, "image could not be downloaded: HTTP 404.");
  const nowhere = await refused((mj) => mj.describe("http://127.0.0.1:1/cat.png"), { field: "image" });
  assert.equal(nowhere.message, "image could not be downloaded: its server does not respond.");
  assert.ok(nowhere.cause instanceof Error);
  assert.ok((await refused((mj) => mj.describe(`${web.url}/broken`), { field: "image" })).cause);
  const used = new Response(picture);
  await used.arrayBuffer();
  await refused((mj) => mj.describe(used), { field: "image" });
  // A stream that never gives anything is given up.
  const silent = new ReadableStream({});
  await refused((mj) => mj.describe(silent, { requestTimeout: 50 }), { field: "image" });
});

test("a picture that is too large", async () => {
  const limit = picture.length;
  const larger = new Uint8Array(limit + 3);
  larger.set(picture);
  for (const form of [
    (bytes) => new Blob([bytes]),
    (bytes) => bytes,
    (bytes) => new Blob([bytes]).stream(),
    (bytes) => new Response(bytes),
    (bytes) => dataUrl(bytes),
  ]) {
    await submitted((mj) => mj.submit.describe(form(picture)), { maxImageBytes: limit });
    const error = await refused((mj) => mj.describe(form(larger)), { field: "image" }, { maxImageBytes: limit });
    assert.match(error.message, /maxImageBytes/);
  }
  let pulled = 0;
  const endless = new ReadableStream({
    pull(controller) {
      pulled += 1;
      controller.enqueue(pulled === 1 ? picture : new Uint8Array(1000));
    },
  });
  await refused((mj) => mj.describe(endless), { field: "image" }, { maxImageBytes: 5000 });
  assert.ok(pulled < 12, "no more is read than it takes to know");
});
