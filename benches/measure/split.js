// Looks over the shoulder of a client that starts a WebAssembly and then calls `fetch`, and notes when it comes to what.

/** Notes, in milliseconds of `performance.now()`; `sent` resolves when `fetch` was called. */
export const split = () => {
  const marks = {};
  const { fetch, WebAssembly } = globalThis;
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (source, imports) => {
    marks.unpacked = performance.now();
    const module = source instanceof WebAssembly.Module ? source : await WebAssembly.compile(source);
    marks.compiled = performance.now();
    const instance = await instantiate(module, imports);
    marks.instantiated = performance.now();
    return source instanceof WebAssembly.Module ? instance : { module, instance };
  };
  marks.sent = new Promise((sent) => {
    globalThis.fetch = (...request) => {
      // The wasm of the slim entry is fetched as well.
      if (!String(request[0]).endsWith(".wasm")) {
        marks.called ??= performance.now();
        sent();
      }
      return fetch(...request);
    };
  });
  return marks;
};
