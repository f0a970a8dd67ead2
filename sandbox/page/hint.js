// The first screen: what this is, one command that runs with one click, what to try next; knows no world.

import { prepare, suggest } from "./composer.js";
import { byId, closer, h } from "./dom.js";
import { on, store } from "./store.js";
import { openWorld } from "./world.js";

const FIRST = { prompt: "a lighthouse at dusk, waves, warm light in the window", aspect_ratio: "2560x1440(16:9)" };
const SECOND = { prompt: "a red bicycle in the rain" };
const place = byId("hint");

function suggestion(done = () => {}) {
  return h("button", { type: "button", class: "suggestion", id: done.name === "close" ? null : "suggestion", onclick: () => { done(); suggest("imagine", FIRST); } },
    h("span", { class: "suggestion-command" }, h("span", { class: "mention" }, "/imagine"), " prompt: ", h("q", {}, FIRST.prompt), " aspect_ratio: 16:9"),
    h("span", { class: "suggestion-go" }, "Run it"));
}

function next(done = () => {}) {
  const go = (act) => () => { done(); act(); };
  const link = (text, act) => h("button", { type: "button", class: "text-button", onclick: go(act) }, text);
  return h("ul", { class: "next" },
    h("li", {}, "Type ", h("kbd", {}, "/"), " and make ", link("a picture of your own", () => prepare("imagine", SECOND)), "."),
    h("li", {}, "Press ", h("strong", {}, "Cancel"), " while it waits, then be somebody else (lower left) and try it on theirs."),
    h("li", {}, "Open the ", link("World", () => openWorld(true)), ": make the studio slow, break its answers, or kill the bot in the middle and start it again."));
}

function card() {
  return h("section", { class: "hint", "aria-labelledby": "hint-title" },
    h("h2", { id: "hint-title" }, "A whole chat on your own computer"),
    h("p", {}, "The real imagine bot is here, with a pretend Discord and a pretend picture studio around it: no accounts, no cost, nothing leaves this machine."),
    suggestion(),
    h("h3", {}, "Then try"),
    next());
}

function again() {
  const dialog = h("dialog", { class: "modal", "aria-label": "What is this?" });
  const close = () => dialog.close();
  dialog.append(
    h("header", { class: "modal-bar" }, h("h2", {}, "A whole chat on your own computer"), closer(dialog)),
    h("p", {}, "The real imagine bot, with a pretend Discord and a pretend picture studio around it: no accounts, no cost, nothing leaves this machine."),
    suggestion(close), h("h3", {}, "Then try"), next(close),
    h("p", { class: "subtext" }, "Keys: / begins a command, arrows and Enter choose, Tab goes to the next field, Esc leaves."));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** Show the card while the open channel is empty. */
export function startHint() {
  const draw = () => {
    const empty = store.messages.size === 0;
    if (empty === place.childElementCount > 0) return;
    place.replaceChildren(...(empty ? [card()] : []));
  };
  on("messages", draw);
  byId("open-hint").addEventListener("click", again);
}
