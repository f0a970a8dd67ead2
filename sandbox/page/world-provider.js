// The picture studio: its speed, its requests and what the owner paid; knows nothing of the chat.

import { call, get } from "./api.js";
import { h } from "./dom.js";
import { duration, moment } from "./times.js";

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

const dollars = (amount) => `$${amount.toFixed(2)}`;

function requestLine(one) {
  const failed = one.state === "completed" && one.error !== null && one.error !== undefined;
  const word = failed ? "failed" : WORDS[one.state] ?? one.state;
  const place = one.position ? ` · place ${one.position} in line` : "";
  const took = one.started_at && one.finished_at ? ` · ${duration(one.finished_at - one.started_at)}` : "";
  return h("li", { class: "request" },
    h("span", { class: `badge ${failed ? "failed-badge" : one.state}` }, word),
    h("span", { class: "request-prompt", title: one.input.prompt }, one.input.prompt),
    h("span", { class: "subtext" }, moment(one.submitted_at, "R", "when"), place, took, ` · ${dollars(one.cost_usd)}`,
      ` · asked ${one.calls.status + one.calls.result}×`, failed ? ` · ${typeof one.error === "string" ? one.error : JSON.stringify(one.error)}` : ""));
}

/** The section: {element, refresh, receive}. */
export function providerSection() {
  const paid = h("p", { class: "paid" });
  const requests = h("ul", { class: "requests" });
  const wrong = h("p", { class: "wrong-line", role: "alert", hidden: true });
  const known = new Map();
  const inputs = {};

  const change = async (settings) => {
    try {
      show(await call("PATCH", "/provider", settings));
      wrong.hidden = true;
    } catch (error) {
      wrong.textContent = error.message;
      wrong.hidden = false;
    }
  };
  const speeds = Object.entries(SPEEDS).map(([name, settings]) =>
    h("button", { type: "button", class: "segment", "aria-pressed": "false", "data-speed": name, onclick: () => change(settings) }, name));
  const rows = Object.entries(SETTINGS).map(([name, [label, unit, step]]) => {
    inputs[name] = h("input", { type: "number", min: 0, step, inputmode: "decimal" });
    inputs[name].addEventListener("change", () => change({ [name]: Number(inputs[name].value) }));
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
    for (const one of state.requests) known.set(one.id, one);
    for (const [name, input] of Object.entries(inputs)) if (document.activeElement !== input) input.value = state.settings[name];
    for (const button of speeds) {
      const preset = SPEEDS[button.dataset.speed];
      button.setAttribute("aria-pressed", String(Object.entries(preset).every(([name, value]) => state.settings[name] === value)));
    }
    draw();
  }

  const element = h("details", { class: "block", open: true }, h("summary", {}, "Picture studio"),
    h("div", { class: "segments", role: "group", "aria-label": "Speed" }, speeds),
    h("details", { class: "more" }, h("summary", {}, "Exact settings"), rows), wrong, paid, requests);
  return {
    element,
    refresh: async () => show(await get("/provider")),
    receive: (one) => { known.set(one.id, one); draw(); },
  };
}
