// A form that the bot shows after a press or a command; knows nothing of what it asks.

import { outcome, post } from "./api.js";
import { closer, h } from "./dom.js";
import { store } from "./store.js";

const ROW = 1;
const TEXT_INPUT = 4;
const LABEL = 18;
const LONG_STYLE = 2;

function* fields(list) {
  for (const one of list ?? []) {
    if (one.type === ROW) yield* fields(one.components);
    else if (one.type === LABEL) yield { ...one.component, label: one.label, hint: one.description };
    else if (one.custom_id) yield one;
  }
}

function control(one) {
  const common = { name: one.custom_id, required: one.required !== false, placeholder: one.placeholder };
  if (one.type !== TEXT_INPUT && one.options) {
    return h("select", common, one.options.map((option) => h("option", { value: option.value, selected: option.default === true }, option.label)));
  }
  const limits = { minlength: one.min_length, maxlength: one.max_length };
  const long = one.style === LONG_STYLE;
  return h(long ? "textarea" : "input", { ...common, ...limits, rows: long ? 4 : null, value: one.value ?? "" });
}

/** Show the form of an interaction; sending it is an interaction again. */
export function showModal(interaction) {
  const modal = interaction.modal;
  const trouble = h("p", { class: "trouble", role: "alert", hidden: true });
  const dialog = h("dialog", { class: "modal", "aria-label": modal.title });
  const form = h("form", {},
    h("header", { class: "modal-bar" }, h("h2", {}, modal.title), closer(dialog)),
    [...fields(modal.components)].map((one) => h("label", { class: "stack" }, one.label, control(one), one.hint && h("small", {}, one.hint))),
    trouble,
    h("footer", {}, h("button", { class: "press primary" }, "Send")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const texts = Object.fromEntries(new FormData(form));
    try {
      const { interaction: next } = await post(`/modals/${interaction.id}/submit`, { as: store.me, fields: texts });
      const seen = await outcome(next);
      if (seen.state === "failed") throw new Error("Something went wrong. Try again.");
      dialog.close();
    } catch (error) {
      trouble.textContent = error.message;
      trouble.hidden = false;
    }
  });
  dialog.append(form);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
