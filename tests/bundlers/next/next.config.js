export default {
  // Each cell has its own output.
  distDir: process.env.OUT,
  // This folder is the whole app, whatever lock files are above it.
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
};
