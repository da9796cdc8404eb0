// The verbs that submit, and the reads beside them.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  MidjourneyError,
  NetworkError,
  TaskNotFoundError,
  ValidationError,
  poll,
  quick,
  recorder,
  rejection,
  rejects,
  sandbox,
} from "../support/package.js";

const gateway = await sandbox("--task-seconds", "0.5", "--concurrency", "20");
const mj = gateway.client();
const grid = await mj.imagine(quick);

/** What a call sends, and how it ends. */
const sent = async (call) => {
  const { fetch, requests } = recorder();
  const result = await call(gateway.client({ fetch }));
  const submits = requests.filter(({ path }) => path.includes("/submit/"));
  assert.equal(submits.length, 1);
  return { result, requests, submit: submits[0] };
};

test("imagine takes a prompt, or an object", async () => {
  const { submit } = await sent((own) => own.submit.imagine("a cat"));
  assert.equal(submit.method, "POST");
  assert.equal(submit.path, "/mj/submit/imagine");
  assert.equal(submit.headers["content-type"], "application/json");
  assert.deepEqual(Object.keys(submit.body).sort(), ["prompt", "state"]);
  const object = await sent((own) => own.submit.imagine({ prompt: "a cat", botType: "NIJI_JOURNEY" }));
  assert.equal(object.submit.body.botType, "NIJI_JOURNEY");
  assert.equal(object.submit.body.prompt, "a cat");
});

test("a prompt arrives letter by letter", async () => {
  const prompt = "  “black” 猫 🐈\n\\u0041 \u2028 --ar 3:2 sandbox:fast";
  const { submit } = await sent((own) => own.submit.imagine(prompt));
  assert.equal(submit.body.prompt, prompt);
  assert.equal((await mj.imagine("黑猫 🐈 sandbox:fast")).prompt, "黑猫 🐈 sandbox:fast");
});

test("state, notifyHook, botType and accountFilter arrive", async () => {
  const accountFilter = { channelId: "8774786694361674001", modes: ["FAST"], remix: true };
  const options = {
    state: "order 7",
    notifyHook: new URL("https://shop.example/hook?a=1"),
    botType: "NIJI_JOURNEY",
    accountFilter,
  };
  const { submit, result } = await sent((own) => own.imagine(quick, { ...options, poll }));
  assert.equal(submit.body.state, "order 7");
  assert.equal(submit.body.notifyHook, "https://shop.example/hook?a=1");
  assert.equal(submit.body.botType, "NIJI_JOURNEY");
  assert.deepEqual(submit.body.accountFilter, accountFilter);
  assert.equal(result.state, "order 7");
  assert.equal(result.properties.notifyHook, "https://shop.example/hook?a=1");
  assert.equal(result.properties.botType, "NIJI_JOURNEY");
});

test("without a state each submit gets a marker of its own", async () => {
  const [one, two] = await Promise.all([1, 2].map(() => sent((own) => own.submit.imagine("a cat"))));
  assert.match(one.submit.body.state, /^[0-9a-f]{32}$/);
  assert.notEqual(one.submit.body.state, two.submit.body.state);
});

test("a button by label, as an object, by custom id, by emoji", async () => {
  const u2 = grid.buttons.find(({ label }) => label === "U2");
  const body = { taskId: grid.id, customId: u2.customId };
  for (const button of ["U2", u2, u2.customId]) {
    const { result, requests, submit } = await sent((own) => own.action(grid, button));
    assert.equal(requests[0], submit, "the task is at hand: it is not read again");
    assert.equal(submit.path, "/mj/submit/action");
    assert.deepEqual({ ...submit.body, state: undefined }, { ...body, state: undefined });
    assert.equal(result.action, "UPSCALE");
    assert.equal(result.status, "SUCCESS");
    assert.ok(result.buttons.some(({ label }) => label === "Vary (Region)"));
  }
  assert.equal((await mj.action(grid, "🔄")).action, "REROLL");
});

test("a button of a bare id: the task is read first, unless the custom id is known", async () => {
  const byLabel = await sent((own) => own.submit.action(grid.id, "V3"));
  assert.equal(byLabel.requests[0].path, `/mj/task/${grid.id}/fetch`);
  assert.match(byLabel.submit.body.customId, /^MJ::JOB::variation::3::/);
  const byCustomId = await sent((own) => own.submit.action(grid.id, grid.buttons[0].customId));
  assert.equal(byCustomId.requests.length, 1);
  assert.equal(byCustomId.submit.body.customId, grid.buttons[0].customId);
  const byToken = await sent((own) => own.submit.action({ id: grid.id }, "U1"));
  assert.equal(byToken.requests.length, 2);
});

test("a wrong button lists those that there are", async () => {
  const { submits } = await gateway.log();
  const error = await rejects(mj.action(grid, "U9"), ValidationError, { code: "invalid_input", field: "button" });
  for (const { label, emoji } of grid.buttons) assert.ok(error.message.includes(label || emoji), error.message);
  await rejects(mj.action(grid.id, "u2"), ValidationError, { field: "button", maybeSubmitted: false });
  await rejects(mj.action(grid, ""), ValidationError, { field: "button" });
  assert.equal((await gateway.log()).submits, submits);
});

test("a custom id without two colons is never sent", async () => {
  const { submits } = await gateway.log();
  for (const button of ["MJ:JOB:upsample", { customId: "upsample", label: "U2", emoji: "" }, { customId: "" }, {}, 2, null]) {
    await rejects(mj.action(grid, button), ValidationError, { code: "invalid_input", field: "button" });
  }
  await rejects(mj.submit.action(grid.id, "nonsense"), ValidationError, { field: "button" });
  assert.equal((await gateway.log()).submits, submits);
});

test("upscale, vary and reroll are buttons", async () => {
  for (const [call, customId, action] of [
    [(own) => own.upscale(grid, 4), /^MJ::JOB::upsample::4::/, "UPSCALE"],
    [(own) => own.vary(grid, 1), /^MJ::JOB::variation::1::/, "VARIATION"],
    [(own) => own.reroll(grid), /^MJ::JOB::reroll::0::/, "REROLL"],
  ]) {
    const { submit, result } = await sent(call);
    assert.match(submit.body.customId, customId);
    assert.equal(result.action, action);
  }
  const big = await mj.upscale(grid.id, 2, { state: "mine" });
  assert.equal(big.state, "mine");
  assert.equal((await mj.action(big, "Zoom Out 2x")).action, "ZOOM");
  await rejects(mj.upscale(grid, 5), ValidationError, { field: "index" });
});

test("a gateway without buttons is served by change", async () => {
  const plain = await sandbox("--dialect", "novicezk", "--task-seconds", "0.05");
  const { fetch, requests } = recorder();
  const own = plain.client({ fetch });
  const task = await own.imagine("cat");
  assert.equal(task.buttons, undefined);
  assert.equal((await own.upscale(task, 2)).status, "SUCCESS");
  const change = requests.find(({ path }) => path === "/mj/submit/change");
  assert.deepEqual({ ...change.body, state: "" }, { taskId: task.id, action: "UPSCALE", index: 2, state: "" });
  assert.equal((await own.reroll(task.id)).status, "SUCCESS");
  await rejects(own.action(task, "Zoom Out 2x"), ValidationError, { field: "button" });
});

test("a button of a task that does not exist", async () => {
  const customId = "MJ::JOB::upsample::1::26d56b92";
  const told = { code: "task_not_found", gatewayCode: 3, maybeSubmitted: false };
  await rejects(mj.action("404", customId), TaskNotFoundError, told);
  await rejects(mj.action("404", "U1"), TaskNotFoundError, { code: "task_not_found", maybeSubmitted: false });
});

test("shorten gives prompts", async () => {
  const { submit, result } = await sent((own) => own.shorten("a very long prompt about a black cat in the rain"));
  assert.equal(submit.path, "/mj/submit/shorten");
  assert.equal(result.action, "SHORTEN");
  assert.ok(result.properties.finalPrompt.length > 0);
});

test("submit only: each verb resolves with the gateway's answer, and polls nothing", async () => {
  const { fetch, requests } = recorder();
  const { submit } = gateway.client({ fetch });
  const picture = "data:image/png;base64,iVBORw0KGgo=";
  const all = [
    await submit.imagine(quick),
    await submit.blend([picture, picture]),
    await submit.describe(picture),
    await submit.shorten("cat"),
    await submit.action(grid, "U1"),
    await submit.modal("14001934816969359", { prompt: "cat" }),
  ];
  for (const submission of all) {
    assert.match(submission.id, /^\d{16,17}$/);
    assert.equal(submission.gatewayCode, 1);
    assert.equal(submission.description, "Submission succeeded");
    assert.deepEqual(JSON.parse(JSON.stringify(submission)), submission);
  }
  assert.equal(requests.length, all.length);
});

test("the place in the queue is told", async () => {
  const narrow = await sandbox("--concurrency", "1");
  const { submit, fetch, wait } = bound(narrow.client());
  await submit.imagine("one");
  await submit.imagine("two sandbox:fast");
  const third = await submit.imagine("three sandbox:fast");
  assert.equal(third.gatewayCode, 22);
  assert.equal(third.queuePosition, 1);
  assert.equal((await fetch(third.id)).queuePosition, undefined, "a look alone knows nothing of it");
  const job = narrow.client().imagine("four sandbox:fast");
  const first = (await job[Symbol.asyncIterator]().next()).value;
  assert.equal(first.queuePosition, 2);
  assert.equal((await job).queuePosition, undefined);
  assert.equal((await wait(third.id)).status, "SUCCESS");
});

/** The methods without their object's name before them. */
const bound = (client) => ({
  submit: client.submit,
  fetch: (...args) => client.fetch(...args),
  wait: (...args) => client.wait(...args),
});

test("fetch reads one task", async () => {
  const task = await mj.fetch("1320098173412546");
  assert.equal(task.status, "SUCCESS");
  assert.equal(task.prompt, "cat --v 6.1");
  assert.equal(task.buttons.length, 9);
  assert.equal((await mj.fetch({ id: "1320098173412546" })).id, "1320098173412546");
  await rejects(mj.fetch("404"), TaskNotFoundError, { code: "task_not_found", taskId: "404", maybeSubmitted: false });
  const failed = await mj.imagine(`${quick} sandbox:fail`).catch((error) => mj.fetch(error.taskId));
  assert.equal(failed.status, "FAILURE", "a task's own state is no error");
});

test("fetch reads many in one request, and leaves out what is not known", async () => {
  const { fetch, requests } = recorder();
  const ids = Object.freeze(["404", grid.id, "14001934816969359", "405"]);
  const tasks = await gateway.client({ fetch }).fetch(ids);
  assert.ok(tasks instanceof Map);
  assert.deepEqual([...tasks.keys()], [grid.id, "14001934816969359"]);
  assert.deepEqual(tasks.get(grid.id), await mj.fetch(grid.id));
  assert.equal(requests.length, 1);
  assert.deepEqual(requests[0].body, { ids: [...ids] });
  assert.deepEqual(await mj.fetch(["404"]), new Map());
  const [known] = (await mj.fetch(["1320098173412546"])).values();
  assert.deepEqual([...(await mj.fetch([known, { id: "14001934816969359" }])).keys()], [known.id, "14001934816969359"]);
  assert.deepEqual(await mj.fetch([]), new Map());
});

test("wait takes a job, whose submit may still be open", async () => {
  const { fetch, requests } = recorder();
  const own = gateway.client({ fetch });
  const job = own.imagine(quick);
  const waiting = own.wait(job);
  assert.equal((await waiting).id, (await job).id);
  assert.equal(waiting.toJSON().id, await job.id);
  assert.equal((await own.wait(job)).id, await job.id);
  assert.equal(requests.filter(({ path }) => path === "/mj/task/list").length, 0, "its ID was waited for");
  // The job's own failure, as an error of its own.
  const failed = own.imagine("");
  const error = await rejection(own.wait(failed));
  assert.deepEqual([error.code, error.field], ["invalid_input", "prompt"]);
  assert.notEqual(error, await rejection(failed));
});

test("an id that would change the path is refused before anything is sent", async () => {
  const { fetch, requests } = recorder();
  const own = gateway.client({ fetch });
  for (const id of ["", ".", "..", "../admin", "a/b", "a\\b", "a\nb", 12, null, undefined, {}, { id: "../1" }]) {
    for (const call of [own.fetch(id), own.wait(id), own.action(id, "U1"), own.modal(id), own.upscale(id, 1)]) {
      await rejects(call, ValidationError, { code: "invalid_input", field: "task", maybeSubmitted: false });
    }
  }
  await rejects(own.fetch(["1", "../1"]), ValidationError, { code: "invalid_input", field: "task" });
  assert.deepEqual(requests, []);
  // Nor is it an ID in an error or a token.
  for (const ref of [12, [], {}, { id: 5 }, { v: 1, id: 5 }, Promise.resolve("1")]) {
    const job = own.wait(ref);
    const error = await rejection(job);
    assert.deepEqual([error.code, "taskId" in error, job.toJSON().id], ["invalid_input", false, undefined], String(ref));
  }
  assert.match((await rejection(own.wait(Promise.resolve("1")))).message, /^task must be a task \(awaited\)/);
  // What else is in an id stays an id.
  await own.fetch("a?b#c%2e d").catch(() => {});
  assert.equal(requests[0].path, "/mj/task/a%3Fb%23c%252e%20d/fetch");
});

test("request reaches what else a gateway offers", async () => {
  const seed = await mj.request("GET", "/task/1320098173412546/image-seed");
  assert.equal(seed.code, 1);
  assert.match(seed.result, /^\d+$/);
  const list = await mj.request("POST", "/task/list-by-condition", { body: { ids: [grid.id] } });
  assert.deepEqual(
    list.map(({ id }) => id),
    [grid.id],
  );
  const plain = await sandbox("--dialect", "novicezk");
  await plain.client().submit.imagine("cat");
  const all = await plain.client().request("GET", "/task/list");
  assert.equal(all.length, 1);
});

test("request stays below /mj, and sends what is no read once", async (context) => {
  context.after(() => gateway.faults());
  for (const [method, path, field] of [
    ["get", "/task/list", "method"],
    ["", "/task/list", "method"],
    ["GET", "task/list", "path"],
    ["GET", "/../admin", "path"],
    ["GET", "//elsewhere.example/", "path"],
    ["GET", "/task/1 2", "path"],
    [undefined, undefined, "method"],
  ]) {
    await rejects(mj.request(method, path), ValidationError, { code: "invalid_input", field });
  }
  await gateway.faults({ path: "/x", reset: true });
  const asked = async (method) => (await gateway.lines()).filter((line) => line === `${method} /mj/x`).length;
  await rejects(mj.request("POST", "/x", { body: {} }), NetworkError, { code: "network", maybeSubmitted: true });
  assert.equal(await asked("POST"), 1);
  await rejects(mj.request("GET", "/x", { maxRetries: 1 }), NetworkError, { code: "network", maybeSubmitted: false });
  assert.equal(await asked("GET"), 2);
});

test("nothing that a verb is called with makes it throw at once", async () => {
  const { submits } = await gateway.log();
  const values = [undefined, null, 42, {}, [], "", Symbol("x"), () => {}];
  for (const value of values) {
    for (const call of [
      () => mj.imagine(value),
      () => mj.blend(value),
      () => mj.describe(value),
      () => mj.shorten(value),
      () => mj.action(value, value),
      () => mj.modal(value, value),
      () => mj.submit.imagine(value),
      () => mj.wait(value),
      () => mj.request(value, value),
    ]) {
      let job;
      assert.doesNotThrow(
        () => {
          job = call();
        },
        `${String(value)} in ${call}`,
      );
      await rejects(job, ValidationError, { code: "invalid_input" });
    }
  }
  assert.equal((await gateway.log()).submits, submits);
});

test("nor does an option that it is called with", async () => {
  for (const options of [
    { signal: "x" },
    { signal: {} },
    { signal: 7 },
    "options",
    { headers: "x" },
    { headers: 7 },
    { headers: [1] },
  ]) {
    let job;
    assert.doesNotThrow(() => {
      job = mj.imagine(quick, options);
    }, JSON.stringify(options));
    await job.catch((error) => assert.ok(MidjourneyError.is(error), String(error)));
  }
});
