// Encodes pictures in a process of its own, as it is asked to.

import process from "node:process";
import { encode, encoders } from "./encoders.js";

process.on("message", async (asked) => process.send(await encode(...asked)));
process.on("disconnect", () => process.exit());
process.send(encoders());
