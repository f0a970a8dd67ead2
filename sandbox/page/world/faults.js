// The named behaviours: what can go wrong, switched on and off; knows nothing of how they are carried out.

import { call, get, post } from "../state/api.js";
import { h } from "../elements/dom.js";
import { store } from "../state/store.js";
import { block, complaint } from "./parts.js";

const spoken = (name) => name.replaceAll("_", " ");

/** What an argument is: its default tells. Where that is "any", several may be named with commas between them. */
const isList = (standard) => Array.isArray(standard) || standard === "any";
const written = (value) => (value === null ? "" : Array.isArray(value) ? value.join(", ") : String(value));

function number(name, typed) {
  const value = Number(typed);
  if (typed === "" || Number.isNaN(value)) throw new Error(`${spoken(name)} must be a number.`);
  return value;
}

/** A channel may be called by its name. */
const channelId = (name) => store.world.servers.flatMap((server) => server.channels).find((one) => one.name === name.replace(/^#/, ""))?.id ?? name;

function several(name, typed, standard) {
  const parts = typed.split(",").map((one) => one.trim()).filter(Boolean);
  const values = name === "channel" ? parts.map(channelId) : parts;
  if (Array.isArray(standard)) return values.map((one) => (typeof standard[0] === "number" ? number(name, one) : one));
  return values.length > 1 ? values : values[0] ?? standard;
}

/** What was typed or ticked for an argument, in the type of its default; throws a sentence. */
function valueOf(name, input, standard) {
  if (typeof standard === "boolean") return input.checked;
  const typed = input.value.trim();
  if (isList(standard)) return several(name, typed, standard);
  if (typeof standard === "number") return number(name, typed);
  if (standard === null) return typed === "" ? null : Number.isNaN(Number(typed)) ? typed : Number(typed);
  return typed;
}

function argument(name, standard) {
  if (typeof standard === "boolean") {
    const input = h("input", { type: "checkbox", checked: standard });
    return { name, standard, input, element: h("label", { class: "check" }, input, spoken(name)) };
  }
  const hint = isList(standard) ? "commas between several" : standard === null ? "none" : null;
  const input = h("input", { value: written(standard), placeholder: hint, title: hint, inputmode: typeof standard === "number" ? "decimal" : null, autocomplete: "off", spellcheck: "false" });
  return { name, standard, input, element: h("label", { class: "setting" }, h("span", {}, spoken(name)), input) };
}

/** The section: {element, refresh}. */
export function faultsSection() {
  const filter = h("input", { type: "search", placeholder: "Filter", "aria-label": "Filter behaviours" });
  const list = h("ul", { class: "faults" });
  const count = h("span", { class: "count" });
  const calm = h("button", { type: "button", class: "press secondary", onclick: () => change(() => call("DELETE", "/faults")) }, "All off");
  const wrong = complaint();
  const fields = new Map();  // by behaviour: what was typed stays when the list is drawn anew
  let kinds = [];

  const change = (act) => wrong.guard(async () => { await act(); await refresh(); });

  function fieldsOf(kind) {
    if (!fields.has(kind.name)) {
      const times = h("input", { type: "number", min: 1, placeholder: "always" });
      const given = Object.entries(kind.arguments).map(([name, standard]) => argument(name, standard));
      const element = h("details", { class: "more" }, h("summary", {}, "How"),
        h("label", { class: "setting" }, h("span", {}, "times"), times), given.map((one) => one.element));
      fields.set(kind.name, { times, given, element });
    }
    return fields.get(kind.name);
  }

  async function switchOn(kind) {
    const { times, given } = fieldsOf(kind);
    const values = Object.fromEntries(given.map(({ name, standard, input }) => [name, valueOf(name, input, standard)]));
    await post("/faults", { name: kind.name, ...(times.value ? { times: Number(times.value) } : {}), ...values });
  }

  function line(kind) {
    const box = h("input", { type: "checkbox", checked: kind.on, "data-fault": kind.name });
    box.addEventListener("change", async () => {
      const well = await change(() => (box.checked ? switchOn(kind) : call("DELETE", `/faults/${kind.name}`)));
      if (!well) box.checked = !box.checked;
    });
    const left = kind.on && kind.left !== null ? ` (${kind.left}× more)` : "";
    return h("li", { class: kind.on ? "fault on" : "fault" },
      h("label", { class: "check" }, box, h("span", {}, h("strong", {}, spoken(kind.name) + left), h("span", { class: "subtext" }, kind.says))),
      fieldsOf(kind).element);
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
  const element = block(["What goes wrong", count], false, h("div", { class: "faults-bar" }, filter, calm), wrong.element, list);
  element.addEventListener("toggle", () => { if (element.open) change(async () => {}); });
  return { element, refresh };
}
