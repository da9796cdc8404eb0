// A body as text, up to a limit.

/**
 * Reads a body as text. `undefined` if it is longer than the limit: nothing more of it is read then.
 * @param {Request | Response} message
 * @param {number} limit in bytes
 */
export const readText = async (message, limit) => {
  const reader = message.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let bytes = 0; reader;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    if (bytes > limit) {
      reader.cancel().catch(() => {});
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
};
