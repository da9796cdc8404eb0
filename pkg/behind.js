// What is behind a client or a job and nobody else's business. Not in private fields: bundlers that write for older browsers make
// three hundred bytes of helpers of those.

/** @type {WeakMap<object, any>} */
const all = new WeakMap();

/**
 * Puts something behind an object.
 * @param {object} object
 * @param {any} state
 */
export const put = (object, state) => all.set(object, state);

/** What is behind an object. @param {object} object */
export const its = (object) => all.get(object);
