// Discord's Markdown, as far as bots use it, to elements; knows nothing of messages.

import { h } from "./dom.js";
import { channelBy, nameOf } from "./store.js";
import { moment } from "./times.js";

const INLINE = [
  [/\\([\\*_~`|>[\]()#<-])/, (found) => found[1]],
  [/(`+)([\s\S]*?[^`])\1(?!`)/, (found) => h("code", {}, trimmed(found[2]))],
  [/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/, (found) => moment(Number(found[1]), found[2] ?? "f")],
  [/<@!?(\d+)>/, (found) => h("span", { class: "mention" }, `@${nameOf(found[1]) ?? "somebody"}`)],
  [/<#(\d+)>/, (found) => h("span", { class: "mention" }, `#${channelBy(found[1])?.name ?? "somewhere"}`)],
  [/<\/([^:>]+):\d+>/, (found) => h("span", { class: "mention" }, `/${found[1]}`)],
  [/\[((?:\\.|[^\]\\])+)\]\(<?(https?:\/\/[^\s)>]+)>?(?:\s+"[^"]*")?\)/, (found) => link(found[2], inline(found[1]))],
  [/<(https?:\/\/[^\s>]+)>/, (found) => link(found[1], [found[1]])],
  [/https?:\/\/[^\s<>]*[^\s<>.,:;"')\]]/, (found) => link(found[0], [found[0]])],
  [/\*\*([\s\S]+?)\*\*(?!\*)/, (found) => h("strong", {}, inline(found[1]))],
  [/__([\s\S]+?)__(?!_)/, (found) => h("u", {}, inline(found[1]))],
  [/~~([\s\S]+?)~~/, (found) => h("s", {}, inline(found[1]))],
  [/\|\|([\s\S]+?)\|\|/, (found) => spoiler(inline(found[1]))],
  [/\*(?!\s)([^*]*[^*\s])\*/, (found) => h("em", {}, inline(found[1]))],
  [/(?<![\p{L}\p{N}])_(?!\s)([^_]*[^_\s])_(?![\p{L}\p{N}])/u, (found) => h("em", {}, inline(found[1]))],
];

const trimmed = (code) => (/^ .*[^ ].* $|^ `|` $/s.test(code) ? code.replace(/^ | $/g, "") : code);

function link(address, children) {
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, children);
}

function spoiler(children) {
  const shown = (event) => event.currentTarget.classList.add("shown");
  return h("button", { type: "button", class: "spoiler", title: "Show", onclick: shown }, children);
}

/** A run of text without line structure. */
export function inline(text) {
  const nodes = [];
  let rest = text;
  while (rest) {
    let best = null;
    for (const [pattern, make] of INLINE) {
      const found = pattern.exec(rest);
      if (found && (best === null || found.index < best.found.index)) best = { found, make };
    }
    if (best === null) break;
    if (best.found.index > 0) nodes.push(rest.slice(0, best.found.index));
    nodes.push(best.make(best.found));
    rest = rest.slice(best.found.index + best.found[0].length);
  }
  if (rest) nodes.push(rest);
  return nodes;
}

const LINES = [
  [/^-# +(.*)$/, (found) => h("small", { class: "subtext" }, inline(found[1]))],
  [/^(#{1,3}) +(.*)$/, (found) => h("p", { class: `heading heading-${found[1].length}` }, inline(found[2]))],
  [/^(\s*)[-*] +(.*)$/, (found) => h("p", { class: found[1] ? "item deeper" : "item" }, inline(found[2]))],
];

function line(text) {
  for (const [pattern, make] of LINES) {
    const found = pattern.exec(text);
    if (found) return make(found);
  }
  return text === "" ? h("br") : h("p", {}, inline(text));
}

/** A whole message: code blocks, quotes, then lines. */
export function markdown(text) {
  const nodes = [];
  for (const part of text.split(/(```[\s\S]+?```)/)) {
    const fenced = /^```(?:[\w+-]+\n)?\n?([\s\S]+?)\n?```$/.exec(part);
    if (fenced) nodes.push(h("pre", {}, h("code", {}, fenced[1])));
    else nodes.push(...quotesAndLines(part.replace(/^\n|\n$/g, "")));
  }
  return nodes;
}

function quotesAndLines(text) {
  if (!text) return [];
  const nodes = [];
  let quoted = [];
  const close = () => {
    if (quoted.length) nodes.push(h("blockquote", {}, quoted.map(line)));
    quoted = [];
  };
  const lines = text.split("\n");
  for (const [index, one] of lines.entries()) {
    if (one.startsWith(">>> ")) {
      quoted.push(one.slice(4), ...lines.slice(index + 1));
      break;
    }
    if (one.startsWith("> ")) quoted.push(one.slice(2));
    else {
      close();
      nodes.push(line(one));
    }
  }
  close();
  return nodes;
}
