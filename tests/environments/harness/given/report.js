// How an app tells the harness what came out: a program prints it, a page posts it.
import { reportTo } from "./where.js";

/** For programs. */
export const print = (outcome) => console.log(`OUTCOME ${JSON.stringify(outcome)}`);

/** For pages and their workers. */
export const post = (outcome) => fetch(reportTo, { method: "POST", body: JSON.stringify(outcome) });
