// What was sent and waits for the bot's answer, under the messages; knows nothing of how it was sent.

import { calledHere } from "../state/commands.js";
import { avatar, byId, h } from "../elements/dom.js";
import { changed, myName, on } from "../state/store.js";

const pending = byId("pending");

export const dots = () => h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));

/** The small line that says who used what. */
export function usedLine(name, command, who = h("strong", {}, name)) {
  return h("p", { class: "used" }, avatar(name), who, " used ", h("span", { class: "mention", "data-command": command }, calledHere(command)));
}

/** Show a command until the bot answers, and say so when it does not. */
export function expect(command, answered) {
  const note = h("p", { class: "thinking" }, "Sending ", dots());
  const item = h("li", { class: "message waiting" }, usedLine(myName(), command), note);
  pending.append(item);
  changed("pending");
  const fail = (text) => {
    const dismiss = h("button", { type: "button", class: "text-button", onclick: () => item.remove() }, "Dismiss message");
    if (!item.isConnected) return;  // the member has gone elsewhere
    note.replaceWith(h("p", { class: "failed" }, text), h("p", { class: "only-you" }, "Only you can see this · ", dismiss));
    changed("pending");
  };
  answered.then(
    (seen) => (seen.state === "failed" ? fail("The application did not respond") : item.remove()),
    (error) => fail(error.message),
  );
}

on("channel", () => { pending.replaceChildren(); });
