// Where index.html is.
export default { devServer: { static: "." } };
