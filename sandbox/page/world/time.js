// The world's clock, and moving it on; knows nothing of what depends on it.

import { h } from "../elements/dom.js";
import { moveClock, readClock } from "../state/reading.js";
import { everySecond, getAhead, span, worldNow } from "../state/times.js";
import { block, doing } from "./parts.js";

const MINUTE_S = 60;
const HOUR_S = 3600;
const LEAST_SHOWN_S = 1;
const day = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** The section: {element, refresh}. */
export function timeSection() {
  const today = h("span");
  const now = h("strong");
  const ahead = h("p", { class: "subtext" });
  everySecond(() => {
    const moment = worldNow() * 1000;
    put(today, day.format(moment));
    put(now, time.format(moment));
    put(ahead, getAhead() < LEAST_SHOWN_S ? "The same as your own clock." : `${span(getAhead())} ahead of your own clock. It never goes back.`);
  });
  const element = block("Time", true,
    h("p", { class: "world-now" }, now, " ", today), ahead,
    h("div", { class: "press-row" },
      doing("15 minutes on", () => moveClock({ forward_s: 15 * MINUTE_S }), "Reply tokens have ended."),
      doing("1 hour on", () => moveClock({ forward_s: HOUR_S }), "An hour has passed."),
      doing("To the next day", () => moveClock({ to: "next_day" }), "Quotas begin anew.")));
  return { element, refresh: readClock };
}
