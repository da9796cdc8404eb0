import { readFile, writeFile } from "node:fs/promises";
import { versionOf } from "../../../support/browsers.js";
import { serve } from "../../../support/server.js";

const NAMES = { chromium: "Chromium", firefox: "Firefox", webkit: "WebKitGTK" };

/** Import maps reach no worker, and a strict policy allows none, being inline: what names the package has to give its address. */
const addressPackage = async (app) => {
  const example = await readFile(app.path("given/example.js"), "utf8");
  const relative = example.replace('"midjourney-wasm"', '"../node_modules/midjourney-wasm/index.js"');
  await writeFile(app.path("given/example-relative.js"), relative);
};

/** A gateway that only remembers what it was asked for. */
const listener = () =>
  serve((_asked, response) =>
    response.writeHead(204, { "access-control-allow-origin": "*", "access-control-allow-headers": "*" }).end(),
  );

/** @param {import("../../harness/app.js").App} app */
export const cells = async (app) => {
  await addressPackage(app);
  const { reportTo } = await import(app.path("given/where.js"));
  const policy = (scripts, gateway) => ({
    "content-security-policy": `default-src 'none'; script-src ${scripts}; connect-src ${gateway} ${new URL(reportTo).origin}/`,
  });

  const waysIn = (browser) => {
    const walks = async (page, scope, headers) => {
      const outcome = await app.outcomeOfPage(browser, `${await app.serve(".", { headers })}/${page}`);
      app.walked(outcome);
      if (scope && outcome.scope !== scope) throw new Error(`it ran in a ${outcome.scope}`);
      if (headers && !outcome.strict) throw new Error("the policy was not in force");
    };

    const refused = async () => {
      const gateway = await listener();
      try {
        const server = await app.serve(".", { headers: policy("'self'", gateway.url) });
        const page = `${server}/refused.html?gateway=${encodeURIComponent(gateway.url)}`;
        const { errors } = await app.outcomeOfPage(browser, page);
        // That it was the policy, and nothing else, is told by the cause: the browser's own words.
        const fits = ({ ours, code, hint, maybeSubmitted, cause }) =>
          ours &&
          code === "wasm_unavailable" &&
          maybeSubmitted === false &&
          hint.includes("'wasm-unsafe-eval'") &&
          /content.security.policy|\bCSP\b|unsafe-eval/i.test(cause);
        const same = JSON.stringify(errors[0]) === JSON.stringify(errors[1]);
        if (!same || !errors.every(fits)) throw new Error(`it rejected with ${JSON.stringify(errors)}`);
        const asked = gateway.requests.map(({ method, path }) => `${method} ${path}`).join(", ");
        if (asked !== "GET /proof") throw new Error(`the gateway was asked for ${asked}`);
      } finally {
        await gateway.close();
      }
    };

    const pictures = async () => {
      const { status, exact } = await app.outcomeOfPage(browser, `${await app.serve(".")}/pictures.html`);
      if (status !== "SUCCESS") throw new Error(`it ended with ${status}`);
      if (!exact) throw new Error("the gateway got other bytes");
    };

    return {
      "page without a bundler": () => walks("index.html"),
      "page with relative imports": () => walks("relative.html", "Window"),
      "page with /slim": () => walks("slim.html"),
      "pictures of an input and a canvas": pictures,
      "module worker": () => walks("workers.html#module", "DedicatedWorkerGlobalScope"),
      "shared worker": () => walks("workers.html#shared", "SharedWorkerGlobalScope"),
      "service worker": () => walks("workers.html#service", "ServiceWorkerGlobalScope"),
      "strict Content-Security-Policy": () => walks("relative.html", "Window", policy("'self' 'wasm-unsafe-eval'", app.gateway)),
      "clear error without 'wasm-unsafe-eval'": refused,
    };
  };

  const all = [];
  for (const [browser, where] of Object.entries(NAMES)) {
    const version = await versionOf(browser);
    for (const [how, run] of Object.entries(waysIn(browser))) all.push({ where, version, how, run });
  }
  all.push({
    where: "Safari",
    run: () => app.skip(process.platform === "darwin" ? "nothing here drives Safari yet" : "Safari runs on macOS only"),
  });
  return all;
};
