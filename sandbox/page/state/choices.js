// Who and what of this place can be chosen: people, roles, channels; knows no element.

import { channelBy, people, person, serverOf, store } from "./store.js";

const CHANNEL_TYPES = { text: 0, thread: 11 };

const bot = () => ({ name: store.world.bot.name, value: store.world.bot.id, says: "the bot" });
const asChoice = (one) => ({ name: one.name, value: one.id });

/** The members of the open channel's server and the bot; in a DM only oneself and the bot. */
export function peopleHere() {
  const server = serverOf(store.channel);
  const members = server ? people().filter((one) => server.members.some((member) => member.id === one.id)) : [person(store.me)];
  return [...members.filter(Boolean).map(asChoice), bot()];
}

export const rolesHere = () => (serverOf(store.channel)?.roles ?? []).map((role) => ({ ...asChoice(role), name: `@${role.name}` }));

export const mentionablesHere = () => [...peopleHere(), ...rolesHere().map((role) => ({ ...role, says: "role" }))];

/** Channels of the server, of some of Discord's types if any are named. */
export function channelsHere(types) {
  const wanted = (channel) => !types?.length || types.includes(CHANNEL_TYPES[channel.type]);
  return (serverOf(store.channel)?.channels ?? []).filter(wanted).map((one) => ({ name: `#${one.name}`, value: one.id }));
}

/** A role of any server. */
export function roleBy(id) {
  return store.world.servers.flatMap((server) => server.roles ?? []).find((role) => role.id === id);
}

/** The roles of a member in the open channel's server. */
export function roleNamesOf(id) {
  const member = serverOf(store.channel)?.members.find((one) => one.id === id) ?? person(id);
  return member?.roles ?? [];
}

/** Write people, roles and channels that are named in somebody's own words as Discord keeps them. */
export function withMentions(text) {
  const named = new Map([
    ...rolesHere().map((role) => [role.name.toLowerCase(), `<@&${role.value}>`]),
    ...peopleHere().map((one) => [`@${one.name}`.toLowerCase(), `<@${one.value}>`]),
    ...channelsHere().map((one) => [one.name.toLowerCase(), `<#${one.value}>`]),
  ]);
  const put = (plain) => plain.replace(/(?<![\p{L}\p{N}<&/])[@#][\p{L}\p{N}_-]+/gu, (word) => named.get(word.toLowerCase()) ?? word);
  return text.split(/(```[\s\S]*?```|`[^`]*`)/).map((part, index) => (index % 2 ? part : put(part))).join("");
}

/** Whether the present member may take away what others have said here. */
export function mayManage() {
  const server = serverOf(store.channel);
  const mine = server?.members.find((one) => one.id === store.me);
  return Boolean(server) && (server.owner === store.me || ["manage_messages", "administrator"].some((name) => mine?.permissions.includes(name)));
}

export const channelName = () => (store.channel === "dm" ? `@${store.world.bot.name}` : `#${channelBy(store.channel)?.name ?? ""}`);
