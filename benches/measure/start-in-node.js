// Starts a client in a fresh process, and tells when it began by the system's monotonic clock, in nanoseconds.

import process from "node:process";

const [name, gateway] = process.argv.slice(2);

const began = process.hrtime.bigint();
const { run } = await import(`./jobs/${name}.js`);
// The gateway never responds: the process ends before the job does.
run(gateway).catch(() => {});
process.send({ began: String(began) });
process.on("disconnect", () => process.exit());
