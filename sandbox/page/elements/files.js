// One file: where it lies, how large it is, what to call it, how to get it; knows nothing of messages.

import { h } from "./dom.js";

const UNITS = ["bytes", "KB", "MB"];
const OURS = /^\/sandbox\/(?:attachments\/|media$)/;
const HERE = /^(?:127\.0\.0\.1|localhost|\[::1\])$/;
const PLACE = /^https:\/\/(?:\w+\.)?discord(?:app)?\.com\/channels\/(@me|\d+)\/(\d+)(?:\/(\d+))?\/?$/;
const PICTURE_NAME = /\.(?:png|jpe?g|gif|webp|avif)$/i;

const parsed = (address) => { try { return new URL(address, location.href); } catch { return null; } };

/** The address within this page's own origin, whatever name the browser used for this machine; null for others. */
export function local(address) {
  const url = parsed(address);
  return url && OURS.test(url.pathname) ? url.pathname + url.search : null;
}

/** The address of a picture on another port of this machine, through our own server; null for all others. */
export function proxied(address) {
  const url = parsed(address);
  const other = url && /^https?:$/.test(url.protocol) && HERE.test(url.hostname) && !OURS.test(url.pathname);
  return other ? `/sandbox/media?url=${encodeURIComponent(address)}` : null;
}

export function fileSize(bytes) {
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < UNITS.length - 1) { size /= 1024; unit += 1; }
  return `${unit === 2 ? size.toFixed(1) : Math.round(size)} ${UNITS[unit]}`;
}

/** What a link to a place of Discord's means here: {place, message}, or null for every other address. */
export function placeIn(address) {
  const [, server, channel, message = ""] = PLACE.exec(address) ?? [];
  return server ? { place: server === "@me" ? server : channel, message } : null;
}

/** A link that leaves this page; only web addresses become one. What leads to a message here is a button instead. */
export function outside(address, children) {
  const there = placeIn(address);
  if (there) return h("button", { type: "button", class: "jump", "data-jump": `${there.place}/${there.message}` }, children);
  if (!/^https?:/.test(parsed(address)?.protocol ?? "")) return h("span", {}, children);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, children);
}

export const wordsOf = (file) => file.description || file.filename || "Picture";
export const isPicture = (file) => (file.content_type ? file.content_type.startsWith("image/") : PICTURE_NAME.test(parsed(file.url)?.pathname ?? ""));

export function download(file, label) {
  return h("a", { class: "download", href: local(file.url), download: file.filename, "aria-label": `Download ${file.filename}`, title: `Download ${file.filename}` }, label);
}
