import { gateway } from "./given/where.js";

/** Next.js calls it before anything else: counts what is instantiated in this server from now on. */
export const register = async () => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  // Node's own fetch has some WebAssembly, too: it comes before.
  await fetch(gateway);
  globalThis.instantiated = 0;
  for (const name of ["instantiate", "compile"]) {
    const act = WebAssembly[name];
    WebAssembly[name] = (...given) => {
      globalThis.instantiated++;
      return act(...given);
    };
  }
};
