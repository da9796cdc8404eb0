// The first example of the README does what it says, unchanged, against the sandbox on its usual port.

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { packageUrl } from "../support/package.js";
import { run } from "../support/programs.js";
import { launch } from "../support/sandbox.js";

const PORT = 8787;

/** The first block of JavaScript in a text. */
const firstExample = (text) => /^```js\n(.*?)^```$/ms.exec(text)?.[1];

const isFree = async (port) => {
  const server = createServer().listen(port, "127.0.0.1");
  const free = await once(server, "listening").then(
    () => true,
    () => false,
  );
  if (free) await new Promise((resolve) => server.close(resolve));
  return free;
};

test("the README's first example runs as it stands", async (context) => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8").catch(() => "");
  const example = firstExample(readme.replaceAll("\r\n", "\n"));
  assert.ok(example, "README.md has no ```js block that could be run");
  assert.ok(await isFree(PORT), `Port ${PORT} is taken by another program; the example needs a sandbox there`);
  const { stop } = await launch(["--port", String(PORT), "--task-seconds", "1"]);
  context.after(stop);

  // Beside the node_modules that the package is in, so that its name is found.
  const beside = new URL("../../", packageUrl);
  const folder = await mkdtemp(fileURLToPath(new URL("readme-", beside)));
  context.after(() => rm(folder, { recursive: true }));
  const file = `${folder}/example.mjs`;
  await writeFile(file, example);
  const { stdout } = await run(process.execPath, [file], { timeout: 60_000 });
  assert.match(stdout, /https?:\/\/\S+/, `The example printed no address of a picture:\n${stdout}`);
});

/** The blocks of code in a section of the README. @param {string} title */
const blocksOf = async (title) => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const [, section] = readme.split(`\n## ${title}\n`);
  assert.ok(section, title);
  return [...section.split("\n## ")[0].matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, kind, text]) => ({ kind, text }));
};

test("the README's Workers are the examples that are tried in Cloudflare's runtime", async () => {
  for (const [title, kind, file] of [
    ["Workers and edge functions", "js", "submit-and-wait/worker.js"],
    ["Keys in pages", "js", "proxy/worker.js"],
    ["Keys in pages", "jsonc", "proxy/wrangler.jsonc"],
    ["Keys in pages", "html", "proxy/public/index.html"],
  ]) {
    const text = await readFile(new URL(`../../examples/${file}`, import.meta.url), "utf8");
    assert.equal((await blocksOf(title)).find((block) => block.kind === kind)?.text, text, file);
  }
});

test("a page whose key nobody sees takes fifteen lines", async () => {
  const lines = (await blocksOf("Keys in pages")).flatMap(({ text }) => text.split("\n")).filter((line) => line.trim());
  assert.ok(lines.length <= 15, `${lines.length} lines`);
});

test("the README's table of errors has every code, with its class", async () => {
  const [readme, types] = await Promise.all(
    ["../../README.md", "../../pkg/index.d.ts"].map((path) => readFile(new URL(path, import.meta.url), "utf8")),
  );
  const [, union] = /export type ErrorCode =(.*?);/s.exec(types);
  const codes = [...union.matchAll(/"(\w+)"/g)].map(([, code]) => code).sort();
  const table = /\n\| class \| `code` \| when \|\n.*?\n\n/s.exec(readme)[0];
  let classes = "";
  const listed = table
    .trim()
    .split("\n")
    .slice(2)
    .flatMap((row) => {
      const [, first, second] = row.split(" | ".trim()).map((cell) => cell.trim());
      classes = first || classes;
      const names = [...classes.matchAll(/`(\w+)`/g)].map(([, name]) => name);
      return [...second.matchAll(/`(\w+)`/g)].map(([, code]) => ({ code, names }));
    });
  assert.deepEqual(listed.map(({ code }) => code).sort(), codes);
  const { createError } = await import(new URL("errors.js", packageUrl));
  for (const { code, names } of listed) {
    const made = [{ code }, { code, verb: "imagine" }].map((fields) => createError({ message: "", ...fields }).name);
    assert.deepEqual([...new Set(made)].sort(), [...names].sort(), code);
  }
});
