/** A cell that cannot be had here: its message is why, in one line. */
export class Skipped extends Error {}

/** Ends the cell as skipped. @param {string} why @returns {never} */
export const skip = (why) => {
  throw new Skipped(why);
};
