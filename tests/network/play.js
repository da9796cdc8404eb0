// What the tests do with the package, the same in Node and in a page: it is given plain data, and gives plain data.

/**
 * Starts jobs of one client and waits for all.
 * @param {typeof import("midjourney-wasm")} library
 * @param {{ client: any, prompts?: string[], tokens?: any[] }} plan
 * @param {(what: "seen" | "missed") => unknown} report hears of each look before the last one, and whether it failed
 */
export const play = async (library, { client, prompts = [], tokens = [] }, report) => {
  const strategy = (task) => void report(task ? "seen" : "missed");
  const mj = new library.Midjourney({ apiKey: "sk-of-the-tests", ...client, poll: { min: 50, max: 50, strategy } });
  const jobs = [...prompts.map((prompt) => mj.imagine(prompt)), ...tokens.map((token) => mj.wait(token))];
  const outcomes = await Promise.all(jobs.map((job) => told(library, job)));
  return { outcomes, stats: mj.stats };
};

/** What a promise came to. */
const told = (library, promise) =>
  promise.then(
    (task) => ({ task }),
    (error) => {
      const isTyped = library.MidjourneyError.is(error) && error instanceof library[error.name];
      return { error: isTyped ? error.toJSON() : { isUntyped: true, text: `${error?.stack ?? error}` } };
    },
  );
