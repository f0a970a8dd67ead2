// The places of the composer that its parts share: the line, the complaint, the help; knows nothing of what is typed.

import { byId, h } from "../elements/dom.js";

export const root = byId("composer");
export const line = h("div", { class: "line" });
export const help = h("p", { class: "help", id: "composer-help" });
export const wrong = h("p", { class: "wrong-line", role: "alert", id: "composer-wrong", hidden: true });

/** Say what is wrong with what is typed; an empty text takes it away. */
export function complain(text) {
  wrong.textContent = text;
  wrong.hidden = !text;
}
