// The first screen: what this is, one command that runs with one click, what to try next; knows no world.

import { get } from "./state/api.js";
import { tellBot } from "./state/bot.js";
import { prepare, suggest } from "./composer/composer.js";
import { byId, closer, h, trouble } from "./elements/dom.js";
import { moveClock } from "./state/reading.js";
import { become } from "./sidebar.js";
import { on, people, store } from "./state/store.js";
import { openWorld } from "./world/panel.js";
import { isSpeed, setSpeed } from "./world/studio.js";

const FIRST = { prompt: "a lighthouse at dusk, waves, warm light in the window", aspect_ratio: "2560x1440(16:9)" };
const SECOND = { prompt: "a red bicycle in the rain" };
const SET = { prompt: "four seasons of one tree", images: "set" };
const NEIGHBOURS = ["bruno", "ada"];
const LOOKS = 150;
const LOOK_MS = 200;
const UNDER_WAY = ["in_queue", "in_progress"];
const TITLE = "A whole chat on your own computer";
const place = byId("hint");

const about = () => h("p", {}, "The real imagine bot, with a pretend Discord and a pretend picture studio around it: no accounts, no cost, nothing leaves this machine.");

/** The suggestion itself: at the usual speed again if the list has made the studio slow. */
async function ask() {
  try {
    if (slow !== null) await askAt("Usual", FIRST);
    else await suggest("imagine", FIRST);
  } catch (error) {
    trouble(error.message);
  }
}

function suggestion(id, done = () => {}) {
  return h("button", { type: "button", class: "suggestion", id, onclick: () => { done(); ask(); } },
    h("span", { class: "suggestion-command" }, h("span", { class: "mention" }, "/imagine"), " prompt: ", h("q", {}, FIRST.prompt), " aspect_ratio: 16:9"),
    h("span", { class: "suggestion-go" }, "Run it"));
}

/** What was asked of a slow studio: {known, id} from the asking until that request has ended; null otherwise. */
let slow = null;

const requestsNow = async () => new Set((await get("/provider")).requests.map((one) => one.id));

/** Ask at this speed of the studio. */
async function askAt(speed, options) {
  slow = null;
  await setSpeed(speed);
  await suggest("imagine", options);
}

/** Ask a studio that is slow until this is done. */
async function askSlowly() {
  const known = await requestsNow();
  await askAt("Slow", FIRST);
  slow = { known, id: null };
}

/** The studio is as usual again after the slow request, unless somebody has set it otherwise. */
async function hurryAgain(one) {
  if (slow === null || slow.known.has(one.id)) return;
  slow.id ??= one.id;
  if (slow.id !== one.id || UNDER_WAY.includes(one.state)) return;
  slow = null;
  if (isSpeed("Slow", (await get("/provider")).settings)) await setSpeed("Usual");
}

/** Ask, and kill the bot once the studio is at work on it. */
async function killInTheMiddle() {
  const known = await requestsNow();
  await askAt("Usual", FIRST);
  for (let look = 0; look < LOOKS; look += 1) {
    const { requests } = await get("/provider");
    if (requests.some((one) => !known.has(one.id) && one.state === "in_progress")) return tellBot("kill");
    await new Promise((resolve) => { setTimeout(resolve, LOOK_MS); });
  }
  throw new Error("The studio has not begun with your picture, so the bot was left alone.");
}

/** The command in the line, with words to write over. */
async function prepareOwn() {
  if (slow !== null) await setSpeed("Usual");
  slow = null;
  prepare("imagine", SECOND);
  document.activeElement.select?.();
}

function beSomebodyElse() {
  const other = NEIGHBOURS.map((name) => people().find((one) => one.name === name)).find((one) => one && one.id !== store.me);
  if (other) become(other.id);
}

function next(done = () => {}) {
  const link = (text, act) => h("button", {
    type: "button", class: "text-button",
    onclick: async () => {
      done();
      try { await act(); } catch (error) { trouble(error.message); }
    },
  }, text);
  return h("ul", { class: "next" },
    h("li", {}, "Type ", h("kbd", {}, "/"), " and ask for ", link("a picture of your own", prepareOwn), "."),
    h("li", {}, link("Ask a slow studio", askSlowly), " for a picture and press ", h("strong", {}, "Cancel"), " while it waits."),
    h("li", {}, "Use up your quota: ", link("ask for a set", () => askAt("Usual", SET)), ", which counts as 4 of 10. Then ",
      link("move to the next day", () => moveClock({ to: "next_day" })), "."),
    h("li", {}, link("Kill the bot while it renders", killInTheMiddle), ", then ", link("start it again", () => tellBot("start")), ": your picture still comes."),
    h("li", {}, link("Be somebody else", beSomebodyElse), " and press a button that is not yours."),
    h("li", {}, "In the ", link("World", () => openWorld(true)), " you can change everything else."));
}

function card() {
  return h("section", { class: "hint", "aria-labelledby": "hint-title" },
    h("h2", { id: "hint-title" }, TITLE), about(), suggestion("suggestion"), h("h3", {}, "Then try"), next(),
    h("p", { class: "subtext" }, "You find this list again behind “What is this?”."));
}

function again() {
  const dialog = h("dialog", { class: "modal", "aria-label": "What is this?" });
  const close = () => {
    dialog.close();
    document.querySelector("#composer :is(input, textarea)")?.focus();
  };
  dialog.append(
    h("header", { class: "modal-bar" }, h("h2", {}, TITLE), closer(dialog)),
    about(), suggestion(null, close), h("h3", {}, "Then try"), next(close),
    h("p", { class: "subtext" }, "Keys: / begins a command, arrows and Enter choose, Tab goes to the next field, Esc leaves."));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** Show the card while the open channel is empty. */
export function startHint() {
  const draw = () => {
    const empty = store.messages.size === 0;
    // After the list has gone to its end: the first screen is read from its beginning.
    if (empty) requestAnimationFrame(() => { if (store.messages.size === 0) byId("scroll").scrollTop = 0; });
    if (empty === place.childElementCount > 0) return;
    place.replaceChildren(...(empty ? [card()] : []));
  };
  on("messages", draw);
  on("request", (one) => { hurryAgain(one).catch((error) => trouble(error.message)); });
  byId("open-hint").addEventListener("click", again);
}
