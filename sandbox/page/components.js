// Discord's components as elements: buttons, menus, text, galleries, containers; knows what a press does only by `act`.

import { h } from "./dom.js";
import { markdown } from "./markdown.js";
import { attachments } from "./pictures.js";

const KIND = { row: 1, button: 2, select: 3, section: 9, text: 10, thumbnail: 11, gallery: 12, file: 13, line: 14, box: 17 };
const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };
const FAILED_MS = 4000;

const emoji = (one) => (one?.name && !one.id ? `${one.name} ` : "");

/** `act(kind, body)` tells the server and gives the interaction's outcome. */
export function components(list, act, files) {
  return (list ?? []).map((one) => component(one, act, files));
}

function component(one, act, files) {
  switch (one.type) {
    case KIND.row: return h("div", { class: "row" }, components(one.components, act, files));
    case KIND.button: return button(one, act);
    case KIND.select: return select(one, act);
    case KIND.text: return h("div", { class: "text" }, markdown(one.content ?? ""));
    case KIND.section: return h("div", { class: "section" }, h("div", {}, components(one.components, act, files)), component(one.accessory, act, files));
    case KIND.gallery: return h("div", {}, attachments((one.items ?? []).map((item) => picture(item.media, item.description, files))));
    case KIND.thumbnail: return h("div", { class: "thumbnail" }, attachments([picture(one.media, one.description, files)]));
    case KIND.file: return h("div", {}, attachments([picture(one.file, "", files)]));
    case KIND.line: return h("hr");
    case KIND.box: return h("div", { class: "box" }, components(one.components, act, files));
    default: return h("p", { class: "subtext" }, `A component of type ${one.type}, which this page cannot show.`);
  }
}

function picture(media, description, files) {
  const name = (media?.url ?? "").split("/").pop();
  const file = files.find((one) => one.filename === name);
  return { content_type: "image/png", size: 0, filename: name, url: media?.url ?? "", ...file, description: description || file?.description };
}

function button(one, act) {
  const label = [emoji(one.emoji), one.label ?? ""];
  if (one.style === 5) return h("a", { class: "press link", href: one.url, target: "_blank", rel: "noopener noreferrer" }, label, " ↗");
  const made = h("button", { type: "button", class: `press ${STYLES[one.style] ?? "secondary"}`, disabled: one.disabled === true, "data-custom": one.custom_id }, label);
  made.addEventListener("click", () => attempt(made, () => act("press", { custom_id: one.custom_id })));
  return made;
}

function select(one, act) {
  const multiple = (one.max_values ?? 1) > 1;
  const made = h("select", { class: "menu", multiple, disabled: one.disabled === true, "aria-label": one.placeholder ?? "Choose" },
    !multiple && h("option", { value: "", disabled: true, selected: !one.options?.some((option) => option.default) }, one.placeholder ?? "Choose…"),
    (one.options ?? []).map((option) => h("option", { value: option.value, selected: option.default === true }, emoji(option.emoji), option.label)));
  made.addEventListener("change", () => {
    const values = [...made.selectedOptions].map((option) => option.value);
    attempt(made, () => act("select", { custom_id: one.custom_id, values }));
  });
  return made;
}

/** Waiting while the bot has not answered; failed, with the reason, when it did not. */
async function attempt(element, send) {
  if (element.getAttribute("aria-busy") === "true") return;
  element.setAttribute("aria-busy", "true");
  let failure = "";
  try {
    const seen = await send();
    if (seen.state === "failed") failure = "This interaction failed";
  } catch (error) {
    failure = error.message;
  }
  element.removeAttribute("aria-busy");
  if (!failure || !element.isConnected) return;
  const note = h("span", { class: "failed", role: "alert" }, failure);
  element.classList.add("broken");
  element.after(note);
  setTimeout(() => { note.remove(); element.classList.remove("broken"); }, FAILED_MS);
}
