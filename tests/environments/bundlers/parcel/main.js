import { BannedPromptError, Midjourney, MidjourneyError } from "midjourney-wasm";
import { example } from "./given/example.js";
import { walk } from "./given/journey.js";
import { post } from "./given/report.js";
import { gateway } from "./given/where.js";

walk({ Midjourney, MidjourneyError, BannedPromptError }, gateway, example).then(post);
