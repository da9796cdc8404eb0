import { gateway } from "../given/where.js";

// Counts what is instantiated in this server from its first request on, and tells it with every answer.
let instantiated = 0;

// Node's own fetch has some WebAssembly, too: it comes before.
await fetch(gateway);
for (const name of ["instantiate", "compile"]) {
  const act = WebAssembly[name];
  WebAssembly[name] = (...given) => {
    instantiated++;
    return act(...given);
  };
}

export const onRequest = async (_, next) => {
  const response = await next();
  response.headers.set("x-instantiated", `${instantiated}`);
  return response;
};
