// The world's time, and times as people read them, kept true while they stand there; knows nothing of messages.

import { h } from "../elements/dom.js";
import { myLocale } from "./locales.js";
import { on } from "./store.js";

const UNITS = [["year", 31557600], ["month", 2629800], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  old: { dateStyle: "short", timeStyle: "short" },
};
const ENGLISH = "en";
const DAY_MS = 86400 * 1000;
const formats = new Map();
const TICK_MS = 1000;
const kept = [];
let ahead = 0;

/** The world is this many seconds ahead of this machine. */
export function setAhead(seconds) {
  ahead = seconds;
  for (const keep of kept) keep();
}

export const getAhead = () => ahead;

/** The world's present moment, in seconds since 1970. */
export const worldNow = () => Date.now() / 1000 + ahead;

/** A format, made once for each language; a language that the browser does not know is English. */
function formatOf(kind, locale, options) {
  const key = JSON.stringify([kind.name, locale, options]);
  if (!formats.has(key)) {
    let made;
    try { made = new kind(locale, options); } catch { made = new kind(ENGLISH, options); }
    formats.set(key, made);
  }
  return formats.get(key);
}

const dated = (seconds, style, locale) => formatOf(Intl.DateTimeFormat, locale, STYLES[style] ?? STYLES.f).format(seconds * 1000);
const relative = (number, unit, locale) => formatOf(Intl.RelativeTimeFormat, locale, { numeric: "auto" }).format(number, unit);

function ago(seconds, locale) {
  const distance = seconds - worldNow();
  const [unit, size] = UNITS.find(([, length]) => Math.abs(distance) >= length) ?? UNITS.at(-1);
  return relative(Math.round(distance / size), unit, locale);
}

const dayOf = (seconds) => new Date(seconds * 1000).setHours(0, 0, 0, 0);

/** Whether two moments are on the same day of the calendar, here. */
export const sameDay = (one, other) => dayOf(one) === dayOf(other);

/** When something was said: the time today, the word for yesterday with it, the date for everything before. */
function said(seconds, locale) {
  const days = Math.round((dayOf(worldNow()) - dayOf(seconds)) / DAY_MS);
  if (days === 0) return dated(seconds, "t", locale);
  if (days !== 1) return dated(seconds, "old", locale);
  const word = relative(-1, "day", locale);
  return `${word[0].toUpperCase()}${word.slice(1)}${locale.startsWith(ENGLISH) ? " at" : ","} ${dated(seconds, "t", locale)}`;
}

/** A moment as text, in the present member's language unless another is named; the style as for `moment`. */
export function inWords(seconds, style = "f", locale = myLocale()) {
  if (style === "R") return ago(seconds, locale);
  return style === "said" ? said(seconds, locale) : dated(seconds, style, locale);
}

/** A moment that stays true; the style is one of Discord's letters, or "said" for the time of a message. */
export function moment(seconds, style = "f", className = "moment", locale = null) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.valueOf())) return h("span", {}, "an unknown time");
  const made = h("time", { class: className, datetime: date.toISOString(), "data-at": seconds, "data-style": style, "data-locale": locale });
  redraw(made);
  return made;
}

/** The clock has gone on, or the reader has another language. */
function redraw(element) {
  const { at, style, locale = myLocale() } = element.dataset;
  const text = inWords(Number(at), style, locale);
  if (element.textContent === text && element.dataset.in === locale) return;
  element.textContent = text;
  element.dataset.in = locale;
  element.title = inWords(Number(at), "F", locale);
}

/** Call this now, every second, and whenever the world's time moves. */
export function everySecond(keep) {
  kept.push(keep);
  keep();
}

/** Keep every moment on the page true. */
export function keepTime() {
  const keepMoments = () => { for (const element of document.querySelectorAll("time[data-at]")) redraw(element); };
  everySecond(keepMoments);
  for (const topic of ["world", "me"]) on(topic, keepMoments);
  setInterval(() => { for (const keep of kept) keep(); }, TICK_MS);
}

/** "3.2 s" */
export const duration = (seconds) => `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;

const LONG = [["day", 86400], ["hour", 3600], ["minute", 60]];

/** "1 day 3 hours", as far as two units tell; "less than a minute" below that. */
export function span(seconds) {
  let rest = Math.round(seconds);
  const parts = [];
  for (const [unit, size] of LONG) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count) parts.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
  }
  return parts.slice(0, 2).join(" ") || "less than a minute";
}
