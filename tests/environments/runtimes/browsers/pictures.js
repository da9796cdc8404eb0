// Pictures as a page has them: a file that was chosen, and what was drawn.
import { Midjourney } from "./node_modules/midjourney-wasm/index.js";
import { post } from "./given/report.js";
import { gateway } from "./given/where.js";

const canvas = document.querySelector("canvas");
const context = canvas.getContext("2d");
const noise = context.createImageData(canvas.width, canvas.height);
for (let at = 0; at < noise.data.length; at++) noise.data[at] = Math.random() * 256;
context.putImageData(noise, 0, 0);
const drawn = await new Promise((resolve) => canvas.toBlob(resolve));

const input = document.querySelector("input");
const choice = new DataTransfer();
choice.items.add(new File([drawn.slice()], "cat.png", { type: "image/png" }));
input.files = choice.files;

/** The browser's own way, to compare with. @returns {Promise<string>} */
const dataUrl = (blob) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
const images = [input.files[0], drawn];
const wanted = await Promise.all(images.map(dataUrl));

let sent;
const mj = new Midjourney({
  baseUrl: gateway,
  apiKey: "sk-of-a-cell",
  mode: "fast",
  fetch: (url, init) => {
    if (init.body) sent = JSON.parse(init.body).base64Array;
    return fetch(url, init);
  },
});
const { status } = await mj.blend(images).catch((error) => ({ status: `${error}` }));
await post({ status, exact: JSON.stringify(sent) === JSON.stringify(wanted) });
