import { createRequire } from "node:module";
import * as one from "midjourney-wasm";
import { assert } from "./assert.mjs";
import { example } from "./given/example.js";
import { walk } from "./given/journey.js";
import { print } from "./given/report.js";
import { gateway } from "./given/where.js";
import { together } from "./outcome.mjs";
import * as other from "./other/index.mjs";

// However one copy is loaded, it is one.
assert(createRequire(import.meta.url)("midjourney-wasm").Midjourney === one.Midjourney, "require() gives another copy");
assert(one.Midjourney !== other.Midjourney, "there is one copy only");

for (const [here, there] of [
  [one, other],
  [other, one],
]) {
  const mj = new there.Midjourney({ baseUrl: gateway, apiKey: "sk-of-a-cell", mode: "fast" });
  const error = await mj.imagine("a nude statue").catch((reason) => reason);
  assert(error instanceof there.BannedPromptError && here.MidjourneyError.is(error), `is() does not know ${error}`);
  assert(!(error instanceof here.MidjourneyError), "instanceof is true across copies");
  assert(!here.MidjourneyError.is(new Error("another")), "is() knows any error");
}

print(together(await Promise.all([one, other].map((library) => walk(library, gateway, example)))));
