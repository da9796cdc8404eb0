// @ts-check
/** The gateway at this page's own address, where no server is behind it: the sandbox in the page. Its tasks last until the page is left. */
import { createSandbox } from "midjourney-wasm/sandbox";

const sandbox = createSandbox();

export const ownFetch = sandbox.fetch;
export const ownImageUrl = sandbox.imageUrl;
