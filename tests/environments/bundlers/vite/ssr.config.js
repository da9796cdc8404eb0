// Servers usually leave dependencies where they are; this one has all in it.
export default { ssr: { noExternal: true } };
