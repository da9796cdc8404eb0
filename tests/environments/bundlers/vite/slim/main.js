import { BannedPromptError, Midjourney, MidjourneyError, init } from "midjourney-wasm/slim";
import wasm from "midjourney-wasm/client.wasm?url";
import { example } from "../given/example-slim.js";
import { walk } from "../given/journey.js";
import { post } from "../given/report.js";
import { gateway } from "../given/where.js";

init(wasm);
walk({ Midjourney, MidjourneyError, BannedPromptError }, gateway, example).then(post);
