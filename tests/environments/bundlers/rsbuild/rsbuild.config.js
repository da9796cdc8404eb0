export default { source: { entry: { index: process.env.ENTRY } }, output: { target: process.env.TARGET ?? "web" } };
