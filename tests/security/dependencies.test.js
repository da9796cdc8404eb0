// What the project depends on, as its manifests and lock files have it: each direct dependency has a reason in
// docs/dependencies.md, and no package comes from anywhere but the registry, unchecked.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { test } from "node:test";
import { run } from "../support/programs.js";

const root = new URL("../../", import.meta.url);
const files = (await run("git", ["ls-files"], { cwd: root })).stdout.split("\n");
const called = (name) => files.filter((file) => basename(file) === name);
const read = (file) => readFileSync(new URL(file, root), "utf8");

const reasons = read("docs/dependencies.md");

/** Whether the document has this name, and not as a part of a longer one. */
const isNamed = (name) => {
  const exact = name.replaceAll(/[^\w-]/g, (letter) => `\\${letter}`);
  return new RegExp(`(?<![\\w@/-])${exact}(?![\\w/-])`).test(reasons);
};

/** The direct dependencies of a Cargo.toml, without other crates of this project. */
const crates = (manifest) => {
  const names = [];
  let isList = false;
  for (const line of manifest.split("\n")) {
    const table = /^\[(.+)\]/.exec(line)?.[1];
    if (table !== undefined) {
      isList = table.endsWith("dependencies");
      names.push(...(/dependencies\.([\w-]+)$/.exec(table)?.slice(1) ?? []));
    } else if (isList && !line.includes("path = ") && !line.startsWith("midjourney-wasm")) {
      names.push(...(/^([\w-]+)(?:\.[\w-]+)?\s*=/.exec(line)?.slice(1) ?? []));
    }
  }
  return names;
};

test("each crate that is depended on has its reason", () => {
  const manifests = called("Cargo.toml");
  assert.ok(manifests.length > 4);
  const direct = manifests.flatMap((file) => crates(read(file)).map((name) => ({ file, name })));
  assert.ok(direct.length > 30, `only ${direct.length} were found`);
  assert.deepEqual(
    direct.filter(({ name }) => !isNamed(name)),
    [],
  );
});

test("each npm package that is depended on has its reason", () => {
  const direct = called("package.json").flatMap((file) => {
    const manifest = JSON.parse(read(file));
    const lists = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];
    return lists.flatMap((list) => Object.keys(manifest[list] ?? {}).map((name) => ({ file, name })));
  });
  assert.ok(direct.length > 50, `only ${direct.length} were found`);
  assert.deepEqual(
    direct.filter(({ name }) => !isNamed(name)),
    [],
  );
});

test("each folder with npm packages has a lock file, and each package in it a checksum", () => {
  const locks = called("package-lock.json");
  for (const file of called("package.json").filter((file) => !file.startsWith("pkg/"))) {
    assert.ok(locks.includes(file.replace(/package\.json$/, "package-lock.json")), `${file} is not locked`);
  }
  for (const file of locks) {
    for (const [path, entry] of Object.entries(JSON.parse(read(file)).packages)) {
      // The folder itself, and what is packed into another package that has one.
      if (path === "" || entry.link || entry.inBundle) continue;
      assert.match(entry.integrity ?? "", /^sha512-/, `${file}: ${path}`);
      assert.equal(entry.resolved, undefined, `${file}: ${path} comes from elsewhere`);
    }
  }
});

test("the package that is published has no dependency, and runs nothing when it is installed", () => {
  const manifest = JSON.parse(read("pkg/package.json"));
  for (const name of ["dependencies", "optionalDependencies", "peerDependencies", "bundleDependencies", "scripts", "gypfile"]) {
    assert.equal(manifest[name], undefined, name);
  }
  // npm links it, and runs it only for who calls it.
  assert.deepEqual(manifest.bin, { "midjourney-wasm": "./bin.mjs" });
});
