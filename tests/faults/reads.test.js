// Every fault at every way of reading a task, in every dialect: a failed look is no failed task.

import { matrix } from "./matrix.js";
import { PLACES } from "./places.js";

matrix(PLACES.filter(({ sort }) => sort !== "submit"));
