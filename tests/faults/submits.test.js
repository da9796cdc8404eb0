// Every fault at the submit of every verb, in every dialect: nothing is sent twice that may have been taken.

import { matrix } from "./matrix.js";
import { PLACES } from "./places.js";

matrix(PLACES.filter(({ sort }) => sort === "submit"));
