// The list of messages in the open channel; knows nothing of the composer and of what waits for an answer.

import { get } from "../state/api.js";
import { byId, h, say, trouble } from "../elements/dom.js";
import { follows, messageElement } from "./message.js";
import { keepUncovered } from "../elements/spoilers.js";
import { changed, here, on, placeOf, store } from "../state/store.js";
import { spoken } from "../state/texts.js";

const NEAR_PX = 120;
const SPOKEN_LETTERS = 160;
const list = byId("messages");
const scroller = byId("scroll");
const pending = byId("pending");
const below = h("button", { type: "button", class: "new-below", hidden: true, onclick: () => toTheEnd() },
  "New messages ", h("span", { "aria-hidden": "true" }, "↓"));
let opened = 0;
/** What has come (or, null, gone) in the open channel since its reading began, by id: the answer may be older. */
let meanwhile = new Map();
let shown = "";
let atEnd = true;
let lastTop = 0;

/** Somebody wants to see something above: what grows does not take them to the end any more. */
export const leaveTheEnd = () => { atEnd = false; };

const nearEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_PX;

/** The reader is at the end now, where nothing is unread. */
function arrived() {
  atEnd = true;
  if (document.activeElement === below) scroller.focus();
  below.hidden = true;
}

function toTheEnd() {
  arrived();
  scroller.scrollTop = scroller.scrollHeight;
  lastTop = scroller.scrollTop;
}

/** Something new has come below what is read. */
function comeBelow() {
  if (nearEnd()) return arrived();
  if (below.hidden) say("There are new messages below");
  below.hidden = false;
}

/** Own words, and what the bot answers to one's own commands and presses. */
const isMine = ({ author, ephemeral, interaction }) => ephemeral || author.id === store.me || interaction?.user.id === store.me;
const key = (message) => BigInt(message.id);

/** Messages that go on with what the same person has just said stand closer. */
function group() {
  let before = null;
  for (const element of list.children) {
    const message = store.messages.get(element.dataset.id);
    element.classList.toggle("follows", Boolean(message) && follows(message, before));
    before = message ?? null;
  }
}

/** Answers to a message show its words, or that it is gone. */
function redrawAnswers(id) {
  for (const message of store.messages.values()) if (message.reply_to === id) put(message);
}

/** Draw what changed, keep the reader's place, the focus and what was uncovered. */
function put(message) {
  const old = byId(`message-${message.id}`);
  const made = messageElement(message);
  const focused = old?.contains(document.activeElement) ? document.activeElement.dataset.focus ?? "" : null;
  if (old) {
    keepUncovered(old, made);
    old.replaceWith(made);
  } else {
    const after = [...list.children].find((one) => BigInt(one.dataset.id) > key(message));
    list.insertBefore(made, after ?? null);
  }
  if (focused !== null) (made.querySelector(`[data-focus="${CSS.escape(focused)}"]`) ?? scroller).focus({ preventScroll: true });
}

/** Once for a new message, once more when the bot has thought, and when pictures come. */
function tell(message, before) {
  const { author, attachments } = message;
  if (!before ? !message.loading : before.loading && !message.loading) {
    say(`${author.name}${message.ephemeral ? ", only for you" : ""}: ${spoken(message).slice(0, SPOKEN_LETTERS)}`);
  } else if (before && attachments.length > before.attachments.length) {
    say(`${author.name} has sent ${attachments.length === 1 ? "a picture" : "pictures"}`);
  }
}

/** A message is new or has changed. */
export function receive(message) {
  if (placeOf(message) !== store.channel) {
    if (!store.unread.has(placeOf(message))) {
      store.unread.add(placeOf(message));
      changed("unread");
    }
    return;
  }
  const before = store.messages.get(message.id);
  meanwhile.set(message.id, message);
  tell(message, before);
  store.messages.set(message.id, message);
  put(message);
  redrawAnswers(message.id);
  group();
  changed("messages");
  if (before) return;
  if (isMine(message)) toTheEnd();
  else if (!atEnd) comeBelow();
}

/** A message is gone. */
export function forget(id) {
  const focusLost = byId(`message-${id}`)?.contains(document.activeElement);
  meanwhile.set(id, null);
  store.messages.delete(id);
  byId(`message-${id}`)?.remove();
  if (focusLost) scroller.focus();
  redrawAnswers(id);
  group();
  changed("messages");
}

/** Read the open channel anew. */
export async function reload() {
  const turn = ++opened;
  const before = store.messages;
  meanwhile = new Map();
  try {
    const found = await get(`/channels/${store.channel}/messages?as=${encodeURIComponent(store.me)}`);
    if (turn !== opened) return;
    const all = new Map([...found.map((message) => [message.id, message]), ...meanwhile]);
    store.messages = new Map([...all].filter(([, message]) => message !== null));
    list.replaceChildren(...[...store.messages.values()].map(messageElement));
    group();
    trouble("");
  } catch (error) {
    if (turn !== opened) return;
    store.messages = new Map();
    list.replaceChildren();
    trouble(error.message);
  }
  store.unread.delete(store.channel);
  changed("unread");
  changed("messages");
  const again = shown === here();
  shown = here();
  if (atEnd || !again) return toTheEnd();
  if ([...store.messages.keys()].some((id) => !before.has(id))) comeBelow();
}

/** Whoever reads the end stays there when messages grow or the composer does; whoever reads above is left in peace. */
function stayAtTheEnd() {
  const heights = () => `${scroller.scrollHeight} ${scroller.clientHeight}`;
  let settled = "";
  scroller.addEventListener("scroll", () => {
    // Only a reader who scrolls up leaves the end. The event comes late: where the list has changed its height since,
    // it may be the list that has moved; then the observer below decides, in the same frame.
    const moved = heights() !== settled;
    settled = heights();
    if (nearEnd()) arrived();
    else if (!moved && scroller.scrollTop < lastTop) atEnd = false;
    lastTop = scroller.scrollTop;
  });
  const watcher = new ResizeObserver(() => {
    settled = heights();
    if (nearEnd()) arrived();
    if (atEnd && store.messages.size) toTheEnd();
  });
  for (const element of [scroller, list, pending]) watcher.observe(element);
}

scroller.after(below);
stayAtTheEnd();
on("pending", toTheEnd);
