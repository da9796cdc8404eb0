// Nothing else that it requires may import the package: how it is had decides what is traced.

const { Midjourney } = require("midjourney-wasm");
const { gateway } = require("./given/where.js");

new Midjourney({ baseUrl: gateway, apiKey: "sk-of-a-cell", mode: "fast" })
  .imagine("black cat sandbox:fast")
  .then((task) => console.log(task.status));
