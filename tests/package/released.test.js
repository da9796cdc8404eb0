// What goes out with the package: one version everywhere, a bill of materials that is true, checksums that hold.
//
// MIDJOURNEY_TARBALL is the path of the tarball; the other files are beside it.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { Validator } from "@cfworker/json-schema";
import { packageUrl } from "../support/package.js";

const project = new URL("../../", import.meta.url);
const tarball = pathToFileURL(process.env.MIDJOURNEY_TARBALL ?? assert.fail("MIDJOURNEY_TARBALL must be the tarball's path"));
const read = async (path, base = project) => (await readFile(new URL(path, base), "utf8")).replaceAll("\r\n", "\n");

const [cargo, lock] = await Promise.all(["Cargo.toml", "Cargo.lock"].map((path) => read(path)));
const version = /^version = "(.*)"$/m.exec(cargo)[1];
const billName = `midjourney-wasm-${version}.cdx.json`;
const bill = JSON.parse(await read(billName, tarball));

test("Cargo.toml's version is the only one", async () => {
  const found = (pattern, text) => pattern.exec(text)?.[1];
  const [major, minor] = version.split(".");
  assert.deepEqual(
    {
      unstamped: JSON.parse(await read("pkg/package.json")).version,
      packed: JSON.parse(await read("package.json", packageUrl)).version,
      tarball: found(/^midjourney-wasm-(.*)\.tgz$/, basename(tarball.pathname)),
      changelog: found(/^## (\S+)/m, await read("CHANGELOG.md")),
      "packed changelog": found(/^## (\S+)/m, await read("CHANGELOG.md", packageUrl)),
      bill: bill.metadata.component.version,
      "package URL": found(/^pkg:npm\/midjourney-wasm@(.*)$/, bill.metadata.component.purl),
      lock: found(/^name = "midjourney-wasm"\nversion = "(.*)"$/m, lock),
      readme: found(/^midjourney-wasm = "(.*)"$/m, await read("README.md")),
    },
    {
      unstamped: "0.0.0",
      packed: version,
      tarball: version,
      changelog: version,
      "packed changelog": version,
      bill: version,
      "package URL": version,
      lock: version,
      readme: `${major}.${minor}`,
    },
  );
});

test("no other crate of the project has a version of its own", async () => {
  for (const path of ["Cargo.toml", "sandbox/Cargo.toml", "xtask/Cargo.toml", "xtask/test-runner/Cargo.toml"]) {
    const [, section] = (await read(path)).split("[package]\n");
    assert.match(section.split("\n[")[0], /^version\.workspace = true$/m, path);
  }
});

/** The schema of CycloneDX as its own library brings it: whole, without the network. */
const validator = async () => {
  const library = pathToFileURL(createRequire(import.meta.url).resolve("@cyclonedx/cyclonedx-library/package.json"));
  const load = async (name) => JSON.parse(await read(`res/schema/${name}`, library));
  const schema = await load(`bom-${bill.specVersion}.SNAPSHOT.schema.json`);
  const validator = new Validator(schema, "7", false);
  // What it refers to, under the names by which it does.
  for (const name of ["spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json"]) {
    validator.addSchema(await load(name), new URL(name, schema.$id).href);
  }
  return validator;
};

test("the bill is what CycloneDX's schema asks for", async () => {
  const schema = await validator();
  assert.deepEqual(schema.validate(bill).errors, []);
});

// That a schema finds nothing wrong says little if it finds nothing wrong in anything.
const faults = {
  "no name": ({ components }) => delete components[0].name,
  "no hash": ({ components }) => (components[0].hashes[0].content = "ab12"),
  "no license of SPDX": ({ components }) => (components[0].licenses = [{ license: { id: "of my own" } }]),
  "no signature": (bill) => (bill.signature = { algorithm: 5 }),
  "no time": ({ metadata }) => (metadata.timestamp = "today"),
};
for (const [name, spoil] of Object.entries(faults)) {
  test(`the schema objects to what is ${name}`, async () => {
    const copy = structuredClone(bill);
    spoil(copy);
    const schema = await validator();
    assert.equal(schema.validate(copy).valid, false);
  });
}

test("the bill tells of the crates what Cargo.lock does", () => {
  const crates = bill.components.filter(({ purl }) => purl.startsWith("pkg:cargo/"));
  assert.ok(crates.length >= 10, `${crates.length} crates`);
  for (const { name, version, purl, hashes, licenses } of crates) {
    const entry = `name = "${name}"\nversion = "${version}"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n`;
    assert.ok(lock.includes(`${entry}checksum = "${hashes[0].content}"`), purl);
    assert.match(licenses[0].expression, /^[\w.()-]+( (OR|AND|WITH) [\w.()-]+)*$/, purl);
  }
  const names = bill.components.map(({ name }) => name);
  // One of each: what is bound, what only the package has, what only the sandbox has, Rust's own; and what runs at compile time only.
  for (const name of ["wasm-bindgen", "gloo-timers", "serde_json", "std"]) assert.ok(names.includes(name), `${name} is missing`);
  for (const name of ["syn", "serde_derive", "wasm-bindgen-macro", "axum", "wasm-bindgen-test"]) {
    assert.ok(!names.includes(name), `${name} is not in the wasm`);
  }
});

test("every part of the bill is reached from the package", () => {
  const links = new Map(bill.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  const reached = new Set();
  const open = [bill.metadata.component["bom-ref"]];
  for (let ref; (ref = open.pop());) {
    if (reached.has(ref)) continue;
    reached.add(ref);
    assert.ok(links.has(ref), ref);
    // What links nothing has no list.
    open.push(...(links.get(ref) ?? []));
  }
  const all = [bill.metadata.component, ...bill.components].map((component) => component["bom-ref"]);
  assert.deepEqual([...reached].sort(), all.sort());
});

test("the bill is of this tarball, and the same whenever it is written", async () => {
  const bytes = await readFile(tarball);
  for (const { alg, content } of bill.metadata.component.hashes) {
    assert.equal(content, createHash(alg.replace("-", "").toLowerCase()).update(bytes).digest("hex"), alg);
  }
  assert.equal(bill.metadata.component.hashes.length, 2);
  assert.equal(bill.serialNumber, undefined);
  if (!process.env.SOURCE_DATE_EPOCH) assert.equal(bill.metadata.timestamp, undefined);
});

test("the checksums hold", async () => {
  for (const algorithm of ["sha256", "sha512"]) {
    const lines = (await read(`${algorithm.toUpperCase()}SUMS`, tarball)).trimEnd().split("\n");
    const sums = lines.map((line) => /^([0-9a-f]+) {2}(\S+)$/.exec(line).slice(1));
    assert.deepEqual(
      sums.map(([, name]) => name),
      [basename(tarball.pathname), billName],
    );
    for (const [sum, name] of sums) {
      const bytes = await readFile(new URL(name, tarball));
      assert.equal(createHash(algorithm).update(bytes).digest("hex"), sum, `${algorithm} of ${name}`);
    }
  }
});
