import { BannedPromptError, Midjourney, MidjourneyError } from "midjourney-wasm";
import { example } from "../../given/example.js";
import { walk } from "../../given/journey.js";
import { gateway } from "../../given/where.js";

export const GET = async () => Response.json(await walk({ Midjourney, MidjourneyError, BannedPromptError }, gateway, example));
