// What every cell does with the package, in whatever the package runs in. Copied into each app, which hands in what it imported
// in the way of its users.

/** The steps, all of which a cell has to report. */
export const STEPS = ["picture", "button", "bytes", "blob", "abort", "error", "ids", "readme"];

const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEElEQVR42mNgYGD4jwMzDC0JADuvP8EYmZ9VAAAAAElFTkSuQmCC";

const assert = (condition, what, value) => {
  if (!condition) throw new Error(`${what}${value === undefined ? "" : `: ${JSON.stringify(value)}`}`);
};

const rejection = (promise) =>
  promise.then(
    (value) => assert(false, "it should have rejected", value),
    (error) => error,
  );

/**
 * Walks through all steps. Never rejects: what went wrong is in the outcome, which is plain JSON.
 * @param {Pick<typeof import("midjourney-wasm"), "Midjourney" | "MidjourneyError" | "BannedPromptError">} library
 * @param {string} gateway
 * @param {(console: Pick<Console, "log">) => Promise<void>} example the first example of the README
 * @returns {Promise<{ done: string[], failed?: string }>}
 */
export const walk = async ({ Midjourney, MidjourneyError, BannedPromptError }, gateway, example) => {
  const done = [];
  const step = async (name, act) => {
    await act().catch((error) => {
      const details = MidjourneyError.is(error) ? ` ${JSON.stringify({ ...error, cause: String(error.cause) })}` : "";
      throw new Error(`${name}: ${error?.message ?? error}${details}`, { cause: error });
    });
    done.push(name);
  };
  const poll = { min: 30, max: 120 };
  let cat;
  try {
    const mj = new Midjourney({ baseUrl: gateway, apiKey: "sk-of-a-cell", mode: "fast", poll });
    const bytes = Uint8Array.from(atob(PNG), (letter) => letter.charCodeAt(0));

    await step("picture", async () => {
      const seen = [];
      cat = await mj.imagine("black cat sandbox:fast", { onProgress: (task) => seen.push(task.progress) });
      assert(cat.status === "SUCCESS" && cat.progress === 100, "it is not finished", cat);
      assert(/^https?:/.test(cat.imageUrl), "there is no picture", cat.imageUrl);
      const rises = seen.length > 0 && seen.every((progress, at) => at === 0 || progress >= seen[at - 1]);
      assert(rises && seen.at(-1) === 100, "the progress does not rise to 100", seen);
    });
    await step("button", async () => {
      const second = await mj.action(cat, "U2", { poll });
      assert(second.status === "SUCCESS" && second.action === "UPSCALE" && second.id !== cat.id, "it is no upscale", second);
    });
    await step("bytes", async () => {
      const like = await mj.imagine({ prompt: "like this sandbox:fast", images: [bytes] });
      assert(like.status === "SUCCESS", "it is not finished", like);
    });
    await step("blob", async () => {
      const described = await mj.describe(new Blob([bytes], { type: "image/png" }));
      assert(described.properties.finalPrompt.length > 10, "it is not described", described);
    });
    await step("abort", async () => {
      const [reason, controller] = [new Error("enough"), new AbortController()];
      const job = mj.imagine("a slow boat sandbox:slow", { signal: controller.signal });
      const id = await job.id;
      controller.abort(reason);
      const error = await rejection(job);
      assert(error === reason && job.toJSON().id === id, "it did not reject with the reason", String(error));
    });
    await step("error", async () => {
      const error = await rejection(mj.imagine("a nude statue"));
      assert(error instanceof BannedPromptError && error instanceof MidjourneyError, "it is of another class", String(error));
      const { code, word, maybeSubmitted } = error;
      assert(code === "banned_prompt" && word === "nude" && maybeSubmitted === false, "it says something else", { ...error });
    });
    await step("ids", async () => {
      const { id, properties } = await mj.fetch(cat.id);
      const ids = [id, properties.discordChannelId, properties.discordInstanceId];
      const exact = [cat.id, "8774786694361674001", "1118138338562560102"];
      assert(JSON.stringify(ids) === JSON.stringify(exact), "the ids are not exact", ids);
    });
    await step("readme", async () => {
      const lines = [];
      await example({ log: (...words) => lines.push(words.join(" ")) });
      assert(lines.some((line) => line.includes("100 %")) && /^https?:/.test(lines.at(-1)), "it printed something else", lines);
    });
    return { done };
  } catch (error) {
    // Not every browser has the words in the stack.
    return { done, failed: `${error}\n${error?.stack ?? ""}` };
  }
};
