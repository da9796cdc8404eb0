// A midjourney-proxy compatible gateway: the rows of its tasks with the fields and sizes of recorded ones.

import { hash, picture } from "../model/studio.js";
import { seeded, shuffled } from "../model/seeded.js";

/** Ids as gateways make them: digits, of which only the last ones differ here. */
const FIRST = 1320098173410000n;
/** @param {number} index */
const idOf = (index) => String(FIRST + BigInt(index));
/** @param {string} id */
const indexOf = (id) => Number(BigInt(id) - FIRST);

/** @param {number} index */
const buttons = (index) => {
  const button = (/** @type {string} */ name, /** @type {string} */ label, emoji = "", end = "") => ({
    customId: `MJ::JOB::${name}::${hash(index)}${end}`,
    emoji,
    label,
    style: 2,
    type: 2,
  });
  return [
    ...[1, 2, 3, 4].map((n) => button(`upsample::${n}`, `U${n}`)),
    button("reroll::0", "", "🔄", "::SOLO"),
    ...[1, 2, 3, 4].map((n) => button(`variation::${n}`, `V${n}`)),
  ];
};

const STATUS = { queued: "SUBMITTED", running: "IN_PROGRESS", done: "SUCCESS" };

/** The row of a task, as a gateway answers with it. @param {import("../model/studio.js").Look} look */
const row = ({ index, state, progress, submitted, started, finished }) => {
  const words = `a lighthouse on a cliff at dusk, oil on canvas --v 6.1 #${index}`;
  const preview = `https://img.example.com/attachments/1320066655572987907/1348305922325479495/${hash(index)}_grid_0.webp`;
  const message = { flags: 0, messageHash: hash(index), messageId: "1348306030706036789" };
  return {
    id: idOf(index),
    action: "IMAGINE",
    prompt: words,
    promptEn: words,
    description: "Submit success",
    state: "",
    submitTime: Math.floor(submitted),
    startTime: Math.floor(started ?? 0),
    finishTime: Math.floor(finished ?? 0),
    imageUrl: state === "done" ? picture(index) : progress ? preview : "",
    status: STATUS[state],
    progress: `${progress}%`,
    failReason: "",
    properties: {
      botType: "MID_JOURNEY",
      discordChannelId: "1320066655572987907",
      discordInstanceId: "1118138338562560102",
      finalPrompt: words,
      nonce: "1619855216344100864",
      notifyHook: "",
      ...(state === "queued" ? {} : { progressMessageId: "1348305922325479495", ...message }),
      ...(state === "done" ? { messageContent: `**${words}** - <@1343445981269594182> (fast)` } : {}),
    },
    buttons: state === "done" ? buttons(index) : [],
  };
};

/** Lists come in no order. */
const chance = seeded(1);

/** @type {import("../model/run.js").Peer["answer"]} */
export const answer = ({ method, url, body }, studio, now) => {
  const called = `${method} ${url.pathname}`;
  if (called === "POST /mj/submit/imagine") {
    const { index } = studio.submit(JSON.parse(body).prompt, now);
    const properties = { discordInstanceId: "1118138338562560102" };
    return { kind: "submit", body: { code: 1, description: "提交成功", result: idOf(index), properties } };
  }
  const [, id] = /^GET \/mj\/task\/(\d+)\/fetch$/.exec(called) ?? [];
  if (id) return { kind: "read", body: row(studio.look(indexOf(id), now)) };
  if (called === "POST /mj/task/list-by-condition") {
    const ids = /** @type {string[]} */ (JSON.parse(body).ids);
    return { kind: "read", body: shuffled(ids, chance).map((each) => row(studio.look(indexOf(each), now))) };
  }
  throw new Error(`a gateway has no ${called}`);
};
