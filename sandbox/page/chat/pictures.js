// Pictures and files: the mosaic under a message; knows nothing of who sent them.

import { h } from "../elements/dom.js";
import { download, fileSize, isPicture, local, outside, wordsOf } from "../elements/files.js";
import { enlarge } from "./lightbox.js";
import { cover } from "../elements/spoilers.js";

const MOST_IN_GRID = 10;
const SPOILER = "SPOILER_";

const isCovered = (file) => file.spoiler === true || (file.filename ?? "").startsWith(SPOILER);

/** Everything that hangs on a message. */
export function attachments(files) {
  if (!files.length) return null;
  return [media(files.filter(isPicture)), files.filter((file) => !isPicture(file)).map(fileLine)];
}

/** A file by its name, to be downloaded. */
export function fileLine(file) {
  const line = h("p", { class: "file" }, h("span", { "aria-hidden": "true" }, "📄"), download(file, file.filename), h("span", { class: "subtext" }, fileSize(file.size ?? 0)));
  return isCovered(file) ? cover(line) : line;
}

/** Pictures of this sandbox as a mosaic; those from elsewhere are links, for this page loads nothing from there. */
export function media(files) {
  const ours = files.filter((file) => local(file.url)).slice(0, MOST_IN_GRID);
  const others = files.filter((file) => !local(file.url));
  /** One large, and the others to go on to: those that are still covered stay so. */
  const open = (file, opener) => {
    const seen = ours.filter((_, index) => !tiles[index].matches(".covered:not(.shown)"));
    enlarge(seen, seen.indexOf(file), opener);
  };
  const tiles = ours.map((file) => tile(file, open));
  return [
    ours.length > 0 && h("div", { class: `grid grid-${ours.length}` }, tiles),
    others.map((file) => h("p", { class: "file" }, h("span", { "aria-hidden": "true" }, "🖼"), outside(file.url, file.description || file.url))),
  ];
}

function tile(file, enlargeIt) {
  const size = file.width && file.height ? { width: file.width, height: file.height } : {};
  const image = h("img", { src: local(file.url), alt: wordsOf(file), decoding: "async", ...size });
  image.addEventListener("error", () => image.closest(".tile")?.classList.add("broken"));
  const open = h("button", { type: "button", class: "tile-open", "aria-label": `Enlarge: ${wordsOf(file)}`, "data-focus": `picture ${file.url}` }, image);
  open.addEventListener("click", () => enlargeIt(file, open));
  const made = h("figure", { class: "tile" }, open, file.filename && download(file, "↓"));
  if (!isCovered(file)) return made;
  const covered = cover([...made.childNodes]);
  covered.classList.add("tile");
  return covered;
}
