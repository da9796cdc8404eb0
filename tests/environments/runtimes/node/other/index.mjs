// Beside a copy of the package of its own, as a dependency that wants another version of it would be.
export * from "midjourney-wasm";
