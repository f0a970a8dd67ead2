// The panel beside the chat: opens, closes, and holds its sections; knows nothing of what they do.

import { byId, closer, h, trouble } from "../elements/dom.js";
import { botSection } from "./bot.js";
import { discordSection } from "./discord.js";
import { faultsSection } from "./faults.js";
import { peopleSection } from "./people.js";
import { providerSection } from "./studio.js";
import { timeSection } from "./time.js";
import { violationsSection } from "./violations.js";

const wide = matchMedia("(min-width: 75.01rem)");
const phone = matchMedia("(max-width: 47rem)");
const root = byId("world");
const opener = byId("open-world");
/** The panel was put away because the window became narrow. */
let putAway = false;

/** Show or hide the panel. On a phone it covers the chat, which waits then. */
export function openWorld(open, focus = true) {
  putAway = false;
  root.hidden = !open;
  byId("chat").inert = open && phone.matches;
  opener.setAttribute("aria-expanded", String(open));
  if (open && focus) root.querySelector("button, summary")?.focus();
  if (!open && focus) opener.focus();
}

/** Hide the panel if it is there. */
export function closeWorld() {
  if (!root.hidden) openWorld(false);
}

/** Where there is no room beside the chat any more the panel goes; when there is again, so does what went. */
function followTheWindow() {
  if (!wide.matches && !root.hidden) {
    const inside = root.contains(document.activeElement);
    openWorld(false, inside);
    putAway = true;
  } else if (wide.matches && putAway) openWorld(true, false);
}

/** Build the panel. Gives the handlers for events. */
export function startWorld() {
  const [provider, faults, bot, time, violations] = [providerSection(), faultsSection(), botSection(), timeSection(), violationsSection()];
  const close = closer({ close: () => openWorld(false) }, "Close the world panel");
  root.append(h("header", { class: "bar" }, h("h2", {}, "World"), h("span", { class: "spring" }), close),
    h("div", { class: "blocks" }, [provider, faults, discordSection(), time, bot, peopleSection(), violations].map((one) => one.element)));
  root.addEventListener("keydown", (event) => { if (event.key === "Escape") openWorld(false); });
  openWorld(wide.matches, false);
  wide.addEventListener("change", followTheWindow);
  phone.addEventListener("change", () => { if (!root.hidden) openWorld(true, false); });
  const refresh = async () => {
    try {
      await Promise.all([provider, faults, bot, time, violations].map((one) => one.refresh()));
    } catch (error) {
      trouble(error.message);
    }
  };
  opener.addEventListener("click", () => {
    openWorld(root.hidden);
    if (!root.hidden) refresh();
  });
  return { refresh, provider: provider.receive, violation: violations.receive, log: bot.log };
}
