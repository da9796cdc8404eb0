// @ts-check
/** The demo page of midjourney-wasm: puts its parts together. */
import { announce } from "./announce.js";
import { editPrompt, openComposer } from "./composer.js";
import { isAnySilent, watchSilence } from "./contact.js";
import { byId } from "./element.js";
import { openGallery, refreshGallery } from "./gallery.js";
import { gateway, hostOf, isSameOrigin, lacksKey } from "./gateway.js";
import * as history from "./history.js";
import { resume } from "./jobs.js";
import { bindSettings, openSettings } from "./settings.js";

const SILENT = "No usable answer from the gateway at the moment. Running jobs are not lost.";

history.load();
openComposer();
openGallery({ edit: editPrompt, openSettings });
bindSettings(() => {
  tellGateway();
  resume();
  refreshGallery();
});
watchSilence(() => {
  tellGateway();
  if (isAnySilent()) announce(SILENT);
});
bindExamples();
bindTheme();
tellGateway();
resume();
refreshGallery();

/**
 * Says where jobs go, and what they cost. A server that forwards to a real gateway says so by `?gateway=its name` in the address
 * that it prints: the page itself asks nobody.
 */
function tellGateway() {
  const note = byId("gateway-note", HTMLParagraphElement);
  const forwarded = new URLSearchParams(location.search).get("gateway");
  note.classList.toggle("problem", isAnySilent());
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
  if (isAnySilent()) note.textContent = SILENT;
  else if (lacksKey()) note.textContent = "Your key is not stored: enter it again in the settings to go on.";
  else if (!isSameOrigin()) note.textContent = `Jobs go to ${hostOf(gateway().baseUrl)}. That gateway may charge for them.`;
  else if (forwarded)
    note.textContent = `Jobs go to ${forwarded.slice(0, 80)}, through this server. That gateway may charge for them.`;
  else if (isLocal) note.textContent = "Sandbox: pictures are drawn locally; no account, no cost.";
  else note.textContent = "Jobs go to the gateway of this site.";
}

function bindExamples() {
  for (const button of byId("welcome", HTMLElement).querySelectorAll("button")) {
    button.addEventListener("click", () => editPrompt(button.querySelector(".example")?.textContent?.trim() ?? ""));
  }
}

function bindTheme() {
  const button = byId("theme", HTMLButtonElement);
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const name = () => button.setAttribute("aria-label", isDark() ? "Switch to the light theme" : "Switch to the dark theme");
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    name();
    try {
      localStorage.setItem("midjourney-wasm:theme", root.dataset.theme);
    } catch {
      // Storage is off: the theme holds until the reload.
    }
  });
  dark.addEventListener("change", name);
  name();
}
