// Nothing about the package: only what the cells need of one app that is built in several ways.
export default {
  distDir: process.env.OUT,
  // This folder is the whole app, whatever lock files are above it.
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
  // The build with webpack goes without the edge route.
  pageExtensions: ["js", "jsx", ...(process.env.EDGE_ROUTES ? ["edge.js"] : [])],
};
