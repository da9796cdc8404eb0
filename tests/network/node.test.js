import { node } from "./node.js";
import { testAll } from "./matrix.js";

Math.random = () => 0;
testAll(node);
