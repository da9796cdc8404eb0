import { gateway } from "../given/where.js";

// Counts what is instantiated in this server from its start on, and tells it with every answer.
let instantiated = 0;

/** SvelteKit calls it once, before anything else. */
export const init = async () => {
  // Node's own fetch has some WebAssembly, too: it comes before.
  await fetch(gateway);
  for (const name of ["instantiate", "compile"]) {
    const act = WebAssembly[name];
    WebAssembly[name] = (...given) => {
      instantiated++;
      return act(...given);
    };
  }
};

export const handle = async ({ event, resolve }) => {
  const response = await resolve(event);
  response.headers.set("x-instantiated", `${instantiated}`);
  return response;
};
