const { BannedPromptError, Midjourney, MidjourneyError } = require("midjourney-wasm");
const { example } = require("./given/example.js");
const { walk } = require("./given/journey.js");
const { print } = require("./given/report.js");
const { gateway } = require("./given/where.js");

walk({ Midjourney, MidjourneyError, BannedPromptError }, gateway, example).then(print);
