// The list of messages in the open channel, and commands that wait for their answer; knows nothing of the composer.

import { get } from "./api.js";
import { byId, h, say, trouble } from "./dom.js";
import { messageElement, usedLine } from "./message.js";
import { changed, myName, on, placeOf, store } from "./store.js";

const NEAR_PX = 120;
const list = byId("messages");
const scroller = byId("scroll");
const pending = byId("pending");
let opened = 0;
let atEnd = true;

const toTheEnd = () => { atEnd = true; scroller.scrollTop = scroller.scrollHeight; };
const key = (message) => BigInt(message.id);

/** Draw what changed, keep the reader's place and the focus. */
function put(message) {
  const old = byId(`message-${message.id}`);
  const made = messageElement(message);
  const focused = old?.contains(document.activeElement) ? document.activeElement.dataset.custom : null;
  if (old) old.replaceWith(made);
  else {
    const after = [...list.children].find((one) => BigInt(one.dataset.id) > key(message));
    list.insertBefore(made, after ?? null);
  }
  if (focused) (made.querySelector(`[data-custom="${CSS.escape(focused)}"]`) ?? scroller).focus();
}

function tell(message, before) {
  const text = message.content.replace(/[`*_]|-# /g, "").slice(0, 160);
  if (!before) say(`${message.author.name}${message.ephemeral ? ", only for you" : ""}: ${text}`);
  else if (message.attachments.length > before.attachments.length) say(`${message.author.name} has sent ${message.attachments.length === 1 ? "a picture" : "pictures"}`);
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
  tell(message, store.messages.get(message.id));
  store.messages.set(message.id, message);
  put(message);
  changed("messages");
}

/** A message is gone. */
export function forget(id) {
  const focusLost = byId(`message-${id}`)?.contains(document.activeElement);
  store.messages.delete(id);
  byId(`message-${id}`)?.remove();
  if (focusLost) scroller.focus();
  changed("messages");
}

/** Read the open channel anew. */
export async function reload() {
  const turn = ++opened;
  try {
    const found = await get(`/channels/${store.channel}/messages?as=${encodeURIComponent(store.me)}`);
    if (turn !== opened) return;
    store.messages = new Map(found.map((message) => [message.id, message]));
    list.replaceChildren(...found.map(messageElement));
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
  toTheEnd();
}

/** A command was sent: show it until the bot answers, and say so when it does not. */
export function expect(command, answered) {
  const note = h("p", { class: "thinking" }, "Sending ", h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")));
  const item = h("li", { class: "message waiting" }, usedLine(myName(), command), note);
  pending.append(item);
  toTheEnd();
  const fail = (text) => {
    const dismiss = h("button", { type: "button", class: "text-button", onclick: () => item.remove() }, "Dismiss message");
    note.replaceWith(h("p", { class: "failed" }, text), h("p", { class: "only-you" }, "Only you can see this · ", dismiss));
    toTheEnd();
  };
  answered.then(
    (seen) => (seen.state === "failed" ? fail("The application did not respond") : item.remove()),
    (error) => fail(error.message),
  );
}

/** Whoever reads the end stays there when messages grow or the composer does; whoever reads above is left in peace. */
function stayAtTheEnd() {
  let lastTop = 0;
  scroller.addEventListener("scroll", () => {
    const near = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_PX;
    // The event of our own scrolling can come after the list has grown again: only scrolling up leaves the end.
    if (near || scroller.scrollTop < lastTop) atEnd = near;
    lastTop = scroller.scrollTop;
  });
  const watcher = new ResizeObserver(() => { if (atEnd && store.messages.size) toTheEnd(); });
  for (const element of [scroller, list, pending]) watcher.observe(element);
}

stayAtTheEnd();
on("channel", () => { pending.replaceChildren(); });
