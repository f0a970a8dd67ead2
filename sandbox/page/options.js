// The field of one option of a command: its label, its choices, its limits; knows nothing of the command around it.

import { post } from "./api.js";
import { h } from "./dom.js";
import { Listbox } from "./listbox.js";
import { people, serverOf, store } from "./store.js";

export const TYPE = { subcommand: 1, group: 2, string: 3, integer: 4, boolean: 5, user: 6, channel: 7, mentionable: 9, number: 10 };
const ASK_AFTER_MS = 180;

/** What can be chosen, or null for free text. */
function choicesOf(option) {
  if (option.choices?.length) return option.choices;
  if (option.type === TYPE.boolean) return [{ name: "Yes", value: true }, { name: "No", value: false }];
  if (option.type === TYPE.user || option.type === TYPE.mentionable) return people().map((one) => ({ name: one.name, value: one.id }));
  if (option.type === TYPE.channel) return (serverOf(store.channel)?.channels ?? []).map((one) => ({ name: `#${one.name}`, value: one.id }));
  return null;
}

const fits = (choice, typed) => choice.name.toLowerCase().includes(typed.trim().toLowerCase());

/** One labelled field; `given` offers what is typed so far to autocompletion. */
export class OptionField {
  constructor(option, command, given) {
    this.option = option;
    this.command = command;
    this.given = given;
    this.chosen = null;
    this.choices = choicesOf(option);
    const free = this.choices === null && option.type === TYPE.string && !option.autocomplete;
    this.field = h(free ? "textarea" : "input", { rows: free ? 1 : null, placeholder: option.required ? "required" : "optional", "aria-describedby": "composer-help", spellcheck: free ? "true" : "false", inputmode: this.numeric && !this.choices ? "decimal" : null });
    this.element = h("label", { class: "option", title: option.description }, h("span", { class: "option-name" }, option.name), this.field);
    if (this.choices || option.autocomplete) this.addList();
    this.field.addEventListener("input", () => { this.element.classList.remove("wrong"); });
  }

  get numeric() { return this.option.type === TYPE.integer || this.option.type === TYPE.number; }

  addList() {
    this.list = new Listbox(this.field, this.option.description, {
      draw: (choice) => h("span", {}, choice.name),
      choose: (choice) => this.set(choice),
    });
    this.element.append(this.list.element);
    this.field.addEventListener("focus", () => { if (this.chosen === null) this.offer(); });
    this.field.addEventListener("click", () => { if (!this.list.open) this.offer(true); });
    this.field.addEventListener("blur", () => this.list.hide());
    this.field.addEventListener("input", () => { this.chosen = null; this.offer(); });
  }

  set(choice) {
    this.chosen = choice;
    this.field.value = choice.name;
    this.element.classList.remove("wrong");
  }

  offer(everything = false) {
    if (this.choices) {
      this.list.show(everything ? this.choices : this.choices.filter((choice) => fits(choice, this.field.value)));
      if (this.field.value === "") this.list.mark(-1);  // nothing chosen: Enter sends, an arrow begins to choose
      return;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      const body = { as: store.me, channel: store.channel, focused: this.option.name, options: { ...this.given(), [this.option.name]: this.field.value } };
      const found = await post(`/commands/${encodeURIComponent(this.command)}/complete`, body).catch(() => ({ choices: [] }));
      if (document.activeElement === this.field) this.list.show(found.choices);
    }, ASK_AFTER_MS);
  }

  key(event) {
    if (!this.list?.open) {
      if (this.list && event.key === "ArrowDown") { this.offer(true); event.preventDefault(); return true; }
      return false;
    }
    if (this.list.at < 0 && ["Enter", "Tab", "Escape"].includes(event.key)) {
      this.list.hide();
      if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); return true; }
      return false;
    }
    if (this.list.at < 0 && event.key === "ArrowUp") this.list.mark(0);
    return this.list.key(event);
  }

  /** {value} when there is one, {} when it was left out, {wrong} with a sentence otherwise. */
  read() {
    const { option } = this;
    const typed = this.field.value.trim();
    if (typed === "") return option.required ? { wrong: `${option.name} is required.` } : {};
    if (this.choices) {
      const choice = this.chosen ?? this.choices.find((one) => one.name.toLowerCase() === typed.toLowerCase() || String(one.value) === typed);
      return choice ? { value: choice.value } : { wrong: `Choose one of the offered values for ${option.name}.` };
    }
    if (this.numeric) {
      const value = Number(typed.replace(",", "."));
      return Number.isNaN(value) ? { wrong: `${option.name} must be a number.` } : { value };
    }
    const length = [...typed].length;
    if (option.max_length && length > option.max_length) return { wrong: `${option.name} has ${length} characters; at most ${option.max_length} fit.` };
    return { value: this.chosen?.value ?? typed };
  }

  markWrong() {
    this.element.classList.add("wrong");
    this.field.focus();
  }
}
