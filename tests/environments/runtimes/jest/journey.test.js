/* global expect, test */
const { BannedPromptError, Midjourney, MidjourneyError } = require("midjourney-wasm");
const { STEPS, example, gateway, print, walk } = require("./given/all.cjs");

test("the journey", async () => {
  const outcome = await walk({ Midjourney, MidjourneyError, BannedPromptError }, gateway, example);
  print(outcome);
  expect(outcome).toEqual({ done: STEPS });
}, 120_000);
