// Buttons of a message, and how anything that is pressed waits and fails; knows nothing of what the press does.

import { h, say } from "../elements/dom.js";
import { outside } from "../elements/files.js";
import { twinOf } from "../elements/popups.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger" };
const LINK = 5;
const PREMIUM = 6;
const FAILED_MS = 6000;

/** An emoji as a text: the sign itself, or the name of one that only its server has. */
export const emoji = (one) => (one?.name ? h("span", { class: "emoji" }, one.id ? `:${one.name}:` : one.name) : null);

/** A button; `act` sends the press. */
export function button(one, act) {
  const label = [emoji(one.emoji), one.label ?? ""];
  if (one.style === PREMIUM) return h("button", { type: "button", class: "press secondary", disabled: true }, "Premium (not part of the sandbox)");
  if (one.style === LINK) {
    const link = outside(one.url ?? "", [label, h("span", { class: "leaves", "aria-hidden": "true" }, "↗")]);
    link.classList.add("press", "link");
    return link;
  }
  const made = h("button", { type: "button", class: `press ${STYLES[one.style] ?? "secondary"}`, disabled: one.disabled === true,
    "data-focus": one.custom_id, "aria-label": one.label ? null : one.emoji?.name }, label);
  made.addEventListener("click", () => attempt(made, () => act("press", { custom_id: one.custom_id })));
  return made;
}

/** Waiting while the bot has not answered; failed, with the reason, when it did not. */
export async function attempt(element, send) {
  if (element.getAttribute("aria-busy") === "true") return;
  const home = element.closest("[data-id]")?.id;
  element.setAttribute("aria-busy", "true");
  let failure = "";
  try {
    const seen = await send();
    if (seen.state === "failed") failure = "This interaction failed";
  } catch (error) {
    failure = error.message;
  }
  element.removeAttribute("aria-busy");
  const shown = twinOf(element, home);
  if (failure && shown) fail(shown, failure);
}

function fail(element, failure) {
  const row = element.closest(".row, .section") ?? element;
  row.parentElement.querySelector(".failed")?.remove();
  const note = h("p", { class: "failed" }, failure);
  element.classList.add("broken");
  row.after(note);
  say(failure);
  setTimeout(() => { note.remove(); element.classList.remove("broken"); }, FAILED_MS);
}
