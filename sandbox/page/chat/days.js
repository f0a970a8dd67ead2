// The line with the day between messages of different days; knows nothing of what was said.

import { byId, h } from "../elements/dom.js";
import { on, store } from "../state/store.js";
import { moment, sameDay } from "../state/times.js";

/** The line stands in the first message of its day, as only messages are in the list. */
function draw() {
  let before = null;
  for (const element of byId("messages").children) {
    const message = store.messages.get(element.dataset.id);
    const begins = Boolean(before && message) && !sameDay(before.created_at, message.created_at);
    const line = element.querySelector(":scope > .day");
    if (!begins) line?.remove();
    else if (!line) element.prepend(h("p", { class: "day" }, moment(message.created_at, "D", "")));
    before = message ?? before;
  }
}

/** Keep the lines where they belong. */
export function startDays() {
  on("messages", draw);
}
