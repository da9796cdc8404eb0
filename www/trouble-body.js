// @ts-check
/** What a card shows where a job did not end in a picture: what happened, and what to do next. */
import { answerEntry, askName } from "./asks.js";
import { element, pushButton } from "./element.js";
import { explain } from "./errors.js";
import { isDoubtful } from "./fault.js";
import { canRepeat, lookFor, repeat } from "./jobs.js";

/** @typedef {import("./history.js").Entry} Entry */

/**
 * @param {Entry} entry
 * @param {{ edit: import("./card.js").Doing["edit"], openSettings: () => void }} doing
 */
export function faultBody(entry, doing) {
  const fault = entry.fault ?? /** @type {const} */ ({ code: "unexpected", message: "", maybeSubmitted: false });
  const possible = { canLook: entry.token !== undefined, canRepeat: canRepeat(entry) };
  const { title, advice, quote, steps, details } = explain(fault, possible);
  const again = isDoubtful(fault) ? "Send again anyway" : "Try again";
  const verb = entry.verb === "action" ? "imagine" : entry.verb;
  const makers = {
    again: () => pushButton(again, () => repeat(entry)),
    look: () => pushButton("Look for it", () => lookFor(entry)),
    settings: () => pushButton("Open settings", doing.openSettings),
    edit: () =>
      entry.verb === "blend" || entry.verb === "describe"
        ? pushButton("Choose other pictures", () => doing.edit("", verb))
        : pushButton(entry.pictures ? "Change prompt or pictures" : "Change the prompt", () => doing.edit(entry.title, verb)),
  };
  const panel = element("div", { className: "trouble" }, element("h4", { textContent: title }));
  for (const text of advice) panel.append(element("p", { textContent: text }));
  if (quote) panel.append(element("blockquote", {}, element("p", { textContent: quote, dir: "auto" })));
  const row = element("div", { className: "row" }, ...steps.map((step) => makers[step]()));
  row.firstElementChild?.classList.add("primary");
  if (steps.length > 0) panel.append(row);
  const rows = details.flatMap(([name, value]) => [
    element("dt", { textContent: name }),
    element("dd", { textContent: value, dir: "auto" }),
  ]);
  panel.append(element("details", {}, element("summary", { textContent: "Details" }), element("dl", {}, ...rows)));
  return panel;
}

/** A task that rests at the gateway until it is answered. @param {Entry} entry */
export function waitingBody(entry) {
  const text = "The gateway asks for something before it goes on. Nothing is lost: answer when you like.";
  const answer = pushButton(askName(entry), () => void answerEntry(entry), { primary: true });
  return element(
    "div",
    { className: "asking" },
    element("p", { textContent: text }),
    element("div", { className: "row" }, answer),
  );
}
