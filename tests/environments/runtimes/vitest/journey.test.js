import { BannedPromptError, Midjourney, MidjourneyError } from "midjourney-wasm";
import { expect, test } from "vitest";
import { example } from "./given/example.js";
import { STEPS, walk } from "./given/journey.js";
import { print } from "./given/report.js";
import { gateway } from "./given/where.js";

test("the journey", { timeout: 120_000 }, async () => {
  const outcome = await walk({ Midjourney, MidjourneyError, BannedPromptError }, gateway, example);
  print(outcome);
  expect(outcome).toEqual({ done: STEPS });
});
