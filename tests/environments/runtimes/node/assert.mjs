/** @param {unknown} condition @param {string} what went wrong otherwise */
export const assert = (condition, what) => {
  if (!condition) throw new Error(what);
};
