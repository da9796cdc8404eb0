// The packages that are measured: where they are installed, at which version, and how esbuild bundles them.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = fileURLToPath(new URL("..", import.meta.url));

/** The path of a file of an installed package. @param {string} file */
export const installed = (file) => `${folder}node_modules/${file}`;

/** The versions of installed packages. @param {...string} names */
export const version = (...names) =>
  names.map((name) => JSON.parse(readFileSync(installed(`${name}/package.json`), "utf8")).version).join(", ");

/**
 * Bundles and minifies a module, as an app's build would.
 * @param {string} source
 * @param {import("esbuild").BuildOptions} [options]
 * @returns {Promise<string>}
 */
export const bundle = async (source, options) => {
  const stdin = { contents: source, resolveDir: folder };
  const common = { bundle: true, minify: true, write: false, format: /** @type {const} */ ("esm"), target: "es2022" };
  const { outputFiles } = await build({ stdin, ...common, platform: "browser", logLevel: "silent", ...options });
  return outputFiles[0].text;
};
