import { openPage } from "./chromium.js";
import { testAll } from "./matrix.js";

testAll(await openPage());
