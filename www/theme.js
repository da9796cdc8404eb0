// @ts-check
/* A classic script in the head, so that a chosen theme is there before the first paint. The button is bound in app.js. */
{
  const chosen = (() => {
    try {
      return localStorage.getItem("midjourney-wasm:theme");
    } catch {
      return null; // Storage is switched off: the system's theme it is.
    }
  })();
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
}
