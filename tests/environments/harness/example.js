// The first example of the README, as a module that any app can import.

import { readFile } from "node:fs/promises";

/**
 * The example's imports stay where they are. The rest becomes a function, since not every place lets a module wait at its top,
 * and gets its console handed in, so that what it prints can be read. Of the text itself only the gateway's address changes.
 * @param {string} readme its path
 * @param {string} gateway
 */
export const exampleModule = async (readme, gateway) => {
  const text = /^```js\n(.*?)^```$/ms.exec(await readFile(readme, "utf8"))?.[1];
  const address = "http://127.0.0.1:8787";
  if (!text?.includes(address)) throw new Error(`README.md has no example that names ${address}`);
  const lines = text.replace(address, gateway).split("\n");
  const isImport = (line) => line.startsWith("import ");
  const [imports, rest] = [lines.filter(isImport), lines.filter((line) => !isImport(line))];
  return `${imports.join("\n")}\n\nexport const example = async (console) => {${rest.join("\n  ")}\n};\n`;
};
