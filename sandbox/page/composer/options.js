// The field of one option of a command: its label, its choices, its limits; knows nothing of the command around it.

import { post } from "../state/api.js";
import { h } from "../elements/dom.js";
import { remaining, tooLong, tooShort } from "../elements/lengths.js";
import { Listbox } from "../elements/listbox.js";
import { shownDescription, shownName } from "../state/locales.js";
import { TYPE, asNumber, bare, choicesOf, fits, isKnown, isNumeric, namesOf, withoutFiles } from "./option-values.js";
import { store } from "../state/store.js";

const ASK_AFTER_MS = 180;
let count = 0;

/** One labelled field; `given` offers what is typed so far to autocompletion. */
export class OptionField {
  constructor(option, command, given) {
    this.option = option;
    this.command = command;
    this.given = given;
    this.name = shownName(option);
    this.says = shownDescription(option);
    this.chosen = null;
    this.known = isKnown(option);
    const free = this.known && this.choices === null && option.type === TYPE.string && !option.autocomplete;
    const id = `option-${++count}`;
    this.field = h(free ? "textarea" : "input", {
      id, rows: free ? 1 : null, disabled: !this.known, "aria-describedby": "composer-help", "aria-required": String(Boolean(option.required)),
      placeholder: this.known ? (option.required ? "required" : "optional") : "cannot be given here",
      spellcheck: free ? "true" : "false", inputmode: isNumeric(option) && !this.choices ? "decimal" : null,
    });
    this.left = h("span", { class: "left" });
    this.element = h("div", { class: "option", title: this.says }, h("label", { class: "option-name", for: id }, this.name), this.field, this.left);
    if (option.type === TYPE.attachment) this.addFile();
    if (this.choices || option.autocomplete) this.addList();
    this.field.addEventListener("input", () => { this.markWrong(false); remaining(this.left, this.field.value, this.choices ? 0 : option.max_length); });
  }

  /** The browser's own chooser, and a button that takes the file away again. */
  addFile() {
    this.field.type = "file";
    const remove = h("button", { type: "button", class: "chip-close", "aria-label": `Remove the file of ${this.name}`, hidden: true }, "×");
    this.field.addEventListener("input", () => { remove.hidden = !this.file; });
    remove.addEventListener("click", () => { this.fill(undefined); this.field.focus(); });
    this.element.append(remove);
  }

  /** Enter opens the chooser as long as there is no file; then it sends, as everywhere. */
  chooseFile(event) {
    if (event.key !== "Enter" || this.file) return false;
    event.preventDefault();
    this.field.click();
    return true;
  }

  /** What can be chosen as things are now: people, roles and channels come and go while one types. */
  get choices() {
    return choicesOf(this.option);
  }

  /** The file that was chosen, where this is an option for files. */
  get file() {
    return this.field.type === "file" ? this.field.files[0] : undefined;
  }

  /** What stands in the field now, to be filled in again. */
  get held() {
    return this.file ?? this.chosen?.value ?? (this.field.value || undefined);
  }

  addList() {
    this.list = new Listbox(this.field, this.says || this.name, {
      draw: (choice) => [h("span", {}, choice.name), choice.says && h("span", { class: "subtext" }, choice.says)],
      choose: (choice) => this.set(choice),
      tabMoves: true,
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
    this.markWrong(false);
  }

  /** Put a value in, as a choice where there is one. */
  fill(value) {
    if (this.field.type === "file") {
      const files = new DataTransfer();
      if (value instanceof File) files.items.add(value);
      this.field.files = files.files;
      this.field.dispatchEvent(new Event("input"));
      return;
    }
    const choice = this.choices?.find((one) => one.value === value);
    if (choice) this.set(choice);
    else if (value !== undefined) this.field.value = value;
  }

  /** What can be chosen may have changed: an open list shows it, marked where it was. */
  renew() {
    if (!this.choices || !this.list.open) return;
    const at = this.list.at;
    this.offer(this.everything);
    this.list.mark(Math.min(at, this.list.items.length - 1));
  }

  offer(everything = false) {
    this.everything = everything;
    if (this.choices) {
      this.list.show(everything ? this.choices : this.choices.filter((choice) => fits(choice, this.field.value)));
      if (this.field.value === "") this.list.mark(-1);  // nothing chosen: Enter sends, an arrow begins to choose
      return;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), ASK_AFTER_MS);
  }

  /** Let the bot complete; an answer to what has been typed over since is dropped. */
  async ask() {
    const typed = this.field.value;
    const body = { as: store.me, channel: store.channel, focused: this.option.name, options: { ...withoutFiles(this.given()), [this.option.name]: typed } };
    const found = await post(`/commands/${encodeURIComponent(this.command)}/complete`, body).catch(() => ({ choices: null }));
    if (document.activeElement !== this.field || this.field.value !== typed) return;
    const choices = found.choices?.map((choice) => ({ name: shownName(choice), also: choice.name, value: choice.value }));
    this.list.show(choices ?? [], 0, choices ? undefined : "The bot offers nothing right now.");
  }

  key(event) {
    if (this.field.type === "file") return this.chooseFile(event);
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
    const { option, name } = this;
    const typed = this.field.value.trim();
    if (!this.known) return option.required ? { wrong: `${name}: options of type ${option.type} cannot be given in this sandbox.` } : {};
    if (this.file) return { value: this.file };
    if (typed === "") return option.required ? { wrong: `${name} is required.` } : {};
    if (this.choices) {
      const choice = this.chosen ?? this.choices.find((one) => namesOf(one).includes(bare(typed)));
      return choice ? { value: choice.value } : { wrong: `${name}: choose one of the offered values.` };
    }
    if (isNumeric(option)) return this.chosen ? { value: this.chosen.value } : asNumber(option, name, typed);
    const wrong = tooLong(typed, option.max_length) || tooShort(typed, option.min_length);
    if (wrong && !this.chosen) return { wrong: `${name}: ${wrong[0].toLowerCase()}${wrong.slice(1)}` };
    return { value: this.chosen?.value ?? typed };
  }

  markWrong(wrong = true) {
    this.element.classList.toggle("wrong", wrong);
    if (wrong) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
    this.field.setAttribute("aria-describedby", wrong ? "composer-wrong" : "composer-help");
    if (wrong) this.field.focus();
  }
}
