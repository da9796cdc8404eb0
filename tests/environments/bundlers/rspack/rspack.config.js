const { TARGET, FILENAME } = process.env;

export default {
  // Where index.html is.
  devServer: { static: "." },
  ...(TARGET && { target: TARGET, output: { filename: FILENAME } }),
};
