// A gateway that answers every request with the same finished task, in a process of its own: what it costs is not measured. It tells its
// port to the process that forked it, and ends with it. `/headers` gives what headers came last, by the path's first segment.

import { Buffer } from "node:buffer";
import { createServer } from "node:http";
import process from "node:process";
import { finished, idOf } from "./tasks.js";

const task = Buffer.from(finished(idOf(0)));
const head = { "content-type": "application/json", "content-length": task.length };
const heard = {};

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const [, first] = request.url.split("/");
  if (first === "headers") return response.end(JSON.stringify(heard));
  heard[first] = request.headers;
  response.writeHead(200, head).end(task);
});
server.listen(0, "127.0.0.1", () => process.send(server.address().port));
process.on("disconnect", () => process.exit());
