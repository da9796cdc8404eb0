import { count } from "../given/counted.js";

/** SvelteKit calls it once, before anything else. */
export const init = count;

/** Every answer tells what was counted. */
export const handle = async ({ event, resolve }) => {
  const response = await resolve(event);
  response.headers.set("x-instantiated", `${globalThis.instantiated}`);
  return response;
};
