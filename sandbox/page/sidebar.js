// Servers, channels and who one is; knows nothing of what is said there.

import { avatar, byId, h } from "./elements/dom.js";
import { channelBy, changed, firstChannel, mayEnter, myName, on, people, person, stillHere, store } from "./state/store.js";

const root = byId("sidebar");
const opener = byId("open-sidebar");
const WIDE = "(min-width: 47.01rem)";
/** Without a real keyboard the focus in the composer would call one up over half of the screen. */
const mouse = matchMedia("(pointer: fine)");
const USUAL_LOCALE = "en-US";
const channels = h("div", { class: "channels" });
const me = h("div", { class: "me" });
let drawnPeople = "";

/** Where there is no room beside the chat: lay the channels over it, which waits then, or put them away. */
function openSidebar(open) {
  root.classList.toggle("shown", open);
  byId("chat").inert = open;
  opener.setAttribute("aria-expanded", String(open));
  if (open) root.querySelector("[aria-current]")?.focus();
}

/** Put the channels away if they lie over the chat; the focus goes back to where they were opened. */
export function closeSidebar() {
  if (!root.classList.contains("shown")) return;
  openSidebar(false);
  opener.focus();
}

/** Go to a channel, or to "dm". */
export function goTo(channel) {
  store.channel = channel;
  openSidebar(false);
  changed("channel");
  (mouse.matches ? byId("typed") : byId("scroll"))?.focus();
}

/** Be another member; a channel they cannot enter is left. */
export function become(id) {
  store.me = id;
  if (!stillHere()) store.channel = firstChannel();
  changed("me");
}

/** The mark of an age-restricted channel, and what it means for who listens or points at it. */
const adult = () => h("span", { class: "adult", title: "Age-restricted" }, h("span", { "aria-hidden": "true" }, "18+"), h("span", { class: "unseen" }, " (age-restricted)"));

function channelButton(id, name, sign, { deeper = false, archived = false, nsfw = false } = {}) {
  const here = id === store.channel;
  const unread = store.unread.has(id) && !here;
  return h("li", {}, h("button", {
    type: "button", class: `channel${deeper ? " deeper" : ""}${unread ? " unread" : ""}`, "data-channel": id,
    "aria-current": here ? "page" : null, onclick: () => goTo(id),
  }, h("span", { class: "sign", "aria-hidden": "true" }, sign), h("span", { class: "channel-label" }, name),
  nsfw && adult(), archived && h("span", { class: "subtext" }, " archived"), unread && h("span", { class: "unseen" }, " (new messages)")));
}

function serverBlock(server) {
  const roots = server.channels.filter((channel) => !channel.parent);
  const lines = roots.flatMap((channel) => [
    channelButton(channel.id, channel.name, "#", channel),
    ...server.channels.filter((one) => one.parent === channel.id).map((one) => channelButton(one.id, one.name, "↳", { ...one, deeper: true })),
  ]);
  return h("section", { class: "server" }, h("h2", {}, server.name), h("ul", {}, lines));
}

function standing(member) {
  if (store.world.servers.some((server) => server.owner === member.id)) return "owner";
  if (member.permissions.includes("manage_guild")) return "manager";
  return member.permissions.includes("manage_messages") ? "moderator" : "member";
}

/** "member, Nitro, it" */
function describe(member) {
  return [standing(member), member.nitro && "Nitro", member.locale !== USUAL_LOCALE && member.locale].filter(Boolean).join(", ");
}

function drawChannels() {
  const focused = channels.contains(document.activeElement) ? document.activeElement.dataset.channel : null;
  channels.replaceChildren(
    ...store.world.servers.filter(mayEnter).map(serverBlock),
    h("section", { class: "server" }, h("h2", {}, "Direct messages"), h("ul", {}, channelButton("dm", store.world.bot.name || "imagine", "✦"))));
  if (focused) channels.querySelector(`[data-channel="${CSS.escape(focused)}"]`)?.focus();
}

/** Drawn only when something in it has changed, so that a list that hangs open stays open. */
function drawMe() {
  const names = people().map((one) => [one.id, `${one.name} · ${describe(one)}`]);
  const drawn = JSON.stringify([store.me, names]);
  if (drawn === drawnPeople) return;
  drawnPeople = drawn;
  const focused = me.contains(document.activeElement);
  const select = h("select", { id: "me", "aria-label": "You are" }, names.map(([id, words]) => h("option", { value: id, selected: id === store.me }, words)));
  select.addEventListener("change", () => become(select.value));
  me.replaceChildren(avatar(person(store.me)?.name ?? "?"), h("label", { class: "stack" }, h("span", { class: "subtext" }, "You are"), select));
  if (focused) select.focus();
}

function placeName() {
  if (store.channel === "dm") return `✦ ${store.world.bot.name}`;
  return `# ${channelBy(store.channel)?.name ?? ""}`;
}

function draw() {
  drawChannels();
  drawMe();
  byId("channel-name").replaceChildren(placeName(), ...(channelBy(store.channel)?.nsfw ? [" ", adult()] : []));
  byId("topic").textContent = `as ${myName()}`;
  const unread = [...store.unread].filter((id) => id === "dm" || channelBy(id)).length;
  document.title = `${unread ? `(${unread}) ` : ""}${placeName()} · sandbox`;
}

/** Build the sidebar. */
export function startSidebar() {
  root.append(channels, me);
  for (const topic of ["world", "me", "channel", "unread"]) on(topic, draw);
  opener.addEventListener("click", () => openSidebar(true));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeSidebar(); });
  matchMedia(WIDE).addEventListener("change", () => openSidebar(false));
}
