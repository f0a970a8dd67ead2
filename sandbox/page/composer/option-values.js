// Which values an option of a command takes, and what was typed as one of them; knows no element.

import { channelsHere, mentionablesHere, peopleHere, rolesHere } from "../state/choices.js";
import { shownName } from "../state/locales.js";

export const TYPE = { string: 3, integer: 4, boolean: 5, user: 6, channel: 7, role: 8, mentionable: 9, number: 10, attachment: 11 };
const KNOWN = new Set(Object.values(TYPE));

export const isKnown = (option) => KNOWN.has(option.type);
export const isNumeric = (option) => option.type === TYPE.integer || option.type === TYPE.number;

/** What can be chosen, or null for free text. */
export function choicesOf(option) {
  if (option.choices?.length) return option.choices.map((choice) => ({ name: shownName(choice), also: choice.name, value: choice.value }));
  switch (option.type) {
    case TYPE.boolean: return [{ name: "Yes", value: true }, { name: "No", value: false }];
    case TYPE.user: return peopleHere();
    case TYPE.role: return rolesHere();
    case TYPE.mentionable: return mentionablesHere();
    case TYPE.channel: return channelsHere(option.channel_types);
    default: return null;
  }
}

/** A name as it is compared: without case and sign. */
export const bare = (text) => text.trim().toLowerCase().replace(/^[@#]/, "");
export const namesOf = (choice) => [choice.name, choice.also ?? "", String(choice.value)].map(bare);
export const fits = (choice, typed) => namesOf(choice).slice(0, 2).some((name) => name.includes(bare(typed)));

const given = (limit) => limit !== undefined && limit !== null;

/** {value}, or {wrong} with a sentence. */
export function asNumber(option, name, typed) {
  const value = Number(typed.replace(",", "."));
  if (!Number.isFinite(value)) return { wrong: `${name} must be a number.` };
  if (option.type === TYPE.integer && !Number.isSafeInteger(value)) return { wrong: `${name} must be a whole number.` };
  if (given(option.min_value) && value < option.min_value) return { wrong: `${name} must be at least ${option.min_value}.` };
  if (given(option.max_value) && value > option.max_value) return { wrong: `${name} must be at most ${option.max_value}.` };
  return { value };
}

async function base64(file) {
  const reader = new FileReader();
  await new Promise((resolve, reject) => {
    reader.addEventListener("load", resolve);
    reader.addEventListener("error", () => reject(new Error(`${file.name} cannot be read.`)));
    reader.readAsDataURL(file);
  });
  return reader.result.slice(reader.result.indexOf(",") + 1);
}

/** The values as the server takes them: files by name and content. */
export async function asSent(options) {
  const sent = { ...options };
  for (const [name, value] of Object.entries(options)) {
    if (value instanceof File) sent[name] = { filename: value.name, content_base64: await base64(value), ...(value.type ? { content_type: value.type } : {}) };
  }
  return sent;
}

/** The values without files: what autocompletion is told. */
export const withoutFiles = (options) => Object.fromEntries(Object.entries(options).filter(([, value]) => !(value instanceof File)));
