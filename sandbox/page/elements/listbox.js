// A list to choose from while typing, worked by arrows, Enter, Tab, Esc or mouse; knows nothing of what is in it.

import { h } from "./dom.js";

let count = 0;

/** Binds a list to a text field. `choose(item)` is told; `draw(item)` gives the inside of a line. */
export class Listbox {
  constructor(field, label, { draw, choose, head = () => null, tabMoves = false }) {
    this.field = field;
    this.draw = draw;
    this.head = head;
    this.tabMoves = tabMoves;
    this.choose = choose;
    this.items = [];
    this.at = 0;
    this.element = h("ul", { class: "listbox", role: "listbox", id: `listbox-${++count}`, "aria-label": label, hidden: true });
    this.combobox = field.localName === "input";  // a field of several lines stays a text box, with a list beside it
    if (this.combobox) {
      field.setAttribute("role", "combobox");
      field.setAttribute("aria-expanded", "false");
    } else this.element.tabIndex = 0;  // what scrolls must be reachable; Tab itself chooses while the list is open
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.element.id);
    field.setAttribute("autocomplete", "off");
  }

  get open() { return !this.element.hidden; }

  show(items, at = 0, none = "Nothing fits what you typed.") {
    this.items = items;
    this.at = Math.max(0, Math.min(at, items.length - 1));
    this.element.replaceChildren(...items.map((item, index) => {
      const line = h("li", { role: "option", id: `${this.element.id}-${index}` }, this.draw(item));
      line.addEventListener("mousedown", (event) => event.preventDefault());
      line.addEventListener("click", () => this.take(index));
      line.addEventListener("mousemove", () => { if (this.at !== index) this.mark(index); });
      return line;
    }));
    if (!items.length) this.element.replaceChildren(h("li", { class: "empty", role: "presentation" }, none));
    const head = items.length ? this.head() : null;
    if (head) this.element.prepend(h("li", { class: "listbox-head", role: "presentation" }, head));
    this.element.hidden = false;
    this.element.classList.remove("from-right");
    this.element.classList.toggle("from-right", this.element.getBoundingClientRect().right > this.element.closest("section").getBoundingClientRect().right);
    if (this.combobox) this.field.setAttribute("aria-expanded", "true");
    this.mark(this.at);
  }

  hide() {
    this.element.hidden = true;
    if (this.combobox) this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  mark(index) {
    this.at = index;
    this.field.removeAttribute("aria-activedescendant");
    for (const [place, line] of [...this.element.querySelectorAll("[role=option]")].entries()) {
      line.setAttribute("aria-selected", String(place === index));
      if (place === index) {
        if (place === 0) this.element.scrollTop = 0;  // the head comes into view with the first line
        line.scrollIntoView({ block: "nearest" });
        this.field.setAttribute("aria-activedescendant", line.id);
      }
    }
  }

  take(index) {
    const item = this.items[index];
    this.hide();
    if (item !== undefined) this.choose(item);
  }

  /** True when the key was meant for the list. */
  key(event) {
    if (!this.open) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.items.length) this.mark((this.at + step + this.items.length) % this.items.length);
    else if ((event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) && this.items.length) this.take(this.at);
    else if (event.key === "Escape") this.hide();
    else return false;
    if (event.key === "Tab" && this.tabMoves) return true;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
