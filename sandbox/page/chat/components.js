// Discord's components as elements: rows, text, boxes, galleries; knows what a press does only by `act`.

import { button } from "./buttons.js";
import { h } from "../elements/dom.js";
import { proxied } from "../elements/files.js";
import { hex } from "./embeds.js";
import { markdown } from "../elements/markdown.js";
import { fileLine, media } from "./pictures.js";
import { SELECTS, messageSelect } from "./selects.js";
import { cover } from "../elements/spoilers.js";

const KIND = { row: 1, button: 2, section: 9, text: 10, thumbnail: 11, gallery: 12, file: 13, line: 14, box: 17 };
const WIDE = 2;

/** `act(kind, body)` tells the server and gives the interaction's outcome. */
export function components(list, act, files) {
  return (list ?? []).map((one) => component(one, act, files));
}

function component(one, act, files) {
  if (SELECTS.has(one.type)) return messageSelect(one, act);
  switch (one.type) {
    case KIND.row: return h("div", { class: "row" }, components(one.components, act, files));
    case KIND.button: return button(one, act);
    case KIND.text: return h("div", { class: "text" }, markdown(one.content ?? ""));
    case KIND.section: return h("div", { class: "section" },
      h("div", { class: "section-words" }, components(one.components, act, files)), one.accessory && component(one.accessory, act, files));
    case KIND.gallery: return media((one.items ?? []).map((item) => picture(item.media, item, files)));
    case KIND.thumbnail: return h("div", { class: "thumbnail" }, media([picture(one.media, one, files)]));
    case KIND.file: return fileLine(picture(one.file, one, files));
    case KIND.line: return h("hr", { class: `line-between${one.spacing === WIDE ? " wide" : ""}${one.divider === false ? " unseen-line" : ""}` });
    case KIND.box: return box(one, act, files);
    default: return h("p", { class: "subtext" }, `A component of type ${one.type}, which this page cannot show.`);
  }
}

/** A file by what the component says of it and what the message says. */
function picture(item, said, files) {
  const address = item?.url ?? "";
  const name = decodeURIComponent(address.split(/[?#]/)[0].split("/").pop());
  const file = files.find((one) => one.url === address || (one.filename === name && !/^https?:/.test(address)));
  const linked = !file && proxied(address);
  return { filename: file ? name : undefined, url: linked || address, content_type: linked ? "image/png" : undefined, ...file, spoiler: said.spoiler, description: said.description || file?.description };
}

function box(one, act, files) {
  const made = h("div", { class: "box" }, components(one.components, act, files));
  if (Number.isInteger(one.accent_color)) {
    made.classList.add("accented");
    made.style.setProperty("--edge", hex(one.accent_color));
  }
  return one.spoiler ? cover(made) : made;
}
