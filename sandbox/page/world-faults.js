// The named behaviours: what can go wrong, switched on and off; knows nothing of how they are carried out.

import { call, get, post } from "./api.js";
import { h } from "./dom.js";

const spoken = (name) => name.replaceAll("_", " ");

/** What was typed for an argument, in the type of its default. */
function valueOf(input, standard) {
  const typed = input.value.trim();
  if (typeof standard === "boolean") return typed === "true";
  if (typeof standard === "number") return Number(typed);
  if (standard === null) return typed === "" ? null : Number.isNaN(Number(typed)) ? typed : Number(typed);
  return typed;
}

/** The section: {element, refresh}. */
export function faultsSection() {
  const filter = h("input", { type: "search", placeholder: "Filter", "aria-label": "Filter behaviours" });
  const list = h("ul", { class: "faults" });
  const count = h("span", { class: "count" });
  const calm = h("button", { type: "button", class: "press secondary", onclick: () => change(() => call("DELETE", "/faults")) }, "All off");
  const wrong = h("p", { class: "wrong-line", role: "alert", hidden: true });
  let kinds = [];

  async function change(act) {
    try {
      await act();
      wrong.hidden = true;
      await refresh();
    } catch (error) {
      wrong.textContent = error.message;
      wrong.hidden = false;
    }
  }

  function line(kind) {
    const inputs = Object.entries(kind.arguments).map(([name, standard]) => [name, standard, h("input", { value: standard === null ? "" : String(standard) })]);
    const times = h("input", { type: "number", min: 1, placeholder: "always" });
    const box = h("input", { type: "checkbox", checked: kind.on, "data-fault": kind.name });
    box.addEventListener("change", () => change(async () => {
      if (!box.checked) return call("DELETE", `/faults/${kind.name}`);
      const values = Object.fromEntries(inputs.map(([name, standard, input]) => [name, valueOf(input, standard)]));
      return post("/faults", { name: kind.name, ...(times.value ? { times: Number(times.value) } : {}), ...values });
    }));
    const left = kind.on && kind.left !== null ? ` (${kind.left}× more)` : "";
    return h("li", { class: kind.on ? "fault on" : "fault" },
      h("label", { class: "check" }, box, h("span", {}, h("strong", {}, spoken(kind.name) + left), h("span", { class: "subtext" }, kind.says))),
      h("details", { class: "more" }, h("summary", {}, "How"),
        h("label", { class: "setting" }, h("span", {}, "times"), times),
        inputs.map(([name, , input]) => h("label", { class: "setting" }, h("span", {}, spoken(name)), input))));
  }

  function draw() {
    const words = filter.value.trim().toLowerCase();
    const shown = kinds.filter((kind) => `${spoken(kind.name)} ${kind.says}`.toLowerCase().includes(words));
    const focused = document.activeElement?.dataset?.fault;
    list.replaceChildren(...shown.sort((one, other) => Number(other.on) - Number(one.on)).map(line));
    if (focused) list.querySelector(`[data-fault="${CSS.escape(focused)}"]`)?.focus();
    const on = kinds.filter((kind) => kind.on).length;
    count.textContent = on ? `${on} on` : "";
    calm.hidden = on === 0;
  }

  async function refresh() {
    kinds = await get("/faults");
    draw();
  }

  filter.addEventListener("input", draw);
  const element = h("details", { class: "block" }, h("summary", {}, "What goes wrong", count), h("div", { class: "faults-bar" }, filter, calm), wrong, list);
  element.addEventListener("toggle", () => { if (element.open) change(async () => {}); });
  return { element, refresh };
}
