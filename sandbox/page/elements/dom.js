// Makes elements; knows nothing of chats. Text always becomes a text node, so nothing a person typed is ever markup.

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "open", "htmlFor", "tabIndex", "selected"]);

/** h("button", {class: "quiet", onclick: f, "aria-label": "Close"}, "×") */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (PROPERTIES.has(name)) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

const HUES = 6;

/** A round picture of somebody: two letters on a colour of their own, or the bot's star. */
export function avatar(name, bot = false) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) >>> 0;
  const kind = bot ? "avatar-bot" : `avatar-${sum % HUES}`;
  return h("span", { class: `avatar ${kind}`, "aria-hidden": "true" }, bot ? "✦" : name.slice(0, 2));
}

let toSay = [];

/** Say something to people who listen instead of looking; what comes at the same moment is said together. */
export function say(text) {
  const place = byId("says");
  toSay.push(text);
  if (toSay.length > 1) return;
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = toSay.join(". "); toSay = []; });
}

/** Show a trouble that is no answer of the bot; an empty text takes it away. */
export function trouble(text) {
  const place = byId("trouble");
  place.textContent = text;
  place.hidden = !text;
}

/** An element that can be clicked and closes its dialog. */
export function closer(dialog, label = "Close") {
  return h("button", { type: "button", class: "icon", "aria-label": label, onclick: () => dialog.close() }, "×");
}
