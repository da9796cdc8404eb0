// Two hundred jobs at once, of one client.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FAULTS } from "./faults.js";
import { areDelivered, limit, nothingLeft, started } from "./matrix.js";
import { node } from "./node.js";

const prompts = Array.from({ length: 200 }, (_, number) => `cat ${number}`);

for (const name of [undefined, "a connection reset", "a spell of a proxy's 502 page"]) {
  test(`two hundred jobs at once${name ? `, and ${name}` : ""}`, limit, async (context) => {
    const gateway = await started(context, name && { at: "list", from: 2, times: 2, act: FAULTS[name].act });
    const played = await node.play({ client: { baseUrl: gateway.url }, prompts });
    areDelivered(gateway, played, prompts);
    // Each sees its task five times at least, which would be a thousand requests.
    const reads = gateway.count("fetch") + gateway.count("list");
    assert.ok(reads < 100, `${reads} reads`);
    assert.equal(played.stats.requests, prompts.length + reads);
    await nothingLeft(node, gateway, played);
  });
}
