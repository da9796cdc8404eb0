import { walkHere } from "./here.js";

// A service worker may be ended as soon as it waits for nothing.
addEventListener("message", (event) => event.waitUntil(walkHere()));
