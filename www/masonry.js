// @ts-check
/**
 * Hangs cards of different heights without gaps: the wall is a grid of one-pixel rows, and every card spans as many as it is
 * high. The order of the document, which the keyboard and a screen reader follow, stays as it is.
 */
const heights = new ResizeObserver((changes) => {
  for (const { target } of changes) {
    const item = target.parentElement;
    if (item && target instanceof HTMLElement) item.style.gridRowEnd = `span ${target.offsetHeight + GAP}`;
  }
});
/** Below each card, in pixels; the columns' gap is in the style sheet. */
const GAP = 40;

/**
 * @param {HTMLElement} item a child of the wall
 * @param {HTMLElement} content its only child, whose height counts
 */
export function hang(item, content) {
  if (content.parentElement === item) heights.observe(content);
}
