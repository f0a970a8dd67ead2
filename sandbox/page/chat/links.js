// What words of a message lead to within the chat: a message, a channel, a command; knows nothing of how they look.

import { get } from "../state/api.js";
import { leaveTheEnd } from "./messages.js";
import { calledHere } from "../state/commands.js";
import { prepare } from "../composer/composer.js";
import { byId, trouble } from "../elements/dom.js";
import { goTo } from "../sidebar.js";
import { mayEnter, on, serverOf, store } from "../state/store.js";

const MARKED_MS = 3000;
const DIRECT = "@me";
const SHUT = "That channel is gone, or you may not enter it.";
const GONE = "That message is not there any more.";
let wanted = null;

/** Bring a message that is drawn into view, mark it for a while, and put the focus on it. */
function show(id) {
  const there = byId(`message-${id}`);
  if (!there) return;
  leaveTheEnd();
  there.scrollIntoView({ block: "center" });
  there.classList.add("target");
  setTimeout(() => there.classList.remove("target"), MARKED_MS);
  there.querySelector(".more-button")?.focus({ preventScroll: true });
}

async function isThere(channel, id) {
  if (channel === store.channel) return store.messages.has(id);
  const found = await get(`/channels/${channel}/messages?as=${encodeURIComponent(store.me)}`);
  return found.some((message) => message.id === id);
}

/** Go to a place as a link names it, and to a message there. */
async function jump(place, id) {
  const channel = place === DIRECT ? "dm" : place;
  const server = serverOf(channel);
  if (channel !== "dm" && !(server && mayEnter(server))) return trouble(SHUT);
  if ([GONE, SHUT].includes(byId("trouble").textContent)) trouble("");
  if (id && !await isThere(channel, id)) return trouble(GONE);
  wanted = id ? { channel, id } : null;
  if (channel !== store.channel) return goTo(channel);
  return showWanted();
}

/** The message that was asked for, once its channel has been read and drawn. */
function showWanted() {
  const id = wanted?.id;
  if (!id || wanted.channel !== store.channel || !byId(`message-${id}`)) return;
  wanted = null;
  requestAnimationFrame(() => requestAnimationFrame(() => show(id)));  // after the list has gone to its end
}

/** Follow what is pressed anywhere on the page, and keep the names of commands in the reader's language. */
export function startLinks() {
  document.addEventListener("click", (event) => {
    const { jump: to, put: command } = event.target.closest?.("[data-jump], [data-put]")?.dataset ?? {};
    if (to) jump(...to.split("/")).catch((error) => trouble(error.message));
    if (command) prepare(command, {});
  });
  const name = () => { for (const one of document.querySelectorAll("[data-command]")) one.textContent = calledHere(one.dataset.command); };
  for (const topic of ["commands", "world", "me"]) on(topic, name);
  on("messages", showWanted);
  on("channel", () => { if (wanted?.channel !== store.channel) wanted = null; });
}
