import { BannedPromptError, Midjourney, MidjourneyError, init } from "midjourney-wasm/slim";
import { example } from "../given/example-slim.js";
import { walk } from "../given/journey.js";
import { post } from "../given/report.js";
import { gateway } from "../given/where.js";

init(new URL("midjourney-wasm/client.wasm", import.meta.url));
walk({ Midjourney, MidjourneyError, BannedPromptError }, gateway, example).then(post);
