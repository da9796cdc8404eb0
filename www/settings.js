// @ts-check
/**
 * The settings dialog: it checks what is typed, and tries it on request. The key goes from the password field into memory, and the
 * field is emptied.
 */
import { byId } from "./element.js";
import {
  addressProblem,
  configure,
  defaults,
  forgetKey,
  gateway,
  hasKey,
  hostOf,
  isQuoted,
  problemOf,
  testConnection,
} from "./gateway.js";

const dialog = byId("settings-dialog", HTMLDialogElement);
const form = byId("settings-form", HTMLFormElement);
const address = byId("base-url", HTMLInputElement);
const key = byId("api-key", HTMLInputElement);
const auth = byId("auth", HTMLSelectElement);
const mode = byId("mode", HTMLInputElement);
const addressAlert = byId("base-url-problem", HTMLParagraphElement);
const problem = byId("settings-problem", HTMLParagraphElement);
const testResult = byId("test-result", HTMLParagraphElement);

/** What is wrong with an option, in the words of this dialog. @type {Record<string, string>} */
const WRONG = {
  baseUrl: "This is no address of a gateway. One starts with https:// or http://, or with / for this server, and has no ? or #.",
  mode: "The mode is one part of a path: only letters, digits, “-”, “_” and “.” may be in it.",
  apiKey: "This is no key: only letters, digits and signs of an English keyboard may be in it.",
};

/** Ends the test that runs. */
let test = new AbortController();

export function openSettings() {
  const now = gateway();
  address.value = now.baseUrl;
  auth.value = now.auth;
  mode.value = now.mode;
  showKey();
  forgetTest();
  dialog.showModal();
  check();
}

/** @param {() => void} changed */
export function bindSettings(changed) {
  byId("open-settings", HTMLButtonElement).addEventListener("click", openSettings);
  byId("settings-cancel", HTMLButtonElement).addEventListener("click", () => dialog.close());
  byId("settings-defaults", HTMLButtonElement).addEventListener("click", () => {
    address.value = defaults.baseUrl;
    auth.value = defaults.auth;
    mode.value = defaults.mode;
    forgetTest();
    check();
  });
  byId("forget-key", HTMLButtonElement).addEventListener("click", () => {
    forgetKey();
    showKey();
    forgetTest();
    changed();
    key.focus();
  });
  dialog.addEventListener("close", () => {
    key.value = "";
    forgetTest();
  });
  form.addEventListener("input", forgetTest);
  form.addEventListener("change", check);
  byId("test-connection", HTMLButtonElement).addEventListener("click", runTest);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!(await check()) || !dialog.open) return;
    configure(chosen(), key.value.trim());
    dialog.close();
    changed();
  });
}

function chosen() {
  return { baseUrl: address.value.trim(), auth: authOf(auth.value), mode: mode.value.trim() };
}

/** Says what is wrong with what was typed, beside it. Returns whether nothing is. */
async function check() {
  const wrong = await findProblem();
  const isOfAddress = wrong?.field === "baseUrl";
  const text = wrong?.text ?? "";
  tell(addressAlert, isOfAddress ? text : "");
  tell(problem, isOfAddress ? "" : text);
  for (const [name, field] of Object.entries({ baseUrl: address, apiKey: key, mode })) {
    field.setAttribute("aria-invalid", String(wrong?.field === name));
  }
  return wrong === undefined;
}

/**
 * The first thing that is wrong with what was typed, and the field that it is in.
 * @returns {Promise<{ field: string | undefined, text: string } | undefined>}
 */
async function findProblem() {
  const ofAddress = addressProblem(chosen().baseUrl);
  if (ofAddress) return { field: "baseUrl", text: ofAddress };
  if (isQuoted(key.value.trim())) return { field: "apiKey", text: "Leave out the quotation marks around the key." };
  const error = await problemOf(chosen(), key.value.trim());
  return error && { field: error.field, text: WRONG[error.field ?? ""] ?? error.message };
}

/** Sets an alert's text, unless it is the same: a screen reader would read it again. @param {HTMLElement} element @param {string} text */
function tell(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

async function runTest() {
  forgetTest();
  if (!(await check())) return;
  const { signal } = test;
  testResult.textContent = `Asking ${hostOf(chosen().baseUrl)}…`;
  const { isGood, text } = await testConnection(chosen(), key.value.trim(), signal);
  if (signal.aborted) return;
  testResult.textContent = text;
  testResult.className = isGood ? "test-result good" : "test-result problem";
  testResult.scrollIntoView({ block: "nearest" });
}

/** A result holds for what was tested, and for nothing that was typed since. */
function forgetTest() {
  test.abort();
  test = new AbortController();
  testResult.textContent = "";
  testResult.className = "test-result";
}

function showKey() {
  key.value = "";
  byId("forget-key", HTMLButtonElement).hidden = !hasKey();
  byId("key-state", HTMLParagraphElement).textContent = hasKey()
    ? "A key is set, until this tab is closed or reloaded. Leave this empty to keep it."
    : "No key is set.";
}

/** @param {string} value @returns {import("./gateway.js").Settings["auth"]} */
function authOf(value) {
  return value === "mj-api-secret" || value === "raw" ? value : "bearer";
}
