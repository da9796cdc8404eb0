// Where pages report to, whatever their origin.

import { serve } from "../../support/server.js";

/** Starts to listen on a free port. */
export const reports = async () => {
  /** @type {(outcome: any) => void} */
  let hear = () => {};
  const { url } = await serve(({ method, body }, response) => {
    response.writeHead(204, { "access-control-allow-origin": "*", "access-control-allow-headers": "*" }).end();
    if (method === "POST") hear(JSON.parse(body));
  });
  return { url: `${url}/`, next: () => new Promise((resolve) => (hear = resolve)) };
};
