// The panel beside the chat: opens, closes, and holds its sections; knows nothing of what they do.

import { post } from "./api.js";
import { byId, closer, h, trouble } from "./dom.js";
import { botSection } from "./world-bot.js";
import { faultsSection } from "./world-faults.js";
import { providerSection } from "./world-provider.js";

const WIDE = "(min-width: 75rem)";
const root = byId("world");
const opener = byId("open-world");

/** Show or hide the panel. */
export function openWorld(open, focus = true) {
  root.hidden = !open;
  opener.setAttribute("aria-expanded", String(open));
  if (open && focus) root.querySelector("button, summary")?.focus();
  if (!open && focus) opener.focus();
}

/** Hide the panel if it is there. */
export function closeWorld() {
  if (!root.hidden) openWorld(false);
}

/** A button that does something to the world, and says what happened. */
export function doing(label, act, done) {
  const note = h("span", { class: "done", role: "status" });
  const button = h("button", { type: "button", class: "press secondary" }, label);
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      await act();
      note.textContent = done;
    } catch (error) {
      note.textContent = error.message;
    }
    button.removeAttribute("aria-busy");
  });
  return h("div", { class: "doing" }, button, note);
}

function discordSection() {
  const resumable = h("input", { type: "checkbox", checked: true });
  return h("details", { class: "block", open: true }, h("summary", {}, "Discord"),
    doing("Expire all tokens", () => post("/tokens/expire"), "Every reply token is 15 minutes old now."),
    doing("Drop the connection", () => post("/gateway/drop", { resumable: resumable.checked }), "The gateway connection was cut."),
    h("label", { class: "check" }, resumable, "the bot may resume where it was"));
}

/** Build the panel. Gives the handlers for events. */
export function startWorld() {
  const provider = providerSection();
  const faults = faultsSection();
  const bot = botSection(doing);
  const close = closer({ close: () => openWorld(false) }, "Close the world panel");
  root.append(h("header", { class: "bar" }, h("h2", {}, "World"), h("span", { class: "spring" }), close),
    h("div", { class: "blocks" }, provider.element, faults.element, discordSection(), bot.element));
  root.addEventListener("keydown", (event) => { if (event.key === "Escape") openWorld(false); });
  openWorld(matchMedia(WIDE).matches, false);
  const refresh = async () => {
    try {
      await Promise.all([provider.refresh(), faults.refresh(), bot.refresh()]);
    } catch (error) {
      trouble(error.message);
    }
  };
  opener.addEventListener("click", () => {
    openWorld(root.hidden);
    if (!root.hidden) refresh();
  });
  return { refresh, provider: provider.receive, bot: bot.receive, log: bot.log };
}
