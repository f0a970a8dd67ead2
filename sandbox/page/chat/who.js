// People's names as buttons with a menu: who that is, be them, commands on them; knows nothing of messages.

import { roleNamesOf } from "../state/choices.js";
import { memberCommands } from "../state/commands.js";
import { h, trouble } from "../elements/dom.js";
import { shownName } from "../state/locales.js";
import { openMenu } from "../elements/menus.js";
import { run } from "../state/running.js";
import { become } from "../sidebar.js";
import { person, store } from "../state/store.js";

function useOn(user, command) {
  const path = `/members/${user.id}/commands/${encodeURIComponent(command.name)}`;
  run(path, command.name, { channel: store.channel }).catch((error) => trouble(error.message));
}

function openMember(anchor, user, at) {
  const roles = roleNamesOf(user.id);
  const isMember = person(user.id) !== undefined;
  const about = user.id === store.world.bot.id ? "The bot" : roles.length ? `Roles: ${roles.join(", ")}` : "No roles";
  const be = isMember && user.id !== store.me ? [{ label: `Be ${user.name}`, run: () => become(user.id) }] : [];
  const apps = memberCommands().map((command) => ({ label: shownName(command), run: () => useOn(user, command) }));
  openMenu(anchor, `About ${user.name}`, [{ label: "", items: be }, { label: "Apps", items: apps }],
    { at, head: [h("strong", {}, user.name), h("p", { class: "subtext" }, user.id === store.me ? `You · ${about}` : about)] });
}

/** The name as a button; a press or a right-click opens the menu. */
export function nameButton(user, className, focusKey) {
  const made = h("button", { type: "button", class: className, "aria-haspopup": "menu", "aria-expanded": "false", "data-focus": focusKey }, user.name);
  made.addEventListener("click", () => openMember(made, user, null));
  made.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    event.stopPropagation();
    openMember(made, user, event.clientX ? { x: event.clientX, y: event.clientY } : null);
  });
  return made;
}
