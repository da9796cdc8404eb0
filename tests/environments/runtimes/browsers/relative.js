// For a page, and for a worker as its whole program.
import { walkHere } from "./here.js";

await walkHere();
