import { BannedPromptError, Midjourney, MidjourneyError } from "midjourney-wasm";
import { example } from "./given/example.js";
import { walk } from "./given/journey.js";
import { gateway } from "./given/where.js";

const outcome = () => walk({ Midjourney, MidjourneyError, BannedPromptError }, gateway, example);
addEventListener("fetch", (event) => event.respondWith(outcome().then((found) => Response.json(found))));
