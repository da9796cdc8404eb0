// @ts-check
/** The gateway at this page's own address: the server that the page came from. In `cargo xtask site` the file of `site/` takes this place. */

/** Sends a request to it. @type {(url: string, init: RequestInit) => Promise<Response>} */
export const ownFetch = (url, init) => fetch(url, init);

/** How its pictures are shown, if not by their URLs. @type {((url: string) => string) | undefined} */
export const ownImageUrl = undefined;
