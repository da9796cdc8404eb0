// Each fault once at a submit and once at a poll, each in another dialect: what the simulation asserts of all of them natively holds for
// the packed package too, with streams, timers and errors of JavaScript.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DIALECTS } from "../../support/world.js";
import { cell } from "./cell.js";
import { KINDS } from "./kinds.js";

/** @typedef {import("./kinds.js").Kind} Kind */
/** @typedef {import("./rules.js").Place} Place */

/** @param {Kind} kind @returns {Place[]} */
const placesOf = ({ only }) => {
  if (only === "submit") return ["submit"];
  if (only === "read") return ["poll"];
  return only === "list" ? ["list"] : ["submit", "poll"];
};

/** Whether the gateway gets the request: of a submit that it may or may not have got, both. @param {Kind} kind @param {Place} place */
const ways = ({ through }, place) => (through !== undefined ? [through] : place === "submit" ? [false, true] : [false]);

let count = 0;
for (const kind of KINDS) {
  for (const place of placesOf(kind)) {
    for (const through of ways(kind, place)) {
      const dialect = DIALECTS[count++ % DIALECTS.length] ?? "guide";
      test(`${kind.name} at a ${place} of ${dialect}${through ? ", after the gateway" : ""}`, () =>
        cell(dialect, kind, place, through));
    }
  }
}

test("every fault has its cells", () => assert.ok(count > 2 * KINDS.length, `${count}`));
