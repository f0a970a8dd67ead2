// A form that the bot shows after a press or a command: sends it, says what is wrong; knows nothing of what it asks.

import { outcome, post } from "../state/api.js";
import { closer, h } from "../elements/dom.js";
import { formParts } from "./modal-fields.js";
import { store } from "../state/store.js";

const AGAIN = "Something went wrong. Try again.";
let count = 0;

/** Show the form of an interaction; sending it is an interaction again. */
export function showModal(interaction) {
  const modal = interaction.modal;
  const id = `modal-${++count}`;
  const trouble = h("p", { class: "trouble", role: "alert", hidden: true });
  const dialog = h("dialog", { class: "modal", "aria-labelledby": id });
  const { elements, fields } = formParts(modal.components);
  const send = h("button", { class: "press primary" }, "Submit");
  const form = h("form", { novalidate: true },
    h("header", { class: "modal-bar" }, h("h2", { id }, modal.title), closer(dialog, "Close the form")),
    elements, trouble,
    h("footer", { class: "modal-end" }, h("button", { type: "button", class: "press secondary", onclick: () => dialog.close() }, "Cancel"), send));

  const complain = (text) => { trouble.textContent = text; trouble.hidden = !text; };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (send.getAttribute("aria-busy") === "true") return;
    complain("");
    const wrong = fields.filter((field) => !field.check());
    if (wrong.length) { wrong[0].focus(); return; }
    send.setAttribute("aria-busy", "true");
    try {
      const values = Object.fromEntries(fields.map((field) => [field.id, field.read()]));
      const { interaction: next } = await post(`/modals/${interaction.id}/submit`, { as: store.me, fields: values });
      const seen = await outcome(next);
      if (seen.state === "failed") complain(AGAIN);
      else dialog.close();
    } catch (error) {
      complain(error.message);
    }
    send.removeAttribute("aria-busy");
  });
  dialog.append(form);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  fields[0]?.focus();
}
