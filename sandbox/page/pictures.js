// Attachments: the grid under a message and the large view; knows nothing of who sent them.

import { closer, h } from "./dom.js";

const MOST_IN_GRID = 10;
const UNITS = ["bytes", "KB", "MB"];

/** The address within this page's own origin, whatever name the browser used for this machine. */
const local = (address) => {
  const url = new URL(address, location.href);
  return url.pathname + url.search;
};

export function fileSize(bytes) {
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < UNITS.length - 1) { size /= 1024; unit += 1; }
  return `${unit === 2 ? size.toFixed(1) : Math.round(size)} ${UNITS[unit]}`;
}

const isPicture = (file) => (file.content_type ?? "").startsWith("image/");
const wordsOf = (file) => file.description || file.filename;

function download(file, label) {
  return h("a", { class: "download", href: local(file.url), download: file.filename, "aria-label": `Download ${file.filename}`, title: `Download ${file.filename}` }, label);
}

/** Everything that hangs on a message. */
export function attachments(files) {
  if (!files.length) return null;
  const pictures = files.filter(isPicture).slice(0, MOST_IN_GRID);
  const others = files.filter((file) => !isPicture(file));
  return [
    pictures.length > 0 && h("div", { class: `grid grid-${Math.min(pictures.length, 4)}` }, pictures.map((file, index) => tile(pictures, index, file))),
    others.map((file) => h("p", { class: "file" }, download(file, file.filename), ` ${fileSize(file.size)}`)),
  ];
}

function tile(pictures, index, file) {
  const size = file.width && file.height ? { width: file.width, height: file.height } : {};
  const image = h("img", { src: local(file.url), alt: wordsOf(file), decoding: "async", ...size });
  image.addEventListener("error", () => image.closest(".tile")?.classList.add("broken"));
  const open = h("button", { type: "button", class: "tile-open", "aria-label": `Enlarge: ${wordsOf(file)}`, onclick: () => enlarge(pictures, index) }, image);
  return h("figure", { class: "tile" }, open, download(file, "↓"));
}

/** The large view; arrows go through the set, Esc closes it and the focus goes back. */
export function enlarge(pictures, start) {
  let at = start;
  const dialog = h("dialog", { class: "lightbox", "aria-label": "Picture" });
  const show = () => {
    const file = pictures[at];
    const several = pictures.length > 1;
    const size = file.width ? `${file.width} × ${file.height} · ` : "";
    dialog.replaceChildren(...[
      h("div", { class: "lightbox-bar" },
        h("span", { class: "spring" }, several ? `${at + 1} of ${pictures.length} · ` : "", size, fileSize(file.size)),
        download(file, "Download"), closer(dialog)),
      h("img", { src: local(file.url), alt: wordsOf(file) }),
      h("p", {}, wordsOf(file)),
      several && h("div", { class: "lightbox-steps" },
        h("button", { type: "button", class: "quiet", onclick: () => step(-1) }, "← Previous"),
        h("button", { type: "button", class: "quiet", onclick: () => step(1) }, "Next →")),
    ].filter(Boolean));
  };
  const step = (by) => { at = (at + by + pictures.length) % pictures.length; show(); };
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  show();
  dialog.showModal();
}
