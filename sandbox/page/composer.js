// Where commands are typed: `/` opens the list, then each option has a field; knows nothing of messages.

import { outcome, post } from "./api.js";
import { byId, h } from "./dom.js";
import { Listbox } from "./listbox.js";
import { expect } from "./messages.js";
import { showModal } from "./modals.js";
import { OptionField, TYPE } from "./options.js";
import { changed, channelBy, on, store } from "./store.js";

const root = byId("composer");
const wrong = h("p", { class: "wrong-line", role: "alert", id: "composer-wrong", hidden: true });
const help = h("p", { class: "help", id: "composer-help" });
const typed = h("input", { id: "typed", type: "text", "aria-label": "Command", "aria-describedby": "composer-help" });
const list = new Listbox(typed, "Commands", {
  draw: (one) => [h("span", { class: "command-name" }, `/${one.name}`), h("span", { class: "command-says" }, one.description)],
  choose: (one) => begin(one),
});
const line = h("div", { class: "line" });
let current = null;
let fields = [];

/** Every command a member can type, subcommands spelt out. */
function commandLines() {
  const lines = [];
  const walk = (one, name) => {
    const children = (one.options ?? []).filter((option) => option.type === TYPE.subcommand || option.type === TYPE.group);
    if (!children.length) lines.push({ name, description: one.description, options: one.options ?? [] });
    for (const child of children) walk(child, `${name} ${child.name}`);
  };
  for (const command of store.commands) if ((command.type ?? 1) === 1) walk(command, command.name);
  return lines;
}

function complain(text) {
  wrong.textContent = text;
  wrong.hidden = !text;
}

function offer() {
  const text = typed.value;
  if (!text.startsWith("/")) return list.hide();
  const words = text.slice(1).trimStart().toLowerCase();
  const exact = commandLines().find((one) => text.slice(1).startsWith(`${one.name} `));
  if (exact) return begin(exact, text.slice(exact.name.length + 2));
  const found = commandLines().filter((one) => one.name.startsWith(words) || (words && one.name.includes(words)));
  return list.show(found);
}

/** Choose a command; `rest` is what was typed behind its name. */
function begin(command, rest = "", values = {}) {
  current = command;
  list.hide();
  complain("");
  fields = command.options.map((option) => new OptionField(option, command.name, given));
  const chip = h("span", { class: "chip" }, `/${command.name}`,
    h("button", { type: "button", class: "chip-close", "aria-label": `Leave /${command.name}`, onclick: () => leave() }, "×"));
  line.replaceChildren(chip, ...fields.map((field) => field.element), h("button", { type: "button", class: "press primary send", onclick: send }, "Send"));
  for (const field of fields) {
    const value = values[field.option.name];
    const choice = field.choices?.find((one) => one.value === value);
    if (choice) field.set(choice);
    else if (value !== undefined) field.field.value = value;
    field.field.addEventListener("focus", () => { help.textContent = field.option.description; });
  }
  help.textContent = command.description;
  if (rest && fields[0]) fields[0].field.value = rest;
  const first = fields.find((field) => field.option.required && !field.field.value) ?? fields[0];
  (first?.field ?? line.querySelector(".send")).focus();
}

/** Back to the empty line. */
function leave() {
  current = null;
  fields = [];
  typed.value = "";
  complain("");
  rest();
  typed.focus();
}

function rest() {
  line.replaceChildren(typed, list.element);
  const place = store.channel === "dm" ? "imagine" : `#${channelBy(store.channel)?.name ?? ""}`;
  typed.placeholder = `Type / for commands in ${place}`;
  help.textContent = store.commands.length ? "" : "The bot has registered no commands yet.";
}

/** The place or the commands have changed: whoever types faster than they were read keeps the words and the place. */
function refresh() {
  if (current !== null) return;
  const typing = document.activeElement === typed;
  rest();
  if (!typing) return;
  typed.focus();
  offer();
}

/** What is filled in and makes sense so far. */
function given() {
  return Object.fromEntries(fields.map((field) => [field.option.name, field.read().value]).filter(([, value]) => value !== undefined));
}

async function send() {
  for (const field of fields) {
    const { wrong: sentence } = field.read();
    if (sentence) {
      complain(sentence);
      field.markWrong();
      return;
    }
  }
  await run(current.name, given(), true);
}

/** Send a command as the present member. */
async function run(name, options, fromLine) {
  complain("");
  try {
    const { interaction } = await post(`/commands/${encodeURIComponent(name)}`, { as: store.me, channel: store.channel, options });
    if (fromLine) leave();
    const answered = outcome(interaction);
    expect(name, answered);
    const seen = await answered.catch(() => null);
    if (seen?.modal) showModal(seen);
    changed("used", name);
  } catch (error) {
    complain(error.message);
  }
}

/** One click: the command runs; when it does not exist, the line says so. */
export function suggest(name, options) {
  const command = commandLines().find((one) => one.name === name);
  if (!command) return complain(`The bot has registered no /${name} yet.`);
  return run(name, options, current !== null);
}

/** Put a command into the line, to be changed and sent. */
export function prepare(name, options) {
  const command = commandLines().find((one) => one.name === name);
  if (command) begin(command, "", options);
}

function keys(event) {
  if (event.isComposing) return;
  if (current === null) {
    if (list.key(event)) return;
    if (event.key === "Enter" && typed.value.trim()) {
      event.preventDefault();
      complain("People's own words are not part of this little world. Type / to see what the bot can do.");
    }
    return;
  }
  if (event.target.closest?.(".chip-close, .send")) return;
  const field = fields.find((one) => one.field === event.target);
  if (field?.key(event)) return;
  if (event.key === "Escape") { event.preventDefault(); leave(); }
  else if (event.key === "Backspace" && field === fields[0] && event.target.value === "") { event.preventDefault(); leave(); }
  else if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); send(); }
}

/** Build the composer. */
export function startComposer() {
  root.append(wrong, line, help);
  root.addEventListener("keydown", keys);
  typed.addEventListener("input", () => { complain(""); offer(); });
  typed.addEventListener("blur", () => list.hide());
  typed.addEventListener("focus", () => { if (typed.value.startsWith("/")) offer(); });
  on("channel", refresh);
  on("commands", refresh);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.matches("input:not([type=checkbox]), textarea, select") || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    if (current === null) { typed.focus(); typed.value = "/"; offer(); } else fields[0]?.field.focus();
  });
  rest();
}
