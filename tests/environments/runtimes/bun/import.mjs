import { BannedPromptError, Midjourney, MidjourneyError } from "midjourney-wasm";
import { example } from "./given/example.js";
import { walk } from "./given/journey.js";
import { print } from "./given/report.js";
import { gateway } from "./given/where.js";

print(await walk({ Midjourney, MidjourneyError, BannedPromptError }, gateway, example));
