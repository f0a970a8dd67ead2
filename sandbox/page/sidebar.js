// Servers, channels and who one is; knows nothing of what is said there.

import { avatar, byId, h } from "./dom.js";
import { channelBy, changed, mayEnter, myName, on, people, person, store } from "./store.js";

const root = byId("sidebar");
const opener = byId("open-sidebar");
const WIDE = "(min-width: 47.01rem)";

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
  byId("typed")?.focus();
}

/** Be another member; a channel they cannot enter is left. */
export function become(id) {
  store.me = id;
  const server = store.world.servers.find((one) => one.channels.some((channel) => channel.id === store.channel));
  if (server && !mayEnter(server)) {
    store.channel = store.world.servers.find(mayEnter)?.channels[0]?.id ?? "dm";
  }
  changed("me");
}

function channelButton(id, name, sign, deeper = false) {
  const here = id === store.channel;
  const unread = store.unread.has(id) && !here;
  return h("li", {}, h("button", {
    type: "button", class: `channel${deeper ? " deeper" : ""}${unread ? " unread" : ""}`,
    "aria-current": here ? "page" : null, onclick: () => goTo(id),
  }, h("span", { class: "sign", "aria-hidden": "true" }, sign), name, unread && h("span", { class: "unseen" }, " (new messages)")));
}

function serverBlock(server) {
  const roots = server.channels.filter((channel) => !channel.parent);
  const lines = roots.flatMap((channel) => [
    channelButton(channel.id, channel.name, "#"),
    ...server.channels.filter((one) => one.parent === channel.id).map((one) => channelButton(one.id, one.name, "↳", true)),
  ]);
  return h("section", { class: "server" }, h("h2", {}, server.name), h("ul", {}, lines));
}

function describe(member) {
  if (store.world.servers.some((server) => server.owner === member.id)) return "owner";
  if (member.permissions.includes("manage_messages")) return "moderator";
  return member.nitro ? "member, Nitro" : "member";
}

function memberSwitch() {
  const options = people().map((one) => h("option", { value: one.id, selected: one.id === store.me }, `${one.name} · ${describe(one)}`));
  const select = h("select", { id: "me", "aria-label": "You are" }, options);
  select.addEventListener("change", () => { become(select.value); byId("me").focus(); });
  const me = person(store.me);
  return h("div", { class: "me" }, avatar(me?.name ?? "?"), h("label", { class: "stack" }, h("span", { class: "subtext" }, "You are"), select));
}

function draw() {
  root.replaceChildren(
    h("div", { class: "channels" },
      store.world.servers.filter(mayEnter).map(serverBlock),
      h("section", { class: "server" }, h("h2", {}, "Direct messages"), h("ul", {}, channelButton("dm", store.world.bot.name || "imagine", "✦")))),
    memberSwitch(),
  );
  const channel = channelBy(store.channel);
  byId("channel-name").textContent = store.channel === "dm" ? `✦ ${store.world.bot.name}` : `# ${channel?.name ?? ""}`;
  byId("topic").textContent = `as ${myName()}`;
}

/** Build the sidebar. */
export function startSidebar() {
  for (const topic of ["world", "me", "channel", "unread"]) on(topic, draw);
  opener.addEventListener("click", () => openSidebar(true));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeSidebar(); });
  matchMedia(WIDE).addEventListener("change", () => openSidebar(false));
}
