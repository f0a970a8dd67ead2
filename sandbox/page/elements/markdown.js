// Discord's Markdown, as far as people and bots use it, to elements; knows nothing of messages.

import { roleBy } from "../state/choices.js";
import { h } from "./dom.js";
import { outside, placeIn } from "./files.js";
import { spoiler } from "./spoilers.js";
import { calledHere } from "../state/commands.js";
import { channelBy, nameOf, store } from "../state/store.js";
import { moment } from "../state/times.js";

const named = (text) => h("span", { class: "mention" }, text);
const command = (name) => h("button", { type: "button", class: "mention", "data-put": name, "data-command": name }, calledHere(name));

/** An address as it was written; that of a place of Discord's as Discord shows it. */
function bare(address) {
  const there = placeIn(address);
  if (!there) return outside(address, [address]);
  const place = there.place === "@me" ? `✦ ${store.world.bot.name}` : `# ${channelBy(there.place)?.name ?? "somewhere"}`;
  const link = outside(address, there.message ? `${place} › message` : place);
  link.classList.add("mention");
  return link;
}

const INLINE = [
  [/\\([^\sA-Za-z0-9])/, (found) => found[1]],
  [/(`+)([\s\S]*?[^`])\1(?!`)/, (found) => h("code", {}, trimmed(found[2]))],
  [/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/, (found) => moment(Number(found[1]), found[2] ?? "f")],
  [/<@!?(\d+)>/, (found) => named(`@${nameOf(found[1]) ?? "somebody"}`)],
  [/<@&(\d+)>/, (found) => named(`@${roleBy(found[1])?.name ?? "deleted role"}`)],
  [/<#(\d+)>/, (found) => named(`#${channelBy(found[1])?.name ?? "somewhere"}`)],
  [/<\/([^:>]+):\d+>/, (found) => command(found[1])],
  [/<a?:(\w{2,32}):\d+>/, (found) => h("span", { class: "emoji" }, `:${found[1]}:`)],
  [/(?<![\p{L}\p{N}.])@(everyone|here)\b/u, (found) => named(found[0])],
  [/\[((?:\\.|[^\]\\])+)\]\(<?(https?:\/\/[^\s)>]+)>?(?:\s+"[^"]*")?\)/, (found) => outside(found[2], inline(found[1]))],
  [/<(https?:\/\/[^\s>]+)>/, (found) => bare(found[1])],
  [/https?:\/\/[^\s<>]*[^\s<>.,:;"')\]]/, (found) => bare(found[0])],
  [/\*\*([\s\S]+?)\*\*(?!\*)/, (found) => h("strong", {}, inline(found[1]))],
  [/__([\s\S]+?)__(?!_)/, (found) => h("u", {}, inline(found[1]))],
  [/~~([\s\S]+?)~~/, (found) => h("s", {}, inline(found[1]))],
  [/\|\|([\s\S]+?)\|\|/, (found) => spoiler(inline(found[1]))],
  [/\*(?!\s)((?:\*\*[^*]+\*\*|[^*])*[^*\s]|\*\*[^*]+\*\*)\*/, (found) => h("em", {}, inline(found[1]))],
  [/(?<![\p{L}\p{N}])_(?!\s)([^_]*[^_\s])_(?![\p{L}\p{N}])/u, (found) => h("em", {}, inline(found[1]))],
];

const trimmed = (code) => (/^ .*[^ ].* $|^ `|` $/s.test(code) ? code.replace(/^ | $/g, "") : code);

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

const ITEM = /^(\s*)(?:[-*]|(\d{1,9})\.) +(.*)$/;
const BLOCKS = [
  [/^-# +(.*)$/, (found) => h("small", { class: "subtext" }, inline(found[1]))],
  [/^(#{1,3}) +(.*)$/, (found) => h("p", { class: `heading heading-${found[1].length}`, role: "heading", "data-size": found[1].length }, inline(found[2]))],
];

/** Items as lists; what is indented belongs to the item above. */
function lists(items) {
  const nodes = [];
  while (items.length) {
    const { indent, number } = items[0];
    const ordered = number !== undefined;
    const list = h(ordered ? "ol" : "ul", ordered ? { start: number } : {});
    while (items.length && items[0].indent >= indent && (items[0].indent > indent || (items[0].number !== undefined) === ordered)) {
      const deeper = items.findIndex((one) => one.indent <= indent);
      if (deeper === 0) list.append(h("li", {}, inline(items.shift().text)));
      else list.lastChild.append(...lists(items.splice(0, deeper < 0 ? items.length : deeper)));
    }
    nodes.push(list);
  }
  return nodes;
}

/** Plain lines stay together, so that marks may go over the end of a line. */
function paragraph(lines) {
  if (lines.every((line) => line === "")) return lines.map(() => h("br"));
  return [h("p", {}, inline(lines.join("\n") + (lines.at(-1) === "" ? "\n" : "")))];
}

/** Runs of lines of one kind, each made into elements. */
function blocks(lines) {
  const nodes = [];
  for (let at = 0; at < lines.length;) {
    const start = at;
    const special = BLOCKS.map(([pattern, make]) => ({ found: pattern.exec(lines[at]), make })).find(({ found }) => found);
    if (special) {
      nodes.push(special.make(special.found));
      at += 1;
    } else if (ITEM.test(lines[at])) {
      while (at < lines.length && ITEM.test(lines[at])) at += 1;
      nodes.push(...lists(lines.slice(start, at).map((line) => ITEM.exec(line)).map((found) => ({ indent: found[1].length, number: found[2], text: found[3] }))));
    } else {
      while (at < lines.length && !ITEM.test(lines[at]) && !BLOCKS.some(([pattern]) => pattern.test(lines[at]))) at += 1;
      nodes.push(...paragraph(lines.slice(start, at)));
    }
  }
  return nodes;
}

function quotesAndLines(text) {
  if (!text) return [];
  const nodes = [];
  const lines = text.split("\n");
  for (let at = 0; at < lines.length;) {
    const start = at;
    if (lines[at].startsWith(">>> ")) return [...nodes, h("blockquote", {}, blocks([lines[at].slice(4), ...lines.slice(at + 1)]))];
    const quoted = lines[at].startsWith("> ");
    while (at < lines.length && lines[at].startsWith("> ") === quoted && !lines[at].startsWith(">>> ")) at += 1;
    const run = lines.slice(start, at);
    nodes.push(...(quoted ? [h("blockquote", {}, blocks(run.map((line) => line.slice(2))))] : blocks(run)));
  }
  return nodes;
}

/** Headings begin below the page's own and go down one step at a time, however large they are written. */
function level(nodes) {
  let last = 1;
  for (const heading of nodes.flatMap((node) => [...(node.matches("[data-size]") ? [node] : node.querySelectorAll("[data-size]"))])) {
    last = Math.min(Number(heading.dataset.size) + 1, last + 1);
    heading.setAttribute("aria-level", last);
  }
  return nodes;
}

/** A whole message: code blocks, quotes, then lines. */
export function markdown(text) {
  const nodes = [];
  for (const part of text.split(/(```[\s\S]+?```)/)) {
    const fenced = /^```(?:[\w+-]+\n)?\n?([\s\S]+?)\n?```$/.exec(part);
    if (fenced) nodes.push(h("pre", { tabindex: 0 }, h("code", {}, fenced[1])));
    else nodes.push(...quotesAndLines(part.replace(/^\n|\n$/g, "")));
  }
  return level(nodes);
}
