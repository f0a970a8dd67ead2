// Times as people read them, kept true while they stand there; knows nothing of messages.

import { h } from "./dom.js";

const UNITS = [["year", 31557600], ["month", 2629800], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};
const TICK_MS = 1000;

function ago(seconds) {
  const distance = seconds - Date.now() / 1000;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(distance) >= length) ?? UNITS.at(-1);
  return relative.format(Math.round(distance / size), unit);
}

export const inWords = (seconds, style = "f") =>
  style === "R" ? ago(seconds) : new Intl.DateTimeFormat("en", STYLES[style] ?? STYLES.f).format(seconds * 1000);

/** A moment; the style is one of Discord's letters. Relative ones go on by themselves. */
export function moment(seconds, style = "f", className = "moment") {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.valueOf())) return h("span", {}, "an unknown time");
  return h(
    "time",
    { class: className, datetime: date.toISOString(), title: inWords(seconds, "F"), "data-relative": style === "R" ? seconds : null },
    inWords(seconds, style),
  );
}

/** Keep every relative moment on the page true. */
export function keepTime() {
  setInterval(() => {
    for (const element of document.querySelectorAll("[data-relative]")) {
      const text = ago(Number(element.dataset.relative));
      if (element.textContent !== text) element.textContent = text;
    }
  }, TICK_MS);
}

/** "3.2 s" */
export const duration = (seconds) => `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
