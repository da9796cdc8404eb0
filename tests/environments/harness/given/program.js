// The journey as a program: what bundlers for servers bundle.

import { BannedPromptError, Midjourney, MidjourneyError } from "midjourney-wasm";
import { example } from "./example.js";
import { walk } from "./journey.js";
import { print } from "./report.js";
import { gateway } from "./where.js";

walk({ Midjourney, MidjourneyError, BannedPromptError }, gateway, example).then(print);
