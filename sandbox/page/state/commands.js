// Which commands there are here for the present member, and which of them fit what is typed; knows no element.

import { shownDescription, shownName } from "./locales.js";
import { store } from "./store.js";

const TYPED = 1;
const ON_MEMBER = 2;
const ON_MESSAGE = 3;
const NESTING = new Set([1, 2]);

const ofType = (type) => store.commands.filter((command) => (command.type ?? TYPED) === type);

/** Every command a member can type, subcommands spelt out: `name` as the bot calls it, `shown` as the member does. */
export function commandLines() {
  const lines = [];
  const walk = (one, name, shown) => {
    const options = one.options ?? [];
    const children = options.filter((option) => NESTING.has(option.type));
    if (!children.length) lines.push({ name, shown, description: shownDescription(one), options });
    for (const child of children) walk(child, `${name} ${child.name}`, `${shown} ${shownName(child)}`);
  };
  for (const command of ofType(TYPED)) walk(command, command.name, shownName(command));
  return lines;
}

export const memberCommands = () => ofType(ON_MEMBER);
export const messageCommands = () => ofType(ON_MESSAGE);

/** What the present member calls the command that the bot calls `name`; those of the menus have no slash. */
export function calledHere(name) {
  const line = commandLines().find((one) => one.name === name);
  if (line) return `/${line.shown}`;
  const command = store.commands.find((one) => one.name === name);
  return command ? shownName(command) : `/${name}`;
}

const namesOf = (line) => [line.shown.toLowerCase(), line.name.toLowerCase()];

/** The command that stands at the start of a text, with what was typed behind it; null without one. */
export function commandAtStart(text) {
  const low = text.toLowerCase();
  for (const line of commandLines()) {
    const name = namesOf(line).find((one) => low.startsWith(`${one} `));
    if (name !== undefined) return { line, rest: text.slice(name.length + 1) };
  }
  return null;
}

/** Commands for what is typed so far: those that begin with it first. */
export function commandsFor(words) {
  const low = words.toLowerCase();
  const begins = (line) => namesOf(line).some((name) => name.startsWith(low));
  const found = commandLines().filter((line) => namesOf(line).some((name) => name.includes(low)));
  return [...found.filter(begins), ...found.filter((line) => !begins(line))];
}

export const exactly = (words) => commandLines().find((line) => namesOf(line).includes(words.trim().toLowerCase()));
