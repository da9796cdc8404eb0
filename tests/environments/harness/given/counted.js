// How an app's server proves that importing the package, and making a client, starts no WebAssembly.
import { gateway } from "./where.js";

/** Counts from now on, in `globalThis.instantiated`, what is compiled or instantiated in this server. */
export const count = async () => {
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
