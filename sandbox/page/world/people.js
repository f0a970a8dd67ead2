// Who one is and what one may do, and new people; knows nothing of what the bot makes of it.

import { patch, post } from "../state/api.js";
import { h } from "../elements/dom.js";
import { readWorld } from "../state/reading.js";
import { become } from "../sidebar.js";
import { on, person, store } from "../state/store.js";
import { LOCALES } from "./languages.js";
import { block, complaint, ticking } from "./parts.js";

const RIGHTS = { manage_messages: "Manage Messages", manage_guild: "Manage Server" };

async function change(body) {
  await patch(`/members/${store.me}`, body);
  await readWorld();
}

function language() {
  const wrong = complaint();
  const options = Object.entries(LOCALES).map(([code, name]) => h("option", { value: code, lang: code }, `${name} (${code})`));
  const select = h("select", {}, options);
  select.addEventListener("change", () => wrong.guard(() => change({ locale: select.value })));
  return {
    element: h("div", {}, h("label", { class: "setting" }, h("span", {}, "Language"), select), wrong.element),
    draw: ({ locale }) => {
      if (!options.some((one) => one.value === locale)) options.push(h("option", { value: locale }, locale));
      if (select.childElementCount < options.length) select.append(options.at(-1));
      select.value = locale;
    },
  };
}

function roles() {
  const wrong = complaint();
  const input = h("input", { placeholder: "none", autocomplete: "off", spellcheck: "false", "aria-describedby": "roles-how" });
  const named = () => [...new Set(input.value.split(",").map((one) => one.trim()).filter(Boolean))];
  input.addEventListener("change", () => wrong.guard(() => change({ roles: named() })));
  return {
    element: h("div", {},
      h("label", { class: "setting" }, h("span", {}, "Roles"), input),
      h("p", { class: "subtext", id: "roles-how" }, "With commas between them. New ones are made."), wrong.element),
    draw: (me) => { if (document.activeElement !== input) input.value = me.roles.join(", "); },
  };
}

function newPerson() {
  const wrong = complaint();
  const name = h("input", { required: true, maxlength: 32, autocomplete: "off", spellcheck: "false" });
  const form = h("form", { class: "adding" },
    h("label", { class: "setting" }, h("span", {}, "Add a person"), name),
    h("button", { class: "press secondary" }, "Add"), wrong.element);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    wrong.guard(async () => {
      const { id } = await post("/members", { name: name.value.trim() });
      name.value = "";
      await readWorld();
      become(id);
    });
  });
  return form;
}

/** The section; it follows the present member. */
export function peopleSection() {
  const who = h("span");
  const tongue = language();
  const nitro = ticking("Nitro", (on) => change({ nitro: on }));
  const rights = Object.entries(RIGHTS).map(([name, words]) => ({ name, ...ticking(words, (on) => {
    const others = person(store.me).permissions.filter((one) => one !== name);
    return change({ permissions: on ? [...others, name] : others });
  }) }));
  const owner = h("p", { class: "subtext" }, "The owner may do everything.");
  const named = roles();
  const draw = () => {
    const me = person(store.me);
    if (!me) return;
    const owns = store.world.servers.some((server) => server.owner === me.id);
    who.textContent = me.name;
    tongue.draw(me);
    nitro.box.checked = me.nitro;
    for (const { name, box } of rights) {
      box.checked = me.permissions.includes(name);
      box.disabled = owns;
    }
    owner.hidden = !owns;
    named.draw(me);
  };
  for (const topic of ["world", "me"]) on(topic, draw);
  return {
    element: block("People", false,
      h("fieldset", { class: "group" }, h("legend", {}, "You, ", who), tongue.element, nitro.element, rights.map((one) => one.element), owner, named.element),
      newPerson()),
  };
}
