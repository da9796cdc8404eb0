// Connections that are kept open, as most are. If one dies before a byte of the response, Chromium sends the request again by itself,
// once for each that it has kept: here one. A page can neither prevent that nor see it. Here is what that means for a submit.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "./chromium.js";
import { FAULTS } from "./faults.js";
import { isError, isToken, limit, started, submits } from "./matrix.js";
import { node } from "./node.js";

for (const [engine, times] of [
  [node, 1],
  [await openPage(), 2],
]) {
  for (const name of ["a connection closed without an answer", "a connection reset"]) {
    test(
      `${engine.name} sends a submit ${times === 1 ? "once" : "twice"} for one request, over a kept connection: ${name}`,
      limit,
      async (context) => {
        const gateway = await started(context, { at: "submit", from: 2, times: 2, act: FAULTS[name].act });
        gateway.endsConnections = false;
        const client = { baseUrl: gateway.url };
        await engine.play({ client, prompts: ["black cat"] });
        const { outcomes, stats } = await engine.play({ client, prompts: ["white cat"] });
        assert.equal(stats.requests, 1);
        assert.deepEqual(submits(gateway), { arrived: 1 + times, taken: 1 + times });
        // Whoever looks for the task finds each of them: they have one marker.
        const [{ error }] = outcomes;
        isError(error, { code: "network", name: "NetworkError", maybeSubmitted: true });
        for (const { state } of gateway.taken.slice(1)) isToken(error.token, state);
        const again = await engine.play({ client, tokens: [error.token] });
        assert.equal(again.outcomes[0].task?.state, error.token.state);
      },
    );
  }
}
