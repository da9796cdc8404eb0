// The whole matrix for some places: each fault that can happen there, in each dialect that has it. A group of cells is one test, which
// names all that are wrong.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DIALECTS } from "../world/world.js";
import { cell } from "./cell.js";
import { KINDS } from "./kinds.js";

/** @typedef {import("./kinds.js").Kind} Kind */
/** @typedef {import("./places.js").Place} Place */

/** @param {Kind} kind @param {Place} place */
const canHappen = ({ only }, { sort }) =>
  !only || ((only === "submit") === (sort === "submit") && (only !== "list" || sort === "batch" || sort === "many"));

/** Whether the gateway gets the request: of a submit that it may or may not have got, both. @param {Kind} kind @param {Place} place */
const ways = ({ through }, { sort }) => (through !== undefined ? [through] : sort === "submit" ? [false, true] : [false]);

/** @param {readonly Place[]} places */
export const matrix = (places) => {
  for (const place of places) {
    for (const dialect of DIALECTS) {
      if (place.lacking?.includes(dialect)) continue;
      test(`${place.name}, ${dialect}`, async () => {
        const wrong = [];
        let count = 0;
        for (const kind of KINDS.filter((kind) => canHappen(kind, place))) {
          for (const through of ways(kind, place)) {
            count++;
            await cell(dialect, kind, place, through).catch((error) => {
              wrong.push(`${kind.name}${through ? ", after the gateway" : ""}: ${error.message ?? error}`);
            });
          }
        }
        assert.ok(count > 20, `${count} cells`);
        assert.equal(wrong.length, 0, `${wrong.length} of ${count} cells are wrong:\n${wrong.join("\n")}`);
      });
    }
  }
};
