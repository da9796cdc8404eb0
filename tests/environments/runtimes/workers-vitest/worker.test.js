import { SELF } from "cloudflare:test";
import { expect, test } from "vitest";
import { STEPS } from "./given/journey.js";
import { print } from "./given/report.js";

test("the journey", { timeout: 120_000 }, async () => {
  const outcome = await (await SELF.fetch("http://worker.test/")).json();
  print(outcome);
  expect(outcome).toEqual({ done: STEPS });
});
