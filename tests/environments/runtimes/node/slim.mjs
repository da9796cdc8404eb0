import { readFile } from "node:fs/promises";
import * as whole from "midjourney-wasm";
import * as slim from "midjourney-wasm/slim";
import { example } from "./given/example.js";
import { walk } from "./given/journey.js";
import { print } from "./given/report.js";
import { gateway } from "./given/where.js";
import { together } from "./outcome.mjs";

// The whole client is at work already when slim gets the WebAssembly that both run on.
const walks = [walk(whole, gateway, example)];
await new whole.Midjourney({ baseUrl: gateway }).ready;
await slim.init(await readFile(new URL(import.meta.resolve("midjourney-wasm/client.wasm"))));
walks.push(walk(slim, gateway, example));
print(together(await Promise.all(walks)));
