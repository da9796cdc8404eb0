// @ts-check
/** What else is read from prompts: which words of one matter, and its `--zoom`. Pure. */

/**
 * @typedef {object} Piece
 * @property {string} text
 * @property {"strong" | "weak" | "plain"} weight
 */

/**
 * The words of a shortened prompt by their weight: Midjourney marks what matters as `**word**`, and what it would drop as
 * `~~word~~`. Empty where the answer has no such part.
 * @param {string} text
 * @returns {Piece[]}
 */
export function weighedWords(text) {
  const part = /##\s*Important tokens\s*\n([\s\S]*?)(?:\n\s*##|$)/i.exec(text)?.[1]?.trim() ?? "";
  return part
    .split(/(\*\*.+?\*\*|~~.+?~~)/)
    .filter((piece) => piece !== "")
    .map((piece) => {
      if (piece.startsWith("**")) return { text: piece.slice(2, -2), weight: "strong" };
      if (piece.startsWith("~~")) return { text: piece.slice(2, -2), weight: "weak" };
      return { text: piece, weight: "plain" };
    });
}

/**
 * A prompt with exactly this `--zoom`, in the place of an earlier one or at the end.
 * @param {string} prompt
 * @param {number} zoom 1 to 2
 */
export function withZoom(prompt, zoom) {
  const flag = `--zoom ${zoom}`;
  const bare = prompt.replace(/\s*--zoom(\s+[\d.]+)?(?=\s|$)/g, "").trim();
  return bare === "" ? flag : `${bare} ${flag}`;
}

/**
 * The `--zoom` that a prompt has, if it is one that the gateway takes.
 * @param {string} prompt
 */
export function zoomOf(prompt) {
  const zoom = Number(/--zoom\s+([\d.]+)/.exec(prompt)?.[1]);
  return zoom >= 1 && zoom <= 2 ? zoom : undefined;
}
