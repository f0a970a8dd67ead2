// What Discord does and allows: tokens, the connection, the bot's rights in the open channel; knows nothing of the bot.

import { patch, post } from "../state/api.js";
import { h } from "../elements/dom.js";
import { readWorld } from "../state/reading.js";
import { channelBy, on, serverOf, store } from "../state/store.js";
import { block, complaint, doing, ticking } from "./parts.js";

const MIB = 1024 * 1024;
const LIMITS_MIB = [10, 50, 100];
const RIGHTS = {
  view_channel: "see the channel",
  send_messages: "send messages",
  send_messages_in_threads: "send messages in threads",
  embed_links: "embed links",
  attach_files: "attach files",
  read_message_history: "read the history",
};

async function change(path, body) {
  await patch(path, body);
  await readWorld();
}

function rights() {
  const boxes = Object.entries(RIGHTS).map(([name, words]) => {
    const tick = ticking(words, (allowed) => {
      const others = channelBy(store.channel).bot_permissions.filter((one) => one !== name);
      return change(`/channels/${store.channel}`, { bot_permissions: allowed ? [...others, name] : others });
    });
    return { name, ...tick };
  });
  const place = h("span");
  const element = h("fieldset", { class: "group" }, h("legend", {}, "What the bot may do in ", place), boxes.map((one) => one.element));
  return {
    element,
    draw: (channel) => {
      place.textContent = `#${channel.name}`;
      for (const { name, box } of boxes) box.checked = channel.bot_permissions.includes(name);
    },
  };
}

function uploadLimit() {
  const wrong = complaint();
  const select = h("select");
  const name = h("span");
  select.addEventListener("change", () =>
    wrong.guard(() => change(`/servers/${serverOf(store.channel).id}`, { upload_limit_bytes: Number(select.value) })));
  return {
    element: h("div", {}, h("label", { class: "setting" }, name, select), wrong.element),
    draw: (server) => {
      const sizes = new Set([...LIMITS_MIB.map((size) => size * MIB), server.upload_limit_bytes]);
      name.textContent = `Largest file in ${server.name}`;
      select.replaceChildren(...[...sizes].sort((one, other) => one - other).map((bytes) =>
        h("option", { value: bytes, selected: bytes === server.upload_limit_bytes }, `${Number((bytes / MIB).toFixed(2))} MB`)));
    },
  };
}

/** The section; it follows the open channel. */
export function discordSection() {
  const resumable = h("input", { type: "checkbox", checked: true });
  const may = rights();
  const limit = uploadLimit();
  const archived = ticking("this thread is archived", (on) => change(`/channels/${store.channel}`, { archived: on }));
  const locked = ticking("this thread is locked", (on) => change(`/channels/${store.channel}`, { locked: on }));
  const adults = ticking("this channel is age-restricted", (on) => change(`/channels/${store.channel}`, { nsfw: on }));
  const inServer = h("div", { class: "place" }, may.element, adults.element, archived.element, locked.element, limit.element);
  const inPrivate = h("p", { class: "subtext" }, "In a direct message the bot may do everything it needs.");
  const draw = () => {
    const channel = channelBy(store.channel);
    inServer.hidden = !channel;
    inPrivate.hidden = Boolean(channel);
    if (!channel) return;
    may.draw(channel);
    adults.element.hidden = channel.type === "thread";  // a thread is what its channel is
    adults.box.checked = channel.nsfw;
    archived.element.hidden = locked.element.hidden = channel.type !== "thread";
    archived.box.checked = channel.archived;
    locked.box.checked = channel.locked;
    limit.draw(serverOf(channel.id));
  };
  for (const topic of ["world", "channel"]) on(topic, draw);
  return {
    element: block("Discord", true,
      doing("Expire all tokens", () => post("/tokens/expire"), "Every reply token is 15 minutes old now."),
      doing("Drop the connection", () => post("/gateway/drop", { resumable: resumable.checked }), "The connection was cut."),
      h("label", { class: "check" }, resumable, "the bot may resume where it was"),
      inServer, inPrivate),
  };
}
