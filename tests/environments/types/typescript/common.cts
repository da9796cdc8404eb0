// A program that TypeScript emits as CommonJS.
import midjourney = require("midjourney-wasm");

const mj: midjourney.Midjourney = new midjourney.Midjourney({ baseUrl: "https://gateway.example" });
const job: midjourney.Job = mj.imagine("black cat");
job.then(
  (task: midjourney.SuccessTask) => task.imageUrl,
  (error: unknown) => error instanceof midjourney.BannedPromptError && error.word,
);
