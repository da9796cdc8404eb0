// A server of Node's own http with the proxy at /api. Express takes the same function: app.use("/api", listener).

import { createServer } from "node:http";
import { Readable } from "node:stream";
import { createProxy } from "midjourney-wasm/proxy";

const proxy = createProxy({
  baseUrl: process.env.GATEWAY,
  apiKey: process.env.KEY,
  // Here each address is a user. Put your own sign-in in its place.
  authorize: (request, address) => ({ id: address }),
});

const listener = async (incoming, outgoing) => {
  // Express cuts "/api" off `url`.
  const { method, headers, socket, originalUrl = incoming.url } = incoming;
  const body = method === "GET" || method === "HEAD" ? null : Readable.toWeb(incoming);
  try {
    const request = new Request(`http://server${originalUrl}`, { method, headers, body, duplex: "half" });
    const response = await proxy(request, socket.remoteAddress);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  } catch (error) {
    console.error(error);
    outgoing.writeHead(500).end();
  }
};

const server = createServer(listener).listen(process.env.PORT ?? 8787, "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${server.address().port}/api`);
});
