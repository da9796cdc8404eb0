// Where pages report to, whatever their origin.

import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

/** Starts to listen on a free port; ends with the process. */
export const reports = async () => {
  let hear = () => {};
  const server = createServer(async (request, response) => {
    response.writeHead(204, { "access-control-allow-origin": "*", "access-control-allow-headers": "*" });
    const body = await text(request);
    response.end();
    if (request.method === "POST") hear(JSON.parse(body));
  });
  server.listen(0, "127.0.0.1");
  server.unref();
  await once(server, "listening");
  const next = () => new Promise((resolve) => (hear = resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, next };
};
