// The picture studio: its speed, its requests and what the owner paid; knows nothing of the chat.

import { get, patch } from "../state/api.js";
import { h } from "../elements/dom.js";
import { changed, on } from "../state/store.js";
import { duration, moment } from "../state/times.js";
import { block } from "./parts.js";

const SPEEDS = {
  Instant: { queue_s: 0, render_s: 0.2 },
  Usual: { queue_s: 1, render_s: 4 },
  Slow: { queue_s: 15, render_s: 45 },
};
const SETTINGS = {
  queue_s: ["Queue", "s", 0.1],
  render_s: ["Rendering", "s", 0.1],
  set_size: ["Pictures in a set", "", 1],
  slots: ["Renderings at once", "", 1],
  price_usd: ["Price of a picture", "$", 0.01],
};
const SHOWN_REQUESTS = 20;
const WORDS = { in_queue: "in queue", in_progress: "rendering", completed: "done", cancelled: "cancelled" };

/** Set the studio's speed: "Instant", "Usual" or "Slow". */
export async function setSpeed(name) {
  changed("studio", await patch("/provider", SPEEDS[name]));
}

/** Whether these settings are that speed. */
export const isSpeed = (name, settings) => Object.entries(SPEEDS[name]).every(([key, value]) => settings[key] === value);

const dollars = (amount) => `$${amount.toFixed(2)}`;

function requestLine(one) {
  const failed = one.state === "completed" && one.error !== null && one.error !== undefined;
  const word = failed ? "failed" : WORDS[one.state] ?? one.state;
  const place = one.position ? ` · place ${one.position} in line` : "";
  const took = one.started_at && one.finished_at ? ` · ${duration(one.finished_at - one.started_at)}` : "";
  return h("li", { class: "request" },
    h("span", { class: `badge ${failed ? "failed-badge" : one.state}` }, word),
    h("bdi", { class: "request-prompt", title: one.input.prompt }, one.input.prompt),
    h("span", { class: "subtext" }, moment(one.submitted_at, "R", "when", "en"), place, took, ` · ${dollars(one.cost_usd)}`,
      ` · asked ${one.calls.status + one.calls.result}×`, failed ? ` · ${typeof one.error === "string" ? one.error : JSON.stringify(one.error)}` : ""));
}

/** The section: {element, refresh, receive}. */
export function providerSection() {
  const paid = h("p", { class: "paid" });
  const requests = h("ul", { class: "requests" });
  const wrong = h("p", { class: "wrong-line", role: "alert", hidden: true });
  const known = new Map();
  const inputs = {};
  let inForce = {};

  const change = async (settings) => {
    try {
      show(await patch("/provider", settings));
      wrong.hidden = true;
    } catch (error) {
      refuse(error.message);
    }
  };
  /** The sentence in the words of the panel, and every number as it is in force. */
  const refuse = async (sentence) => {
    wrong.textContent = Object.entries(SETTINGS).reduce((words, [name, [label]]) => words.replaceAll(name, label), sentence);
    wrong.hidden = false;
    inForce = (await get("/provider").catch(() => ({ settings: inForce }))).settings;
    for (const [name, input] of Object.entries(inputs)) input.value = inForce[name];
  };
  const changeTo = (name, { value, min, validity }) => {
    if (value === "" || validity.rangeUnderflow) return refuse(`${name} must be a number, at least ${min}.`);
    return change({ [name]: Number(value) });
  };
  const speeds = Object.entries(SPEEDS).map(([name, settings]) =>
    h("button", { type: "button", class: "segment", "aria-pressed": "false", "data-speed": name, onclick: () => change(settings) }, name));
  const rows = Object.entries(SETTINGS).map(([name, [label, unit, step]]) => {
    inputs[name] = h("input", { type: "number", min: step === 1 ? 1 : 0, step, inputmode: "decimal" });
    inputs[name].addEventListener("change", () => changeTo(name, inputs[name]));
    return h("label", { class: "setting" }, h("span", {}, label), inputs[name], h("span", { class: "unit" }, unit));
  });

  function draw() {
    const all = [...known.values()].sort((one, other) => other.submitted_at - one.submitted_at);
    const sum = all.reduce((total, one) => total + one.cost_usd, 0);
    paid.replaceChildren(h("strong", {}, dollars(sum)), ` paid (pretend money) for ${all.length} ${all.length === 1 ? "request" : "requests"}`);
    requests.replaceChildren(...all.slice(0, SHOWN_REQUESTS).map(requestLine));
  }

  function show(state) {
    known.clear();
    inForce = state.settings;
    for (const one of state.requests) known.set(one.id, one);
    for (const [name, input] of Object.entries(inputs)) if (document.activeElement !== input) input.value = state.settings[name];
    for (const button of speeds) {
      button.setAttribute("aria-pressed", String(isSpeed(button.dataset.speed, state.settings)));
    }
    draw();
  }

  on("studio", show);
  const element = block("Picture studio", true,
    h("div", { class: "segments", role: "group", "aria-label": "Speed" }, speeds),
    h("details", { class: "more" }, h("summary", {}, "Exact settings"), rows), wrong, paid, requests);
  return {
    element,
    refresh: async () => show(await get("/provider")),
    receive: (one) => { known.set(one.id, one); draw(); changed("request", one); },
  };
}
