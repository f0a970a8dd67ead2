// Select menus of messages and forms: texts, people, roles, channels; one value or several; knows nothing of the bot.

import { attempt, emoji } from "./buttons.js";
import { channelsHere, mentionablesHere, peopleHere, rolesHere } from "../state/choices.js";
import { h } from "../elements/dom.js";
import { closePopup, openPopup, roam } from "../elements/popups.js";

const TEXTS = 3;
const SOURCES = {
  5: () => peopleHere(), 6: () => rolesHere(), 7: () => mentionablesHere(), 8: (one) => channelsHere(one.channel_types),
};
const NAMES = { 3: "Choose…", 5: "Choose a person…", 6: "Choose a role…", 7: "Choose a person or a role…", 8: "Choose a channel…" };
let count = 0;

export const SELECTS = new Set([TEXTS, 5, 6, 7, 8]);

function choicesOf(one) {
  if (one.type !== TEXTS) return SOURCES[one.type](one);
  return (one.options ?? []).map((option) => ({ name: option.label, value: option.value, says: option.description, emoji: option.emoji }));
}

const defaultsOf = (one) => (one.type === TEXTS
  ? (one.options ?? []).filter((option) => option.default).map((option) => option.value)
  : (one.default_values ?? []).map((value) => value.id));

/** How many may be chosen, as a sentence. */
export function howMany(least, most) {
  if (least === most) return `Choose ${most}.`;
  return least > 0 ? `Choose ${least} to ${most}.` : `Choose up to ${most}.`;
}

const inside = (choice) => [emoji(choice.emoji), h("span", { class: "choice-words" }, h("span", {}, choice.name), choice.says && h("span", { class: "subtext" }, choice.says))];

function single(label, choices, chosen, take) {
  const line = (choice) => {
    const made = h("li", { role: "option", tabIndex: -1, "aria-selected": String(chosen.includes(choice.value)) }, inside(choice));
    made.addEventListener("click", () => take([choice.value]));
    made.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      take([choice.value]);
    });
    return made;
  };
  const list = h("ul", { role: "listbox", class: "choices", "aria-label": label }, choices.map(line));
  return { panel: list, focus: () => roam(list, "[role=option]") };
}

function several(label, choices, chosen, take, { least, most }) {
  const boxes = choices.map((choice) => h("input", { type: "checkbox", value: choice.value, checked: chosen.includes(choice.value) }));
  const picked = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const done = h("button", { type: "button", class: "press primary", onclick: () => take(picked()) }, "Done");
  const check = () => {
    const number = picked().length;
    done.disabled = number < least || number > most;
    for (const box of boxes) box.disabled = !box.checked && number >= most;
  };
  const panel = h("div", { class: "choices", role: "group", "aria-label": label, "data-tabs": "" },
    choices.map((choice, index) => h("label", { class: "choice-line" }, boxes[index], inside(choice))),
    h("div", { class: "choices-end" }, h("span", { class: "subtext" }, howMany(least, most)), done));
  panel.addEventListener("change", check);
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target === done) return;
    event.preventDefault();
    if (!done.disabled) done.click();
  });
  check();
  return { panel, focus: () => (boxes.length ? roam(panel, "input") : done.focus()) };
}

/** The control: {element, values, field, reset}; `taken(values)` is told what was chosen. */
export function selectControl(one, { label, least, taken = () => {} }) {
  const choices = choicesOf(one);
  const most = Math.min(one.max_values ?? 1, Math.max(choices.length, 1));
  const id = `select-${++count}`;
  const defaults = defaultsOf(one).filter((value) => choices.some((choice) => choice.value === value));
  let chosen = defaults;
  const placeholder = one.placeholder || NAMES[one.type];
  const shown = h("span", { class: "chosen", id: `${id}-chosen` });
  const field = h("button", { type: "button", class: "menu", id, "aria-haspopup": "listbox", "aria-expanded": "false", disabled: one.disabled === true,
    "aria-label": label, "data-focus": one.custom_id }, shown, h("span", { class: "arrow", "aria-hidden": "true" }, "▾"));
  const draw = () => {
    const names = choices.filter((choice) => chosen.includes(choice.value)).map((choice) => choice.name);
    shown.textContent = names.join(", ") || placeholder;
    field.classList.toggle("empty", !names.length);
    field.setAttribute("aria-label", [label, names.join(", ")].filter(Boolean).join(": "));
  };
  const take = (values) => {
    chosen = values;
    draw();
    closePopup();
    taken(values);
  };
  const open = () => {
    if (field.getAttribute("aria-expanded") === "true") return closePopup();
    if (!choices.length) return openPopup(field, h("p", { class: "choices subtext", tabIndex: -1 }, "There is nothing to choose here."));
    const kind = most > 1 || least === 0 ? several : single;
    const made = kind(label ?? placeholder, choices, chosen, take, { least, most });
    openPopup(field, made.panel);
    made.focus();
  };
  field.addEventListener("click", open);
  field.addEventListener("keydown", (event) => { if (event.key === "ArrowDown") { event.preventDefault(); open(); } });
  draw();
  const reset = () => { chosen = defaults; draw(); };
  return { element: field, field, values: () => chosen, reset };
}

/** A select menu in a message: what was chosen goes to the bot at once, and after the answer one can choose anew. */
export function messageSelect(one, act) {
  const send = async (values) => {
    const seen = await act("select", { custom_id: one.custom_id, values });
    if (seen.state === "answered") control.reset();
    return seen;
  };
  const control = selectControl(one, {
    label: one.placeholder || NAMES[one.type],
    least: one.min_values ?? 1,
    taken: (values) => attempt(control.field, () => send(values)),
  });
  return control.element;
}
