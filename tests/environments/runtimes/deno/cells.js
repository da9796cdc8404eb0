/** @param {import("../../harness/app.js").App} app */
export const cells = async (app) => {
  const program = app.path("node_modules/@deno/linux-x64-glibc/deno");
  const version = await app.versionOf(program);
  const deno = (...args) => app.exec(program, ["run", "--no-prompt", "--no-remote", ...args]);
  // The network is all that it is granted: no file, no variable of the environment, and nothing is installed.
  const walks = async () => app.walked(app.outcomeOfText(await deno("--allow-net=127.0.0.1", "import.mjs")));
  const reads = async () => {
    await deno("--allow-read=node_modules", "reads.mjs", "may");
    await deno("reads.mjs", "may-not");
  };
  return Object.entries({ import: walks, "reads what it may": reads }).map(([how, act]) => {
    const run = async () => {
      if (!version) app.skip("npm has no Deno for this system");
      await act();
    };
    return { where: "Deno", version: version ?? "2", how, run };
  });
};
