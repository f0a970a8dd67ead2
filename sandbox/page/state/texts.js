// The plain words of a message, wherever they stand in it; knows no element.

import { channelBy, nameOf, person, store } from "./store.js";
import { roleBy, roleNamesOf } from "./choices.js";
import { calledHere } from "./commands.js";

const CODE = /```[\s\S]+?```|(`+)[\s\S]*?[^`]\1(?!`)/g;

function* wordsIn(list) {
  for (const one of list ?? []) {
    if (typeof one.content === "string") yield one.content;
    yield* wordsIn(one.components);
  }
}

/** Everything that was written, as it was written. */
export function textOf(message) {
  const embeds = message.embeds.flatMap((one) => [one.title, one.description, ...(one.fields ?? []).flatMap((field) => [field.name, field.value])]);
  return [message.content, ...wordsIn(message.components), ...embeds].filter(Boolean).join("\n");
}

/** As one line to hear or to quote: names instead of mentions, no signs, spoilers covered. */
export function spoken(message) {
  const plain = textOf(message)
    .replace(/\|\|[\s\S]+?\|\|/g, "(spoiler)")
    .replace(/<@!?(\d+)>/g, (_, id) => `@${nameOf(id) ?? "somebody"}`)
    .replace(/<@&(\d+)>/g, (_, id) => `@${roleBy(id)?.name ?? "a role"}`)
    .replace(/<#(\d+)>/g, (_, id) => `#${channelBy(id)?.name ?? "somewhere"}`)
    .replace(/<\/([^:>]+):\d+>/g, (_, name) => calledHere(name))
    .replace(/<a?(:\w+:)\d+>/g, "$1")
    .replace(/<t:-?\d+(?::\w)?>/g, "")
    .replace(/\[([^\]]+)\]\(<?https?:[^)]*\)/g, "$1")
    .replace(/^(?:-# |#{1,3} |>>> |> )/gm, "")
    .replace(/[`*]|__|~~/g, "");
  return plain.replace(/\s+/g, " ").trim() || (message.attachments.length ? "a file" : "");
}

/** Whether it pings the present member, as far as its words tell: whom the bot may ping beside by name is not known here. */
export function mentionsMe(message) {
  const said = [message.content, ...wordsIn(message.components)].join("\n").replace(CODE, "");
  if (!store.me || message.ephemeral) return false;
  const byName = said.includes(`<@${store.me}>`) || said.includes(`<@!${store.me}>`);
  if (message.author.bot) return byName;
  const roles = roleNamesOf(store.me);
  const byRole = [...said.matchAll(/<@&(\d+)>/g)].some(([, id]) => roles.includes(roleBy(id)?.name));
  return byName || byRole || (/@(?:everyone|here)\b/.test(said) && person(store.me) !== undefined);
}
