// What Discord would refuse: what the bot or this model sent that is not as Discord has it; knows nothing of why.

import { get } from "../state/api.js";
import { h } from "../elements/dom.js";
import { inTurn } from "../state/reading.js";
import { moment } from "../state/times.js";
import { block } from "./parts.js";

const SHOWN = 50;
const KINDS = { refused: "refused", request: "differs from Discord's description", answer: "our own answer differs" };

function line(one) {
  return h("li", { class: "violation" },
    h("code", {}, one.route), h("p", {}, one.message),
    h("p", { class: "subtext" }, KINDS[one.kind] ?? one.kind, " · ", moment(one.at, "R", "when", "en")));
}

/** The section: {element, refresh, receive}. */
export function violationsSection() {
  const count = h("span", { class: "tally" });
  const empty = h("p", { class: "subtext" }, "Nothing so far. Discord would take everything the bot has sent.");
  const more = h("p", { class: "subtext", hidden: true });
  const list = h("ol", { class: "violations" });
  const refresh = inTurn(async () => {
    const found = await get("/violations");
    count.textContent = found.length ? String(found.length) : "";
    empty.hidden = found.length > 0;
    more.hidden = found.length <= SHOWN;
    more.textContent = more.hidden ? "" : `The last ${SHOWN} of ${found.length}.`;
    list.replaceChildren(...found.slice(-SHOWN).reverse().map(line));
  });
  const element = block(["What Discord would refuse", count], false, empty, list, more);
  return { element, refresh, receive: () => refresh().catch(() => {}) };
}
