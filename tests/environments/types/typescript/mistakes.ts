// What the types do not let through. Each comment expects the compiler to object to the line below it.

import { Job, Midjourney, MidjourneyError, type Task } from "midjourney-wasm";

declare const picture: Blob;
declare const task: Task;
const mj = new Midjourney({ baseUrl: "https://gateway.example" });

// @ts-expect-error a client has a gateway
new Midjourney();
// @ts-expect-error baseUrl is missing
new Midjourney({ apiKey: "sk-…" });
// @ts-expect-error there is no option apikey
new Midjourney({ baseUrl: "https://gateway.example", apikey: "sk-…" });
// @ts-expect-error no such way to send a key
new Midjourney({ baseUrl: "https://gateway.example", auth: "basic" });
// @ts-expect-error times are numbers
new Midjourney({ baseUrl: "https://gateway.example", poll: { min: "20" } });
// @ts-expect-error a pause is a number
new Midjourney({ baseUrl: "https://gateway.example", poll: { strategy: () => "20" } });
// @ts-expect-error what was done is told, not set
new Midjourney({ baseUrl: "https://gateway.example" }).stats = { requests: 0, polls: 0, batched: 0, retries: 0, bytes: 0 };
// @ts-expect-error times are numbers
new Midjourney({ baseUrl: "https://gateway.example", timeout: "15m" });
// @ts-expect-error a header's value is a string, or null
new Midjourney({ baseUrl: "https://gateway.example", headers: { "x-app": 1 } });

// @ts-expect-error the prompt is missing
mj.imagine();
// @ts-expect-error the prompt is missing
mj.imagine({ images: [picture] });
// @ts-expect-error there is no option onprogress
mj.imagine("cat", { onprogress() {} });
// @ts-expect-error dimensions are for blends
mj.imagine("cat", { dimensions: "SQUARE" });
// @ts-expect-error a button's answer is a prompt or a mask
mj.imagine("cat", { modal: () => ({ text: "cat" }) });
// @ts-expect-error nor a text
mj.imagine("cat", { modal: async () => "cat" });
// @ts-expect-error a misspelt name is no answer
mj.imagine("cat", { modal: async () => ({ promt: "cat" }) });
// @ts-expect-error no such way to answer
mj.imagine("cat", { modal: "always" });

// @ts-expect-error a blend is of several pictures
mj.blend(picture);
// @ts-expect-error pictures are no numbers
mj.blend([1, 2]);
// @ts-expect-error dimensions are written in capitals
mj.blend([picture, picture], { dimensions: "square" });
// @ts-expect-error no such dimensions
mj.blend([picture, picture], { dimensions: "PORTRIAT" });
// @ts-expect-error the picture is missing
mj.describe();
// @ts-expect-error a number is no picture
mj.describe(42);

// @ts-expect-error the button is missing
mj.action(task);
// @ts-expect-error ids are strings
mj.action(1320098173412546, "U2");
// @ts-expect-error there are four pictures
mj.upscale(task, 5);
// @ts-expect-error a mask is a picture
mj.modal(task, { mask: 1 });

// @ts-expect-error a submit does not follow the task
mj.submit.imagine("cat", { onProgress() {} });
// @ts-expect-error waiting submits nothing
mj.wait(task, { state: "mine" });
// @ts-expect-error fetch reads once, without a timeout of a task
mj.fetch("1", { timeout: 1000 });
// @ts-expect-error ids are strings
mj.fetch([1, 2]);
// @ts-expect-error a path is needed
mj.request("GET");

// @ts-expect-error jobs come from verbs
new Job();
// @ts-expect-error only a success has progress 100 for sure
const hundred: 100 = task.progress;
// @ts-expect-error only an unknown task has a status of its own words
const words: string = task.rawStatus;
// @ts-expect-error a picture may be missing
const url: string = task.imageUrl;
// @ts-expect-error the code is one of a list
const isTypo = (error: MidjourneyError) => error.code === "task_timed_out";
// @ts-expect-error what is known of an error is not changed
const change = (error: MidjourneyError) => (error.maybeSubmitted = false);

export { change, hundred, isTypo, url, words };
