// What a program shows of a task: the same table as the crate's (tests/fixtures/display.json), in every entry.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { packageUrl } from "../support/package.js";
import { runModule } from "../support/programs.js";

const { buttonRows, buttonText, prompts } = await import(packageUrl);

const fixture = async (/** @type {string} */ path) => readFile(new URL(`../fixtures/${path}`, import.meta.url), "utf8");
const table = JSON.parse(await fixture("display.json"));

/** The task of a recording, as `mj.fetch` would hand it on. */
const recorded = async (/** @type {string} */ key) => {
  const [family, file] = key.split("/");
  if (family === "samples") return JSON.parse(await fixture(`${key}.json`));
  const lines = (await fixture(`recordings/${family}.jsonl`)).split("\n").filter(Boolean);
  return JSON.parse(lines.map((line) => JSON.parse(line)).find((line) => line.file === file).body);
};

test("the text of a button", () => {
  for (const { button, text } of table.texts) assert.equal(buttonText(button), text, JSON.stringify(button));
});

test("the rows of a task's buttons, and the prompts it found", async () => {
  for (const row of table.tasks) {
    const task = row.recorded ? await recorded(row.recorded) : row.task;
    const about = row.recorded ?? row.why;
    const before = structuredClone(task);
    const rows = buttonRows(task);
    assert.deepEqual(
      rows.map((buttons) => buttons.map(buttonText)),
      row.rows,
      about,
    );
    // Of a list that is JSON in a text there are no objects to hand on.
    if (Array.isArray(task.buttons)) {
      for (const button of rows.flat()) assert.ok(task.buttons.includes(button), "a button is handed on as it is");
    }
    assert.deepEqual(prompts(task), row.prompts, about);
    assert.deepEqual(task, before, "the task is not changed");
  }
});

test("a task without fields, and none at all, have no buttons and no prompts", () => {
  for (const none of [{}, { buttons: null }, { buttons: {} }, { action: "toString" }, undefined, null]) {
    assert.deepEqual(buttonRows(none), []);
    assert.deepEqual(prompts(none), []);
  }
  for (const none of [undefined, null, {}, 5]) assert.equal(buttonText(none), "");
});

test("every entry has them, without the WebAssembly", async () => {
  const script = `
    import { createRequire } from "node:module";
    WebAssembly.Module = WebAssembly.instantiate = WebAssembly.compile = undefined;
    const [, ...urls] = process.argv;
    const entries = await Promise.all(urls.map((url) => import(url)));
    entries.push(createRequire(urls[0])("./index.cjs"));
    const button = { customId: "MJ::Outpaint::50::1::a", label: "Zoom Out 2x", emoji: "🔍" };
    const task = { action: "DESCRIBE", prompt: "1️⃣ a cat", buttons: [button] };
    const shown = entries.map(({ buttonRows, buttonText, prompts }) => [buttonRows(task)[0].map(buttonText), prompts(task)]);
    console.log(JSON.stringify(shown));
  `;
  const entries = ["index.js", "node.js", "slim.js"].map((file) => new URL(file, packageUrl).href);
  const one = [["🔍 Zoom Out 2x"], ["a cat"]];
  assert.deepEqual(JSON.parse(await runModule(script, entries)), [one, one, one, one]);
  // These two import the WebAssembly as a module, which Node cannot.
  for (const file of ["workerd.js", "edge.js"]) {
    assert.match(await readFile(new URL(file, packageUrl), "utf8"), /export \{ buttonRows, buttonText, prompts \} from/, file);
  }
});
