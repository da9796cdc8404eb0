// Digits that a double cannot hold come out as they went in.

import assert from "node:assert/strict";
import { test } from "node:test";
import { poll, quick, recorder, sandbox } from "../support/package.js";

const gateway = await sandbox();
const mj = gateway.client();
const channel = "8774786694361674001";
const instance = "1118138338562560102";

/** What `request` makes of an answer with this text. */
const read = async (text) => {
  await gateway.faults({ path: "/x", body: text });
  return mj.request("GET", "/x");
};

test("Discord's numbers keep every digit, however the task is read", async () => {
  const looks = [];
  const job = mj.imagine(quick, { onProgress: (task) => looks.push(task) });
  const task = await job;
  const many = await mj.fetch([task.id]);
  const raw = await mj.request("GET", `/task/${task.id}/fetch`);
  for (const look of [task, job.last, ...looks, await mj.fetch(task.id), many.get(task.id), raw]) {
    assert.equal(look.properties.discordChannelId, channel);
    assert.equal(look.properties.discordInstanceId, instance);
  }
  assert.equal(typeof task.submitTime, "number");
  assert.equal(task.buttons[0].type, 2);
  const guide = await mj.fetch("1320098173412546");
  assert.equal(guide.properties.discordChannelId, "8774786694361674000");
  assert.equal(guide.properties.discordInstanceId, "7415633538733103000");
});

test("numbers up to 2^53 stay numbers, and those beyond become strings", async () => {
  const answer = await read(
    `{"most": 9007199254740991, "more": 9007199254740993, "least": -9007199254740991, "less": -9007199254740993,
      "float": 0.1, "exponent": 1e21, "zero": 0, "list": [1, ${channel}, [${instance}]], "deep": {"er": {"id":${channel}}}}`,
  );
  assert.deepEqual(answer, {
    most: 9007199254740991,
    more: "9007199254740993",
    least: -9007199254740991,
    less: "-9007199254740993",
    float: 0.1,
    exponent: 1e21,
    zero: 0,
    list: [1, channel, [instance]],
    deep: { er: { id: channel } },
  });
  assert.equal(await read(channel), channel);
});

test("digits in texts are left alone", async () => {
  const answer = {
    prompt: `: ${channel}, "${channel}" [${channel}] \\`,
    [channel]: "a name",
    nested: JSON.stringify({ id: 1, text: `\\": ${channel}` }),
    lines: `"\n:${channel}\u2028\\`,
  };
  assert.deepEqual(await read(JSON.stringify(answer)), answer);
});

test("what is longer than a double's precision, but no integer, is a number as ever", async () => {
  const text = '{"a": 3.14159265358979323846, "b": 12345678901234567890.5, "c": 1.7976931348623157e308}';
  assert.deepEqual(await read(text), JSON.parse(text));
});

test("an id keeps its digits from the submit to the next one", async () => {
  for (const [result, id] of [
    ["1320098173412546", "1320098173412546"],
    ["90071992547409931", "90071992547409931"],
    ["18446744073709551615123", "18446744073709551615123"],
    ['"0741798445574458"', "0741798445574458"],
    ['"task_7.1"', "task_7.1"],
  ]) {
    const { fetch, requests } = recorder();
    const own = gateway.client({ fetch });
    await gateway.faults(
      { path: "/submit/", body: `{"code":1,"result":${result}}` },
      {
        path: "/fetch",
        body: `{"id":${result},"status":"SUCCESS","progress":"100%","imageUrl":"/i","buttons":[{"customId":"MJ::a::b","label":"U1"}]}`,
      },
    );
    const task = await own.imagine("cat", { poll });
    assert.equal(task.id, id);
    await own.submit.action(task, "U1");
    assert.deepEqual(
      requests.map(({ path }) => path),
      ["/mj/submit/imagine", `/mj/task/${id}/fetch`, "/mj/submit/action"],
    );
    assert.equal(requests[2].body.taskId, id);
  }
  await gateway.faults();
});

test("several ids of one submit", async () => {
  await gateway.faults({ path: "/submit/", body: '{"code":1,"result":"1795417552574653,1795417552574654"}' });
  const submission = await mj.submit.imagine("cat");
  assert.equal(submission.id, "1795417552574653");
  assert.deepEqual(submission.ids, ["1795417552574653", "1795417552574654"]);
  await gateway.faults();
});

test("progress in every spelling", async () => {
  for (const [status, told, progress] of [
    ["IN_PROGRESS", '"31%"', 31],
    ["IN_PROGRESS", "31", 31],
    ["IN_PROGRESS", '""', 0],
    ["IN_PROGRESS", "null", 0],
    ["IN_PROGRESS", '"waiting"', 0],
    ["SUCCESS", '""', 100],
    ["SUCCESS", '"99%"', 100],
    ["FAILURE", '"100%"', 0],
    ["", '"0%"', 0],
  ]) {
    await gateway.faults({ path: "/fetch", body: `{"id":"7","status":"${status}","progress":${told},"new":{"field":[1]}}` });
    const task = await mj.fetch("7");
    assert.equal(task.progress, progress, `${status} ${told}`);
    assert.equal(task.status, status || "NOT_START");
    assert.deepEqual(task.new, { field: [1] }, "unknown fields are kept");
  }
  await gateway.faults();
});

test("the picture's address is made absolute", async () => {
  for (const [told, address] of [
    ["/mj/image/7", `${gateway.url}/mj/image/7`],
    ["https://pictures.example/a b.png?x=1\\u0026y=2", "https://pictures.example/a%20b.png?x=1&y=2"],
  ]) {
    await gateway.faults({ path: "/fetch", body: `{"id":"7","status":"SUCCESS","imageUrl":"${told}"}` });
    assert.equal((await mj.fetch("7")).imageUrl, address);
  }
  await gateway.faults();
});
