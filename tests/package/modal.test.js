// Tasks that ask back: a mask for a region, a prompt for a zoom, and the mere yes of remix.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ConfigError,
  ModalRequiredError,
  ValidationError,
  isError,
  quick,
  recorder,
  rejection,
  rejects,
  sandbox,
} from "../support/package.js";
import { dataUrl, png } from "../support/pictures.js";

const gateway = await sandbox("--concurrency", "20");
const remixing = await sandbox("--remix", "--concurrency", "20");
const mj = gateway.client();
const single = await mj.upscale(await mj.imagine(quick), 1);
const mask = png(16, 16);

/** Checks that a button asks for input, and gives the error. */
const asks = async (label, options) => {
  const error = await rejects(mj.action(single, label, options), ModalRequiredError, { code: "modal_required" });
  assert.equal(error.task.status, "MODAL");
  assert.equal(error.taskId, error.task.id);
  assert.equal(error.token.id, error.task.id);
  assert.equal((await mj.fetch(error.task)).status, "MODAL");
  return error;
};

test("Vary (Region) wants a mask, which mj.modal sends", async () => {
  const error = await asks("Vary (Region)");
  assert.match(error.hint, /mj\.modal/);
  assert.deepEqual([error.needs, error.message], ["mask", "The task waits for input: mask."]);
  const { fetch, requests } = recorder();
  const job = gateway.client({ fetch }).modal(error.task, { prompt: "a red hat sandbox:fast", mask: new Blob([mask]) });
  const task = await job;
  assert.equal(task.status, "SUCCESS");
  assert.equal(task.action, "INPAINT");
  assert.equal(task.id, error.task.id);
  assert.equal(requests[0].path, "/mj/submit/modal");
  assert.deepEqual(
    { ...requests[0].body, state: "" },
    { taskId: error.task.id, prompt: "a red hat sandbox:fast", maskBase64: dataUrl(mask), state: "" },
  );
  assert.equal(job.toJSON().modal, true);
});

test("a function answers instead", async () => {
  const asked = [];
  const task = await mj.action(single, "Vary (Region)", {
    modal: (waiting) => {
      asked.push(waiting);
      return { prompt: "a blue hat sandbox:fast", mask };
    },
  });
  assert.equal(task.status, "SUCCESS");
  assert.equal(asked.length, 1);
  assert.equal(asked[0].status, "MODAL");
  assert.equal(asked[0].id, task.id);
});

test("Custom Zoom wants --zoom, now or later", async () => {
  const task = await mj.action(single, "Custom Zoom", {
    modal: async ({ properties }) => ({ prompt: `${properties.finalPrompt} --zoom 1.5` }),
  });
  assert.equal(task.action, "CUSTOM_ZOOM");
  assert.ok(task.prompt.includes("--zoom 1.5"));
  const later = await asks("Custom Zoom");
  await rejects(mj.modal(later.taskId, { prompt: "no number" }), ValidationError, {
    code: "validation",
    gatewayCode: 4,
    maybeSubmitted: false,
    taskId: later.taskId,
  });
  assert.equal((await mj.modal(later.taskId, { prompt: "cat --zoom 2 sandbox:fast" })).status, "SUCCESS");
});

test("what the function throws is what the job rejects with", async () => {
  const thrown = new Error("nobody is there");
  for (const modal of [
    () => {
      throw thrown;
    },
    () => Promise.reject(thrown),
  ]) {
    assert.equal(await rejection(mj.action(single, "Vary (Region)", { modal })), thrown);
  }
});

test("a function that gives nothing: nothing is sent, and the task can still be answered", async () => {
  const error = await rejects(mj.action(single, "Vary (Region)", { modal: () => ({}) }), ModalRequiredError, {
    code: "modal_required",
    maybeSubmitted: true,
  });
  assert.equal((await mj.modal(error.task, { mask })).status, "SUCCESS");
});

test("a function that gives no mask: the gateway refuses, and the task can still be answered", async () => {
  const error = await rejects(mj.action(single, "Vary (Region)", { modal: () => ({ prompt: "a hat" }) }), ValidationError, {
    code: "validation",
    gatewayCode: 4,
    maybeSubmitted: true,
  });
  assert.equal((await mj.modal(error.taskId, { mask })).status, "SUCCESS");
});

/** What the gateway got in submits while a call was open, which rejects. */
const refused = async (own, call) => {
  const grid = await own.imagine(quick);
  const { submits } = await remixing.log();
  const error = await rejection(call(grid));
  assert.equal((await remixing.log()).submits, submits + 1, "the button, and no modal");
  return error;
};

test("a function that gives something else: nothing is sent, and the error says what to return", async () => {
  const own = remixing.client();
  for (const [answer, field, message] of [
    [{ promt: "a white cat" }, "promt", 'There is no option "promt" here; there are prompt, mask.'],
    [{ prompt: "a white cat", task: "1" }, "task", 'There is no option "task" here; there are prompt, mask.'],
    ["a white cat", "modal", "modal must return an object, such as { prompt: ... }."],
    [["a white cat"], "modal", "modal must return an object, such as { prompt: ... }."],
    [false, "modal", "modal must return an object, such as { prompt: ... }."],
    [mask, "modal", "modal must return an object, such as { prompt: ... }."],
  ]) {
    const error = await refused(own, (grid) => own.vary(grid, 1, { modal: async () => answer }));
    isError(error, ConfigError, { code: "config", field, maybeSubmitted: true, retryable: false });
    assert.equal(error.message, `The gateway accepted the task. ${message}`);
    assert.equal(error.task.status, "MODAL");
    assert.deepEqual([error.taskId, error.token.id, error.token.modal], [error.task.id, error.task.id, undefined]);
    // It can still be answered.
    assert.equal((await own.modal(error.task, { prompt: "a white cat sandbox:fast" })).status, "SUCCESS");
  }
});

test("a task that needs input: the error says how to give it", async () => {
  for (const modal of ["auto", () => undefined, () => ({})]) {
    const error = await rejects(mj.action(single, "Custom Zoom", { modal }), ModalRequiredError, { needs: "zoom" });
    assert.equal(error.message, "The task waits for input: zoom.");
    assert.match(error.hint, /mj\.modal\(error\.task, \{ prompt, mask \}\), or let modal return them\.$/);
  }
});

test("input that is no object is not sent", async () => {
  const { submits } = await gateway.log();
  const message = "input must be an object, such as { prompt: ... }.";
  for (const input of [5, "a hat", [], ["a hat"], () => {}, new Map(), mask, new Blob([mask]), Symbol("x")]) {
    for (const call of [mj.modal("14001934816969359", input), mj.submit.modal("14001934816969359", input)]) {
      const error = await rejects(call, ValidationError, { code: "invalid_input", field: "input", maybeSubmitted: false });
      assert.equal(error.message, message);
    }
  }
  assert.equal((await gateway.log()).submits, submits);
});

test("a mask is a PNG", async () => {
  const { taskId } = await asks("Vary (Region)");
  const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0, 1]);
  for (const wrong of [jpeg, new Blob([]), "mask.png", 7]) {
    await rejects(mj.modal(taskId, { mask: wrong }), ValidationError, { code: "invalid_input", field: "mask" });
  }
  await rejects(mj.modal(taskId, { prompt: 7 }), ValidationError, { code: "invalid_input", field: "prompt" });
  await rejects(mj.modal(taskId, { maks: mask }), ConfigError, { code: "config", field: "maks" });
});

test("remix is confirmed by itself, once", async () => {
  const own = remixing.client();
  const grid = await own.imagine(quick);
  const { submits } = await remixing.log();
  const { fetch, requests } = recorder();
  const job = remixing.client({ fetch }).vary(grid, 2);
  const task = await job;
  assert.equal(task.action, "VARIATION");
  assert.equal(task.status, "SUCCESS");
  assert.equal((await job.submission).gatewayCode, 21, "the first answer");
  assert.equal((await remixing.log()).submits, submits + 2);
  const modal = requests.find(({ path }) => path === "/mj/submit/modal");
  assert.equal(modal.body.taskId, task.id);
  assert.ok(modal.body.prompt.includes(quick), "with the prompt that it had");
  // What asks nothing is not confirmed.
  await own.upscale(grid, 1);
  assert.equal((await remixing.log()).submits, submits + 3);
});

test("remix in a prompt", async () => {
  const grid = await mj.imagine(`${quick} --remix`);
  assert.equal((await mj.reroll(grid)).action, "REROLL");
});

test("a prompt changed in remix", async () => {
  const own = remixing.client();
  const grid = await own.imagine(quick);
  const task = await own.vary(grid, 1, { modal: () => ({ prompt: "white cat sandbox:fast" }) });
  assert.equal(task.prompt, "white cat sandbox:fast");
  const plain = await own.vary(grid, 1, { modal: () => undefined });
  assert.equal(plain.status, "SUCCESS", "nothing to say is a yes");
});

test("modal: throw never confirms", async () => {
  const own = remixing.client();
  const grid = await own.imagine(quick);
  const { submits } = await remixing.log();
  const error = await rejects(own.vary(grid, 1, { modal: "throw" }), ModalRequiredError, { code: "modal_required" });
  assert.equal((await remixing.log()).submits, submits + 1);
  assert.equal((await own.modal(error.task)).status, "SUCCESS");
  await rejects(own.vary(grid, 1, { modal: "maybe" }), ConfigError, { code: "config", field: "modal" });
});

test("a task that asks is found again after a reload", async () => {
  const { token } = await asks("Vary (Region)");
  const again = await rejects(mj.wait(JSON.parse(JSON.stringify(token))), ModalRequiredError, { taskId: token.id });
  assert.equal(again.task.status, "MODAL");
  const task = await mj.wait(token, { modal: () => ({ mask, prompt: "a hat sandbox:fast" }) });
  assert.equal(task.status, "SUCCESS");
});

test("a number under a describe makes a picture", async () => {
  const described = await mj.describe(mask);
  const task = await mj.action(described, "2️⃣");
  assert.equal(task.action, "IMAGINE");
  const second = described.properties.finalPrompt.split("\n\n")[1].replace("2️⃣ ", "");
  assert.ok(task.prompt.startsWith(second), task.prompt);
});
