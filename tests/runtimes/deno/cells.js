/** @param {import("../../cells/app.js").App} app */
export const cells = async (app) => {
  const program = app.path("node_modules/@deno/linux-x64-glibc/deno");
  const version = await app.versionOf(program);
  const run = async () => {
    if (!version) app.skip("npm has no Deno for this system");
    // The network is all that it is granted: no file, no variable of the environment, and nothing is installed.
    const args = ["run", "--no-prompt", "--no-remote", "--allow-net=127.0.0.1", "import.mjs"];
    app.walked(app.outcomeOfText(await app.exec(program, args)));
  };
  return [{ where: "Deno", version: version ?? "2", how: "import", run }];
};
