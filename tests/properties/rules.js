// What must hold whatever the gateway, the network and the caller do.

import { readFileSync } from "node:fs";
import { MidjourneyError, packageUrl } from "./setup.js";
import { taskOf } from "./call.js";
import { bounds } from "./deadlines.js";

/** The codes that the types promise. */
const types = readFileSync(new URL("index.d.ts", packageUrl), "utf8");
const CODES = new Set(/type ErrorCode =([^;]*);/.exec(types)?.[1].match(/\w+(?=")/g));

const WORDS = new Set(["NOT_START", "SUBMITTED", "IN_PROGRESS", "MODAL", "SUCCESS", "FAILURE", "CANCEL", "UNKNOWN"]);

export class Rules {
  /** @type {Map<string, any>} by task, the latest look */
  #looks = new Map();

  /** @param {import("./stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    stage.network.sent = (exchange) => this.#sent(exchange);
    stage.network.heard = (exchange) => this.#heard(exchange);
  }

  /** The call that a submit belongs to: its marker tells, or the task that it answers. */
  #caller({ state, taskId }) {
    const { calls } = this.stage;
    return state ? calls.find((call) => call.isSubmit && call.state === state) : calls.find((call) => call.ids.at(-1) === taskId);
  }

  #sent(exchange) {
    const { stage } = this;
    if (stage.calls.every(({ settled }) => settled)) stage.complain(`${exchange.url.pathname} is asked after the end`);
    if (exchange.isSubmit) {
      const call = (exchange.call = this.#caller(exchange.json));
      if (!call) stage.complain("a submit is nobody's");
      const path = exchange.url.pathname;
      const before = stage.gateway.submits.find((one) => one.call === call && one.path === path && !one.mayComeAgain);
      if (before) stage.complain(`call ${call?.number} submits again, and the gateway ${before.isTaken ? "took" : "refused"} it`);
      if (call?.settled) stage.complain(`call ${call.number} submits after its end`);
    } else if (exchange.headers["x-call"] === undefined) for (const id of new Set(exchange.ids)) this.#look(exchange, id);
  }

  #look(exchange, id) {
    const { stage } = this;
    const call = stage.calls.find((one) => one.isJob && !one.settled && one.ids.at(-1) === id);
    if (!call) return;
    if (call.verb === "find") call.followed ??= stage.clock.now;
    if (call.followed === undefined) return;
    const before = this.#looks.get(id);
    this.#looks.set(id, exchange);
    if (!before) return;
    if (before.isOpen) stage.complain(`two looks at ${id} are under way`);
    // By either clock: somebody may have set one of them.
    const gap = Math.max(exchange.at - before.at, exchange.wall - before.wall);
    const isLast = bounds(call).isOver;
    // A list that there is not shows nothing; nor does a request that ended with the job that made it.
    const isNone = before.end === "aborted" || (before.verb === "list" && before.end !== "answered") || before.told?.isNoList;
    if (gap < call.floor - 1 && !isLast && !isNone) stage.complain(`looks at ${id} are ${gap} ms apart`);
  }

  #heard({ isSubmit, json, told, call }) {
    if (!isSubmit || !told.id || told.body.length > (this.stage.script.client?.maxResponseBytes ?? Infinity)) return;
    call.ids.push(told.id);
    call.followed = this.stage.clock.now;
    call.modal = undefined;
    if (json.taskId && call.ids.length > 1) call.legs = (call.legs ?? 0) + 1;
  }

  /** The task, as a job told it after the others. @param {import("./call.js").Call} call */
  update(call, task, before) {
    const { stage } = this;
    const last = before.at(-1);
    before.push(task);
    const { progress, status } = task;
    const name = `call ${call.number} tells ${status} ${progress}`;
    if (!WORDS.has(status)) stage.complain(`${name}, a status that there is not`);
    if (!(progress >= 0 && progress <= 100)) stage.complain(name);
    if (progress === 100 && status !== "SUCCESS") stage.complain(name);
    // What goes on as another task starts anew.
    if (last && last.id === task.id && progress < last.progress && !call.legs) stage.complain(`${name} after ${last.progress}`);
  }

  /** What was ended has settled by now. */
  atOnce() {
    for (const call of this.stage.calls) {
      if (call.settled) continue;
      if (this.stage.isClosed) this.stage.complain(`call ${call.number} goes on after close`);
      if (call.aborted || call.isCancelled) this.stage.complain(`call ${call.number} goes on after it was ended`);
    }
  }

  /** All has settled. */
  async afterwards() {
    const { stage } = this;
    await stage.clock.quiet();
    for (const call of stage.calls) this.#settled(call);
    const listeners = (stage.page?.listeners ?? 0) + stage.calls.reduce((sum, { controller }) => sum + controller.count(), 0);
    const left = { timers: stage.timers, requests: stage.network.open.length, listeners };
    for (const [what, count] of Object.entries(left)) if (count) stage.complain(`${count} ${what} are left`);
    stage.page?.hide(false);
    stage.page?.connect(true);
    await stage.clock.pass(20 * 60_000);
  }

  #settled(call) {
    const { stage } = this;
    const name = `call ${call.number} (${call.verb})`;
    const limit = bounds(call).latest;
    if (call.settled.at > limit) stage.complain(`${name} settled ${call.settled.at - limit} ms too late`);
    if ("error" in call.settled) return this.#failed(call, call.settled.error, name);
    const { value } = call.settled;
    if (!call.isJob) return;
    if (value.status !== "SUCCESS" || value.progress !== 100) stage.complain(`${name} ends well with ${JSON.stringify(value)}`);
    if (value.id !== call.ids.at(-1)) stage.complain(`${name} ends with another task, ${value.id}`);
  }

  #failed(call, error, name) {
    const { stage } = this;
    if ((call.aborted && error === call.aborted.reason) || call.thrown.includes(error)) return;
    if (!MidjourneyError.is(error)) return stage.complain(`${name} ends with ${error?.stack ?? error}`);
    const { code, maybeSubmitted, token, taskId } = error;
    const says = `${name} ends with ${code}`;
    if (!CODES.has(code)) stage.complain(`${says}, which there is not`);
    const look = this.#looks.get(call.ids.at(-1));
    // A gap is no reason by itself: one look more comes first. Behind the deadline it was that already.
    const isInTime = look && look.at < (call.followed ?? 0) + (call.option("timeout") ?? 900_000);
    const isAsleep = isInTime && look.at < stage.woken && stage.woken <= call.settled.at && look.end !== "answered";
    if (code === "task_timeout" && isAsleep) stage.complain(`${says} without a look after a gap`);
    const submits = stage.gateway.submits.filter((one) => one.call === call);
    if (submits.some(({ isTaken }) => isTaken)) {
      if (!token?.id && token?.state !== call.state) stage.complain(`${says} and no token, and the gateway took it`);
      if (!call.ids.length && !maybeSubmitted) stage.complain(`${says} as if the gateway had not taken it`);
    }
    const asked = stage.network.exchanges.filter((exchange) => exchange.call === call);
    const isProven = asked.length && asked.every(({ end, told }) => end === "answered" && !told.submit.isTaken);
    if (isProven && call.settled.at === asked.at(-1).ended && maybeSubmitted && code !== "closed" && code !== "cancelled") {
      stage.complain(`${says} as if the gateway could have taken it`);
    }
    // One that is found by its marker can be found by it again.
    const known =
      call.isJob &&
      call.verb !== "find" &&
      call.ids.length &&
      stage.network.exchanges.some(({ ids }) => ids.includes(call.ids.at(-1)));
    if (known && ![...call.ids, taskOf(call.number)].includes(taskId)) stage.complain(`${says} and taskId ${taskId}`);
    if (known && !token?.id) stage.complain(`${says} and no token`);
  }
}
