// Menus of things to do, in groups; knows nothing of what they do.

import { h } from "./dom.js";
import { closePopup, openPopup, roam } from "./popups.js";

let count = 0;

/** Open a menu. `groups` are {label, items: [{label, run, danger}]}; empty ones are left out. `head` stands above. */
export function openMenu(anchor, label, groups, { at = null, head = null } = {}) {
  if (anchor.getAttribute("aria-expanded") === "true") return closePopup();
  const id = `menu-head-${++count}`;
  let close = () => {};
  const item = (one) => h("button", {
    type: "button", role: "menuitem", tabIndex: -1, class: one.danger ? "menu-item danger" : "menu-item",
    onclick: () => { close(); one.run(); },
  }, one.label);
  const filled = groups.filter((group) => group.items.length);
  const list = filled.length > 0 && h("div", { role: "menu", class: "menu-list", "aria-label": label, "aria-describedby": head ? id : null },
    filled.map((group) => h("div", { role: "group", class: "menu-group", "aria-label": group.label },
      group.label && h("p", { class: "menu-label", "aria-hidden": "true" }, group.label), group.items.map(item))));
  const panel = h("div", { class: "menu-panel", role: "group", tabIndex: -1, "aria-label": label }, head && h("div", { class: "menu-head", id }, head), list);
  close = openPopup(anchor, panel, { at });
  if (list) roam(list, "[role=menuitem]");
  else panel.focus();
}
