// A command in the composer's line with a field for each option; knows nothing of own words.

import { commandLines } from "../state/commands.js";
import { complain, help, line, root } from "./parts.js";
import { h } from "../elements/dom.js";
import { asSent } from "./option-values.js";
import { OptionField } from "./options.js";
import { endReply } from "./reply.js";
import { run } from "../state/running.js";
import { here, on, store } from "../state/store.js";

let current = null;
let fields = [];
let left = () => {};
let sending = false;

/** Whether a command stands in the line. */
export const hasCommand = () => current !== null;

/** `listener` is told when the command is left or sent. */
export const whenLeft = (listener) => { left = listener; };

/** Put a command into the line; `words` go into its first field, `values` where they belong. */
export function begin(command, words = "", values = {}) {
  current = command;
  complain("");
  endReply();
  fields = command.options.map((option) => new OptionField(option, command.name, given));
  const chip = h("span", { class: "chip" }, `/${command.shown}`,
    h("button", { type: "button", class: "chip-close", "aria-label": `Leave /${command.shown}`, onclick: leave }, "×"));
  line.replaceChildren(chip, ...fields.map((field) => field.element), h("button", { type: "button", class: "press primary send", onclick: send }, "Send"));
  for (const field of fields) {
    field.fill(values[field.option.name]);
    field.field.addEventListener("focus", () => { help.textContent = field.says; });
  }
  help.textContent = command.description;
  if (words) fields[0]?.fill(words);
  focusCommand();
}

/** Go to the field that needs something first. */
export function focusCommand() {
  const first = fields.find((field) => field.option.required && !field.field.value) ?? fields[0];
  (first?.field ?? line.querySelector(".send"))?.focus();
}

function leave() {
  current = null;
  fields = [];
  complain("");
  left();
}

/** The member reads another language now, or has other commands: the same command, with what was typed. */
function translate() {
  const command = current && commandLines().find((one) => one.name === current.name);
  if (!command) return;
  if (JSON.stringify(command) === JSON.stringify(current)) return fields.forEach((field) => field.renew());
  const before = document.activeElement;
  const typing = root.contains(before) ? fields.findIndex((field) => field.field === before) : -1;
  begin(command, "", Object.fromEntries(fields.map((field) => [field.option.name, field.held])));
  (typing >= 0 ? fields[typing]?.field : before)?.focus();
}

/** What is filled in and makes sense so far. */
function given() {
  return Object.fromEntries(fields.map((field) => [field.option.name, field.read().value]).filter(([, value]) => value !== undefined));
}

async function send() {
  const found = fields.map((field) => ({ field, sentence: field.read().wrong })).filter(({ sentence }) => sentence);
  if (!found.length) return runHere(current.name, given(), true);
  for (const { field } of [...found].reverse()) field.markWrong();  // the first one last: it gets the focus
  return complain(found[0].sentence);
}

/** Send a command as the present member. */
async function runHere(name, options, fromLine) {
  if (sending) return;
  const from = here();
  sending = true;
  complain("");
  try {
    await run(`/commands/${encodeURIComponent(name)}`, name, { channel: store.channel, options: await asSent(options) });
    if (fromLine) leave();
  } catch (error) {
    if (here() === from) complain(error.message);
  } finally {
    sending = false;
  }
}

/** One click: the command runs; when it does not exist, the line says so. */
export function suggest(name, options) {
  const command = commandLines().find((one) => one.name === name);
  if (!command) return complain(`The bot has registered no /${name} yet.`);
  return runHere(name, options, hasCommand());
}

/** Put a command into the line, to be changed and sent. */
export function prepare(name, options) {
  const command = commandLines().find((one) => one.name === name);
  if (command) begin(command, "", options);
}

/** Keys while a command stands in the line. */
export function commandKeys(event) {
  if (event.target.closest?.(".chip-close")) return;
  const onSend = Boolean(event.target.closest?.(".send"));
  const field = fields.find((one) => one.field === event.target);
  if (field?.key(event)) return;
  const emptyFirst = field ? field === fields[0] && event.target.value === "" : onSend && !fields.length;
  if (event.key === "Escape" || (event.key === "Backspace" && emptyFirst)) { event.preventDefault(); leave(); }
  else if (event.key === "Enter" && !event.shiftKey && !onSend) { event.preventDefault(); send(); }
}

for (const topic of ["me", "world", "commands"]) on(topic, translate);
