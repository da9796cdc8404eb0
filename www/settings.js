// @ts-check
/** The settings dialog. The key goes from the password field into memory, and the field is emptied. */
import { byId } from "./element.js";
import { configure, defaults, forgetKey, gateway, hasKey } from "./gateway.js";

const dialog = byId("settings-dialog", HTMLDialogElement);
const form = byId("settings-form", HTMLFormElement);
const address = byId("base-url", HTMLInputElement);
const key = byId("api-key", HTMLInputElement);
const auth = byId("auth", HTMLSelectElement);
const mode = byId("mode", HTMLInputElement);
const problem = byId("settings-problem", HTMLParagraphElement);

export function openSettings() {
  const now = gateway();
  address.value = now.baseUrl;
  auth.value = now.auth;
  mode.value = now.mode;
  problem.textContent = "";
  showKey();
  dialog.showModal();
}

/** @param {() => void} changed */
export function bindSettings(changed) {
  byId("open-settings", HTMLButtonElement).addEventListener("click", openSettings);
  byId("settings-cancel", HTMLButtonElement).addEventListener("click", () => dialog.close());
  byId("settings-defaults", HTMLButtonElement).addEventListener("click", () => {
    address.value = defaults.baseUrl;
    auth.value = defaults.auth;
    mode.value = defaults.mode;
  });
  byId("forget-key", HTMLButtonElement).addEventListener("click", () => {
    forgetKey();
    showKey();
    changed();
    key.focus();
  });
  dialog.addEventListener("close", () => {
    key.value = "";
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    try {
      configure({ baseUrl: address.value.trim(), auth: authOf(auth.value), mode: mode.value.trim() }, key.value.trim());
    } catch (error) {
      problem.textContent = error instanceof Error ? error.message : String(error);
      address.focus();
      return;
    }
    dialog.close();
    changed();
  });
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
