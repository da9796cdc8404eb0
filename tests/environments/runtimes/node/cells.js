import { cp } from "node:fs/promises";

/** @param {import("../../harness/app.js").App} app */
export const cells = async (app) => {
  const all = [];
  for (const major of [20, 22, 24]) {
    const program = app.node(major);
    const version = await app.versionOf(program);
    const node = (...args) => app.exec(program, args);
    const walks = (file) => async () => app.walked(app.outcomeOfText(await node(file)));

    const twoCopies = async () => {
      const other = app.path("other/node_modules/midjourney-wasm");
      await cp(app.path("node_modules/midjourney-wasm"), other, { recursive: true, force: true });
      await walks("two-copies.mjs")();
    };
    const loads = async () => {
      for (const what of ["at-once", "ready", "failure"]) await node("loads.mjs", what);
    };
    const exits = async () => {
      const last = /^LAST (\d+)/m.exec(await node("exits.mjs"))?.[1];
      const took = Date.now() - Number(last);
      // A connection that is kept alive, or a timer that is forgotten, takes longer.
      if (!(took < 3000)) throw new Error(`the process ended ${took} ms after its last job`);
    };

    for (const [how, act] of [
      ["import", walks("import.mjs")],
      ["require()", walks("require.cjs")],
      ["two copies in one program", twoCopies],
      ["beside midjourney-wasm/slim", walks("slim.mjs")],
      ["loads once", loads],
      ["import is silent", () => node("silent.mjs")],
      ["exits by itself", exits],
    ]) {
      const run = async () => {
        if (!version) app.skip(`npm has no Node ${major} for this system`);
        await act();
      };
      all.push({ where: "Node", version: version ?? `${major}`, how, run });
    }
  }
  return all;
};
