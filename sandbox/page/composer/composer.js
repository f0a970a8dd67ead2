// Where people write: own words, or `/` and the list of commands; knows nothing of messages and of options.

import { post } from "../state/api.js";
import { channelName, withMentions } from "../state/choices.js";
import { begin, commandKeys, focusCommand, hasCommand, whenLeft } from "./command-line.js";
import { commandAtStart, commandsFor, exactly } from "../state/commands.js";
import { complain, help, line, root, wrong } from "./parts.js";
import { avatar, h } from "../elements/dom.js";
import { lengthOf, remaining, tooLong } from "../elements/lengths.js";
import { Listbox } from "../elements/listbox.js";
import { endReply, replyBar, replyTarget } from "./reply.js";
import { here, on, store } from "../state/store.js";

export { prepare, suggest } from "./command-line.js";

const LONGEST = 2000;
/** Own words that were not sent, by member and channel. */
const drafts = new Map();
let place = "";
const left = h("span", { class: "left" });
const typed = h("textarea", { id: "typed", rows: 1, "aria-describedby": "composer-help" });
const list = new Listbox(typed, "Commands", {
  head: () => [avatar(store.world.bot.name, true), h("span", {}, store.world.bot.name || "The bot")],
  draw: (one) => [h("span", { class: "command-name" }, `/${one.shown}`), h("span", { class: "command-says" }, one.description)],
  choose: (one) => start(one),
});

function start(command, words = "") {
  list.hide();
  typed.value = "";
  begin(command, words);
}

function offer() {
  const text = typed.value;
  if (!text.startsWith("/")) return list.hide();
  const found = commandAtStart(text.slice(1));
  if (found) return start(found.line, found.rest);
  return list.show(commandsFor(text.slice(1).trimStart()));
}

function rest() {
  line.replaceChildren(typed, left, list.element);
  const place = channelName();
  typed.placeholder = `Message ${place}, or / for commands`;
  typed.setAttribute("aria-label", `Message ${place}`);
  remaining(left, typed.value, LONGEST);
  help.textContent = store.commands.length ? "" : "The bot has registered no commands yet.";
}

/** In another channel, or as another member, one finds the words one has left there; what was typed before the first stays. */
function move() {
  if (!store.me || here() === place) return;
  if (place) {
    complain("");
    drafts.set(place, typed.value);
    typed.value = drafts.get(here()) ?? "";
  }
  place = here();
}

/** The place or the commands have changed: whoever types faster than they were read keeps the words and the place. */
function refresh() {
  move();
  if (hasCommand()) return;
  const typing = document.activeElement === typed;
  rest();
  if (!typing) return;
  typed.focus();
  offer();
}

/** Post own words; what starts like a command but is none stays where it is. */
async function send() {
  const words = typed.value.trim();
  if (!words) return;
  const command = words.startsWith("/") ? exactly(words.slice(1)) : null;
  if (command) return start(command);
  if (/^\/[\p{L}\p{N}_-]/u.test(words)) return complain(`There is no command ${words.split(/\s/)[0]} here. Type / to see what the bot can do.`);
  const content = withMentions(words);
  if (lengthOf(content) > LONGEST) return complain(tooLong(content, LONGEST));
  const answered = replyTarget();
  const from = place;
  typed.value = "";
  try {
    await post(`/channels/${store.channel}/messages`, { as: store.me, content, ...(answered ? { reply_to: answered } : {}) });
    if (place === from) endReply();
  } catch (error) {
    if (place !== from) { drafts.set(from, drafts.get(from) || words); return; }
    if (!typed.value) typed.value = words;
    complain(error.message);
  }
  remaining(left, typed.value, LONGEST);
}

function keys(event) {
  if (list.key(event)) return;
  if (event.key === "Escape" && endReply()) event.preventDefault();
  if (event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  send();
}

/** Build the composer. */
export function startComposer() {
  root.append(wrong, replyBar(), line, help);
  whenLeft(() => { rest(); typed.focus(); });
  root.addEventListener("keydown", (event) => { if (!event.isComposing) (hasCommand() ? commandKeys : keys)(event); });
  typed.addEventListener("input", () => { complain(""); remaining(left, typed.value, LONGEST); offer(); });
  typed.addEventListener("blur", () => list.hide());
  typed.addEventListener("focus", () => { if (typed.value.startsWith("/")) offer(); });
  for (const topic of ["channel", "me", "world", "commands"]) on(topic, refresh);
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    if (hasCommand()) focusCommand(); else typed.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.matches("input:not([type=checkbox]), textarea, select") || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    if (hasCommand()) return focusCommand();
    typed.focus();
    typed.value = "/";
    offer();
  });
  rest();
}
