// Ten thousand scripts of faults, from a seed: MIDJOURNEY_SEED plays others, MIDJOURNEY_PATH only the one that its seed told of.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { script } from "./script.js";
import { pages, renew } from "./setup.js";
import { Stage } from "./stage.js";

const { MIDJOURNEY_SEED = "20250309", MIDJOURNEY_PATH: path, MIDJOURNEY_SCRIPTS = "10000" } = process.env;
const seed = Number(MIDJOURNEY_SEED);

const holds = async (told) => {
  const complaints = await new Stage(told).play();
  if (!complaints.length) return;
  // What it has left behind is not the next one's.
  await renew();
  throw new Error(complaints.join("\n"));
};

test(`what is promised holds in ${MIDJOURNEY_SCRIPTS} scripts of faults`, async (t) => {
  const numRuns = Number(MIDJOURNEY_SCRIPTS);
  const begun = performance.now();
  const { failed, counterexamplePath, counterexample, errorInstance, numShrinks } = await fc.check(
    fc.asyncProperty(script, holds),
    { seed, numRuns, ...(path && { path }) },
  );
  t.diagnostic(
    `figure: ${numRuns} scripts of seed ${seed}: ${Math.round((performance.now() - begun) / 1_000)} s, ${pages()} pages of WebAssembly`,
  );
  const again = `MIDJOURNEY_SEED=${seed} MIDJOURNEY_PATH=${counterexamplePath} cargo xtask test properties`;
  const what = `${/** @type {any} */ (errorInstance)?.message}\nafter ${numShrinks} steps of shrinking, by this script:`;
  assert.ok(!failed, `${what}\n${JSON.stringify(counterexample?.[0], undefined, 1)}\n${again}`);
  // The memory of the WebAssembly cannot shrink: it is that of the busiest moment.
  assert.ok(pages() <= 64, `${pages()} pages`);
});
