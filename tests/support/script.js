// A gateway that says what a script has it say, and then what a good one would: whatever is submitted is finished a little later.

/** @typedef {import("./world.js").World} World */
/** @typedef {import("./world.js").Told} Told */
/** @typedef {import("./exchange.js").Exchange} Exchange */
/** @typedef {import("./world.js").Line} Line */

/** @param {unknown} value @returns {Told} */
export const json = (value) => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});

/** The id that a good gateway gives. */
export const GOOD = "1795417552574653";

/** @param {string} id @param {object} [own] */
export const row = (id, own) => ({ id, status: "SUCCESS", progress: "100%", imageUrl: "/mj/image/1", ...own });

/** What is a task's id, in the path of its `fetch`. @param {Exchange} exchange */
export const asked = ({ url }) => decodeURIComponent(url.pathname.split("/").at(-2) ?? "");

/** @type {Record<string, Line>} */
const good = {
  fetch: (exchange) => json(row(asked(exchange))),
  list: ({ json: { ids } }) => json(ids.map((/** @type {string} */ id) => row(id))),
  modal: ({ json: { taskId } }) => json({ code: 1, description: "ok", result: taskId }),
  submit: () => json({ code: 1, description: "ok", result: GOOD }),
};

/**
 * Lets the gateway say these lines: for each verb its first answers, one after the other; then it is good.
 * @param {World} world
 * @param {Record<string, readonly Line[]>} lines
 */
export const play = (world, lines) => {
  /** @type {Record<string, number>} */
  const said = {};
  world.fault({
    act: async (exchange) => {
      const { verb, isSubmit } = exchange;
      const at = (said[verb] = (said[verb] ?? -1) + 1);
      const line = lines[verb]?.[at];
      if (line) return line(exchange, world);
      await exchange.wait(80);
      return (good[verb] ?? (isSubmit ? good.submit : good.fetch))(exchange, world);
    },
  });
};
