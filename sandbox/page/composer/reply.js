// The line over the composer that says which message is answered; knows nothing of sending.

import { byId, h } from "../elements/dom.js";
import { on, store } from "../state/store.js";

const bar = h("p", { class: "replying", hidden: true });
let target = null;

export const replyTarget = () => target;

/** Answer a message with the next own words. */
export function startReply(message) {
  target = message.id;
  bar.replaceChildren("Replying to ", h("strong", {}, message.author.name), h("span", { class: "spring" }),
    h("button", { type: "button", class: "icon", "aria-label": "Do not reply", onclick: () => { endReply(); byId("typed")?.focus(); } }, "×"));
  bar.hidden = false;
  byId("typed")?.focus();
}

/** Answer nothing. Whether there was something. */
export function endReply() {
  const was = target !== null;
  target = null;
  bar.hidden = true;
  return was;
}

/** The line, hidden while nothing is answered. */
export function replyBar() {
  for (const topic of ["channel", "me"]) on(topic, endReply);
  on("messages", () => { if (target !== null && !store.messages.has(target)) endReply(); });
  return bar;
}
