// @ts-check
/** One entry of the history on the wall: its picture, its label, and what can be done with it. */
import { inShort } from "./announce.js";
import { pressButton } from "./asks.js";
import { buttonGroup } from "./buttons.js";
import { contactOf } from "./contact.js";
import { element, pushButton } from "./element.js";
import { advisesEdit } from "./errors.js";
import { list } from "./history.js";
import { hostOf, lacksKey } from "./gateway.js";
import { cancel, imagine, isFollowed, isLookedFor, isReachable, lookFor } from "./jobs.js";
import { Picture } from "./picture.js";
import { answerBody } from "./answer-body.js";
import { faultBody, waitingBody } from "./trouble-body.js";
import { buttonName, pictureOf, promptOf, rowsOf } from "./task-parts.js";

/**
 * @typedef {import("./history.js").Entry} Entry
 *
 * @typedef {object} Doing what a card asks of the rest of the page
 * @property {(prompt: string, mode?: "imagine" | "blend" | "describe" | "shorten") => void} edit puts a prompt into the prompt bar, or
 *   asks for pictures there
 * @property {() => void} openSettings
 * @property {(entry: Entry) => void} remove
 * @property {(key: string) => void} show brings another card into view
 */

const VERBS = { imagine: "Imagine", blend: "Blend", describe: "Describe", shorten: "Shorten", action: "Button" };

export class Card {
  #doing;
  #picture = new Picture();
  #kind = element("span", { className: "kind" });
  #prompt = element("span", { className: "prompt" });
  #status = element("p", { className: "status" });
  #progress = element("progress", { max: 100 });
  #body = element("div", { className: "body" });
  #article = element("article", { tabIndex: -1 });
  #item = element("li", { className: "card" }, this.#article);
  /** What the body shows: it is made anew only when this changes, so that the focus stays where it is. */
  #shown = "";

  /** @param {Entry} entry @param {Doing} doing */
  constructor(entry, doing) {
    this.#doing = doing;
    const heading = element("h3", { id: `card-${entry.key}` }, this.#kind, " ", this.#prompt);
    this.#article.setAttribute("aria-labelledby", heading.id);
    this.#article.append(
      this.#picture.element,
      this.#progress,
      element("div", { className: "label" }, heading, this.#status),
      this.#body,
    );
    this.update(entry);
  }

  get element() {
    return this.#item;
  }

  get article() {
    return this.#article;
  }

  /** @param {Entry} entry */
  update(entry) {
    const running = entry.phase === "running";
    const progress = entry.task?.progress ?? 0;
    this.#kind.textContent = entry.button ? buttonName(entry.button) : VERBS[entry.verb];
    this.#prompt.textContent = entry.title;
    this.#status.textContent = statusOf(entry);
    this.#status.classList.toggle("silent", running && contactOf(entry.key) !== undefined);
    this.#article.dataset.phase = entry.phase;
    this.#progress.hidden = !running;
    this.#progress.value = progress;
    this.#progress.setAttribute("aria-label", `Progress of ${entry.title}`);
    // A list of prompts has no picture, and a job that broke off may have none: such a card stands on a sheet.
    const hasFrame = Boolean(pictureOf(entry.task)) || (running && entry.verb !== "shorten");
    this.#picture.element.hidden = !hasFrame;
    this.#article.classList.toggle("on-sheet", !hasFrame || !(running || entry.phase === "done"));
    this.#picture.show({ address: entry.task?.imageUrl, alt: entry.title, finished: entry.phase === "done", progress });
    const followed = running && isFollowed(entry);
    const shown = [entry.phase, entry.since, entry.fault?.code, followed, isReachable(entry), lacksKey()].join();
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.#fill(entry);
    }
  }

  /** @param {Entry} entry */
  #fill(entry) {
    const hadFocus = this.#body.contains(document.activeElement);
    this.#body.replaceChildren(...this.#main(entry), this.#tools(entry));
    if (hadFocus) this.#article.focus({ preventScroll: true });
  }

  /** @param {Entry} entry @returns {HTMLElement[]} */
  #main(entry) {
    if (!isReachable(entry) && entry.phase !== "done") return [elsewhere(entry)];
    switch (entry.phase) {
      case "running":
        return this.#running(entry);
      case "waiting":
        return [waitingBody(entry)];
      case "failed":
        return [faultBody(entry, this.#doing)];
      case "stopped":
        return [
          element("p", { textContent: stoppedText(entry) }),
          element(
            "div",
            { className: "row" },
            pushButton("Wait again", () => lookFor(entry)),
          ),
        ];
      case "done":
        return this.#done(entry);
    }
  }

  /** @param {Entry} entry */
  #running(entry) {
    if (isFollowed(entry)) {
      const title = "Stops waiting here. The gateway goes on, and may charge for it.";
      const button = pushButton("Cancel", () => cancel(entry), { name: `Cancel ${inShort(entry.title)}`, title });
      return [element("div", { className: "row" }, button)];
    }
    if (!lacksKey()) return [];
    const text = "This job goes on at the gateway. Enter your key again to follow it: the page did not store it.";
    return [
      element("p", { textContent: text }),
      element("div", { className: "row" }, pushButton("Enter the key", this.#doing.openSettings)),
    ];
  }

  /** @param {Entry} entry */
  #done(entry) {
    const answer = isWords(entry)
      ? answerBody(entry.task, {
          imagine: (prompt) => void imagine(prompt),
          edit: (prompt) => this.#doing.edit(prompt),
        })
      : undefined;
    // The gateway's own numbered buttons would repeat the prompts that are listed, and some relays refuse them.
    const isRepeated = (/** @type {import("midjourney-wasm").Button} */ button) =>
      answer?.listed && /::(PicReader|PromptAnalyzer)::[1-9]$/.test(button.customId);
    const rows = rowsOf(entry.task)
      .map((row) => row.filter((button) => !isRepeated(button)))
      .filter((row) => row.length > 0);
    const body = answer ? [answer.element] : [];
    if (rows.length === 0) return body;
    if (!isReachable(entry)) return [...body, elsewhere(entry)];
    const pressed = list().filter((other) => other.parent === entry.key && other.button);
    const group = buttonGroup(rows, {
      press: (button) => {
        pressButton(entry, button).then(() => this.#markUsed(entry));
      },
      point: (quarter) => this.#picture.point(quarter),
      used: (button) =>
        pressed.some((other) => other.button?.customId === button.customId && other.button.label === button.label),
    });
    return [...body, group];
  }

  /** Marks what was pressed since, without making the buttons anew under the pointer. @param {Entry} entry */
  #markUsed(entry) {
    const names = list().flatMap((other) => (other.parent === entry.key && other.button ? [buttonName(other.button)] : []));
    for (const button of this.#body.querySelectorAll(".buttons button")) {
      if (names.includes(button.getAttribute("aria-label") ?? "")) button.classList.add("used");
    }
  }

  /** @param {Entry} entry */
  #tools(entry) {
    const parent = entry.parent;
    const title = inShort(entry.title);
    const tools = element("div", { className: "tools" });
    // Where the advice is to change the prompt, there is a button for that already.
    const advised = entry.fault !== undefined && advisesEdit(entry.fault);
    if (entry.verb !== "blend" && entry.verb !== "describe" && !advised) {
      tools.append(
        pushButton(
          "Edit prompt",
          () => this.#doing.edit(promptOf(entry.task) || entry.title, entry.verb === "shorten" ? "shorten" : "imagine"),
          { name: `Edit prompt ${title}` },
        ),
      );
    }
    if (parent && list().some((other) => other.key === parent)) {
      tools.append(pushButton("Origin", () => this.#doing.show(parent), { name: `Origin of ${title}` }));
    }
    if (!isFollowed(entry)) tools.append(pushButton("Remove", () => this.#doing.remove(entry), { name: `Remove ${title}` }));
    return tools;
  }
}

/** @param {Entry} entry */
function elsewhere(entry) {
  return element("p", {
    className: "quiet",
    textContent: `Made with another gateway (${hostOf(entry.baseUrl)}). Choose it in the settings to go on from here.`,
  });
}

/** @param {Entry} entry */
function stoppedText(entry) {
  return entry.token?.id || entry.accepted
    ? "You stopped waiting. The gateway goes on with it, and may charge for it."
    : "You stopped waiting before it was certain that the gateway accepted the job. It may have, and charge for it, all the same.";
}

/** Whether the result is prompts and not a picture; a button under prompts may give prompts again. @param {Entry} entry */
function isWords(entry) {
  return entry.verb === "describe" || entry.verb === "shorten" || ["DESCRIBE", "SHORTEN"].includes(entry.task?.action ?? "");
}

/** @param {Entry} entry */
function statusOf(entry) {
  const task = entry.task;
  switch (entry.phase) {
    case "waiting":
      return "Waiting for your input";
    case "failed":
      return "Failed";
    case "stopped":
      return "Cancelled";
    case "done":
      return entry.took === undefined ? "Done" : `Done in ${duration(entry.took)}`;
    case "running":
      if (!isFollowed(entry)) return "Not followed";
      if (contactOf(entry.key)) return silenceOf(entry);
      if (!task && !entry.token?.id) return isLookedFor(entry) ? "Looking for it…" : "Sending…";
      if (!task) return "Accepted";
      if (task.status === "IN_PROGRESS") return `${isWords(entry) ? "Reading" : "Drawing"}, ${Math.round(task.progress)}%`;
      if (task.queuePosition) return `In the queue, ${task.queuePosition} ahead`;
      return "Waiting to start";
  }
}

/** @param {Entry} entry */
function silenceOf(entry) {
  if (!navigator.onLine) return "You are offline. Trying again…";
  if (entry.token?.id) {
    return contactOf(entry.key) === "late"
      ? "Waiting for the gateway’s answer…"
      : "No usable answer from the gateway. Trying again…";
  }
  return isLookedFor(entry) ? "Still looking for it…" : "Sending… Not accepted yet.";
}

/** @param {number} milliseconds */
function duration(milliseconds) {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
