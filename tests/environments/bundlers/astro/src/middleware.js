import { count } from "../given/counted.js";

// From this server's first request on; every answer tells it.
await count();

export const onRequest = async (_, next) => {
  const response = await next();
  response.headers.set("x-instantiated", `${globalThis.instantiated}`);
  return response;
};
