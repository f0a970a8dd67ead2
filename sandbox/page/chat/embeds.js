// Discord's embeds as elements: the coloured box with a title, fields and pictures; knows nothing of the message.

import { h } from "../elements/dom.js";
import { outside } from "../elements/files.js";
import { inline, markdown } from "../elements/markdown.js";
import { media } from "./pictures.js";
import { moment } from "../state/times.js";

const DEFAULT_COLOUR = 0x4f545c;
const COLUMNS = 12;
const MOST_INLINE = 3;

/** A colour of Discord's as CSS writes it. */
export const hex = (colour) => `#${colour.toString(16).padStart(6, "0")}`;

const linked = (text, url) => (url ? outside(url, inline(text)) : inline(text));

/** Neighbours that are inline share a line, three at most. */
function widths(fields) {
  const spans = [];
  for (let at = 0; at < fields.length;) {
    let together = 1;
    if (fields[at].inline) while (together < MOST_INLINE && fields[at + together]?.inline) together += 1;
    for (let one = 0; one < together; one += 1) spans.push(COLUMNS / together);
    at += together;
  }
  return spans;
}

function fieldsOf(list) {
  if (!list?.length) return null;
  const spans = widths(list);
  return h("div", { class: "embed-fields" }, list.map((field, index) => h("div", { class: `embed-field span-${spans[index]}` },
    h("strong", {}, inline(field.name)), h("div", { class: "text" }, markdown(field.value)))));
}

function footer(one) {
  const at = one.timestamp ? Date.parse(one.timestamp) / 1000 : NaN;
  if (!one.footer?.text && Number.isNaN(at)) return null;
  const text = one.footer?.text ?? "";
  return h("p", { class: "embed-footer" }, text, text && !Number.isNaN(at) && " · ", !Number.isNaN(at) && moment(at, "f", "when"));
}

function embed(one) {
  const made = h("div", { class: "embed" },
    h("div", { class: "embed-head" },
      h("div", { class: "embed-words" },
        one.author?.name && h("p", { class: "embed-author" }, linked(one.author.name, one.author.url)),
        one.title && h("p", { class: "embed-title" }, linked(one.title, one.url)),
        one.description && h("div", { class: "text" }, markdown(one.description)),
        fieldsOf(one.fields)),
      one.thumbnail?.url && h("div", { class: "thumbnail" }, media([{ url: one.thumbnail.url, description: "Thumbnail" }]))),
    one.image?.url && media([{ url: one.image.url, description: one.image.description ?? one.title ?? "Picture" }]),
    footer(one));
  made.style.setProperty("--edge", hex(one.color ?? DEFAULT_COLOUR));
  return made;
}

export const embeds = (list) => list.map(embed);
