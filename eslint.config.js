import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["target/", "pkg/*.glue.js", "pkg/*.inline.js", "tests/environments/types/", "**/*.d.ts"] },
  js.configs.recommended,
  { rules: { "no-unused-vars": ["error", { ignoreRestSiblings: true }] } },
  { languageOptions: { globals: { ...globals.browser, ...globals.es2022 } } },
  {
    files: ["tests/**", "xtask/**", "benches/**", "examples/**", "*.js", "pkg/*.mjs", "pkg/*node.js"],
    languageOptions: { globals: globals.node },
  },
];
