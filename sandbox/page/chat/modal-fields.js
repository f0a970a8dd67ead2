// The fields of a form: each has its label, its limits, its value and its own complaint; knows nothing of sending.

import { h } from "../elements/dom.js";
import { remaining, tooLong, tooShort } from "../elements/lengths.js";
import { markdown } from "../elements/markdown.js";
import { SELECTS, howMany, selectControl } from "./selects.js";

const ROW = 1;
const TEXT_INPUT = 4;
const TEXT = 10;
const LABEL = 18;
const RADIOS = 21;
const CHECKS = 22;
const CHECK = 23;
const LONG_STYLE = 2;
const LONGEST = 4000;
let count = 0;

/** The parts of a form in their order, and those of them that have a value. */
export function formParts(components) {
  const fields = [];
  const part = (one) => {
    if (one.type === ROW) return (one.components ?? []).map(part);
    if (one.type === TEXT) return h("div", { class: "text" }, markdown(one.content ?? ""));
    const labelled = one.type === LABEL ? { ...one.component, label: one.label, hint: one.description } : one;
    const made = field(labelled);
    if (made.id) fields.push(made);
    return made.element;
  };
  const elements = (components ?? []).map(part);
  return { elements, fields };
}

function field(one) {
  const wrongId = `wrong-${++count}`;
  const made = makeControl(one, wrongId);
  if (!made) return { element: h("p", { class: "subtext" }, `“${one.label ?? "A field"}” is of type ${one.type}, which this page cannot show.`) };
  const wrong = h("p", { class: "wrong-note", id: wrongId });
  const star = made.required && h("span", { class: "star", "aria-hidden": "true" }, " *");
  const hintId = one.hint ? `hint-${count}` : null;
  const title = made.group ? h("legend", {}, one.label, star) : h("label", { for: made.target.id }, one.label ?? one.custom_id, star);
  const hint = one.hint && h("p", { class: "subtext", id: hintId }, one.hint);
  made.target.setAttribute("aria-describedby", [hintId, wrongId].filter(Boolean).join(" "));
  const bare = one.type === CHECK;
  const element = h(made.group ? "fieldset" : "div", { class: bare ? "form-field bare" : "form-field" }, bare ? [made.element, title] : title, hint, !bare && made.element, wrong);
  return {
    id: one.custom_id, element, read: made.read,
    focus: () => (made.first ?? made.target).focus(),
    check: () => {
      const sentence = made.check?.() ?? "";
      wrong.textContent = sentence;
      element.classList.toggle("wrong", Boolean(sentence));
      made.target.setAttribute("aria-invalid", String(Boolean(sentence)));
      return !sentence;
    },
  };
}

function makeControl(one, wrongId) {
  if (one.type === TEXT_INPUT) return textInput(one);
  if (SELECTS.has(one.type)) return menu(one);
  if (one.type === RADIOS) return radios(one);
  if (one.type === CHECKS) return checks(one);
  if (one.type === CHECK) {
    const target = h("input", { type: "checkbox", id: `field-${wrongId}`, checked: one.default === true });
    return { target, element: target, read: () => target.checked, required: false };
  }
  return null;
}

function textInput(one) {
  const long = one.style === LONG_STYLE;
  const required = one.required !== false;
  const most = one.max_length ?? LONGEST;
  const target = h(long ? "textarea" : "input", { id: `field-${++count}`, rows: long ? 4 : null, placeholder: one.placeholder, value: one.value ?? "", "aria-required": String(required) });
  const left = h("span", { class: "left" });
  const draw = () => remaining(left, target.value, most);
  target.addEventListener("input", draw);
  draw();
  const check = () => {
    if (!target.value) return required ? "Please fill this in." : "";
    return tooShort(target.value, one.min_length) || tooLong(target.value, most);
  };
  return { target, required, element: h("div", { class: "with-left" }, target, left), read: () => target.value, check };
}

function menu(one) {
  const required = one.required !== false;
  const least = required ? one.min_values ?? 1 : 0;
  const control = selectControl(one, { label: one.label ?? one.custom_id, least });
  const check = () => {
    const number = control.values().length;
    if (number === 0 && !required) return "";
    return number < least ? howMany(least, one.max_values ?? 1) : "";
  };
  return { target: control.field, required: required && least > 0, element: control.element, read: control.values, check };
}

function lines(one, type, name) {
  const boxes = (one.options ?? []).map((option) => h("input", { type, name, value: option.value, checked: option.default === true }));
  const element = h("div", { class: "form-options" }, (one.options ?? []).map((option, index) => h("label", { class: "choice-line" }, boxes[index],
    h("span", { class: "choice-words" }, h("span", {}, option.label), option.description && h("span", { class: "subtext" }, option.description)))));
  return { boxes, element, picked: () => boxes.filter((box) => box.checked).map((box) => box.value) };
}

function radios(one) {
  const required = one.required !== false;
  const { boxes, element, picked } = lines(one, "radio", `radio-${++count}`);
  const check = () => (required && !picked().length ? "Please choose one." : "");
  return { group: true, target: element, first: boxes.find((box) => box.checked) ?? boxes[0], required, element: role(element, "radiogroup", one), read: () => picked()[0] ?? null, check };
}

function checks(one) {
  const required = one.required !== false;
  const most = one.max_values ?? one.options?.length ?? 1;
  const least = one.min_values ?? (required ? 1 : 0);
  const { boxes, element, picked } = lines(one, "checkbox", `checks-${++count}`);
  const check = () => {
    const number = picked().length;
    if (number === 0 && !required) return "";
    return number < least || number > most ? howMany(least, most) : "";
  };
  return { group: true, target: element, first: boxes[0], required: required && least > 0, element: role(element, "group", one), read: picked, check };
}

function role(element, name, one) {
  element.setAttribute("role", name);
  element.setAttribute("aria-label", one.label ?? one.custom_id);
  return element;
}
