export default { source: { entry: { index: process.env.ENTRY } } };
