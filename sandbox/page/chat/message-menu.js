// What can be done with a message: the bot's commands on it, reply, copy, delete; knows nothing of how it looks.

import { call } from "../state/api.js";
import { mayManage } from "../state/choices.js";
import { messageCommands } from "../state/commands.js";
import { closer, h, say, trouble } from "../elements/dom.js";
import { startReply } from "../composer/reply.js";
import { shownName } from "../state/locales.js";
import { openMenu } from "../elements/menus.js";
import { run } from "../state/running.js";
import { store } from "../state/store.js";
import { spoken, textOf } from "../state/texts.js";

const attempt = (doing) => {
  trouble("");
  doing().catch((error) => trouble(error.message));
};

function useOn(message, command) {
  attempt(() => run(`/messages/${message.id}/commands/${encodeURIComponent(command.name)}`, command.name, {}));
}

async function copy(message) {
  await navigator.clipboard.writeText(textOf(message));
  say("Copied.");
}

/** Ask once more, as nothing brings a message back. */
function askToDelete(message) {
  const dialog = h("dialog", { class: "modal", "aria-label": "Delete message" });
  const remove = () => {
    dialog.close();
    attempt(() => call("DELETE", `/messages/${message.id}?as=${encodeURIComponent(store.me)}`));
  };
  dialog.append(h("header", { class: "modal-bar" }, h("h2", {}, "Delete this message?"), closer(dialog)),
    h("p", { class: "quoted" }, spoken(message).slice(0, 200) || "A message without words."),
    h("footer", { class: "modal-end" },
      h("button", { type: "button", class: "press secondary", onclick: () => dialog.close() }, "Cancel"),
      h("button", { type: "button", class: "press danger", onclick: remove }, "Delete")));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function actions(message) {
  const own = message.author.id === store.me;
  const found = [];
  if (!message.ephemeral) found.push({ label: "Reply", run: () => startReply(message) });
  if (textOf(message)) found.push({ label: "Copy text", run: () => attempt(() => copy(message)) });
  if (!message.ephemeral && (own || mayManage())) found.push({ label: "Delete message", danger: true, run: () => askToDelete(message) });
  return found;
}

/** Open the menu of a message. */
export function openMessageMenu(anchor, message, at = null) {
  const apps = message.loading ? [] : messageCommands().map((command) => ({ label: shownName(command), run: () => useOn(message, command) }));
  openMenu(anchor, `Message of ${message.author.name}`, [{ label: "", items: actions(message) }, { label: "Apps", items: apps }], { at });
}

/** The button for it, which also opens on a right-click or the menu key anywhere in `home`. */
export function moreButton(message, home) {
  const made = h("button", { type: "button", class: "more-button", "aria-haspopup": "menu", "aria-expanded": "false",
    "aria-label": `More for the message of ${message.author.name}`, title: "More", "data-focus": "more" }, "⋯");
  made.addEventListener("click", () => openMessageMenu(made, message));
  home.addEventListener("contextmenu", (event) => {
    if (event.shiftKey || event.target.closest("a") || String(getSelection())) return;
    event.preventDefault();
    openMessageMenu(made, message, event.button === 2 ? { x: event.clientX, y: event.clientY } : null);
  });
  return made;
}
