// One picture large, with its words and its size; arrows go through the set; knows nothing of the message.

import { closer, h } from "../elements/dom.js";
import { download, fileSize, local, wordsOf } from "../elements/files.js";
import { twinOf } from "../elements/popups.js";

/** Open the large view; Esc closes it and the focus goes back to where it was opened. */
export function enlarge(pictures, start, opener) {
  let at = start;
  const several = pictures.length > 1;
  const home = opener.closest("[data-id]")?.id;
  const facts = h("span", { class: "spring", role: "status" });
  const save = h("span", {});
  const image = h("img", {});
  const caption = h("p", {});
  const dialog = h("dialog", { class: "lightbox", "aria-label": "Picture" });
  const show = () => {
    const file = pictures[at];
    const size = [several && `${at + 1} of ${pictures.length}`, file.width && `${file.width} × ${file.height}`, file.size && fileSize(file.size)];
    facts.textContent = size.filter(Boolean).join(" · ");
    image.src = local(file.url);
    image.alt = caption.textContent = wordsOf(file);
    save.replaceChildren(...(file.filename ? [download(file, "Download")] : []));
  };
  const step = (by) => { at = (at + by + pictures.length) % pictures.length; show(); };
  const stepButton = (label, by) => h("button", { type: "button", class: "quiet", onclick: () => step(by) }, label);
  dialog.append(...[
    h("div", { class: "lightbox-bar" }, facts, save, closer(dialog)), image, caption,
    several && h("div", { class: "lightbox-steps" }, stepButton("← Previous", -1), stepButton("Next →", 1)),
  ].filter(Boolean));
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => {
    dialog.remove();
    twinOf(opener, home)?.focus();
  });
  document.body.append(dialog);
  show();
  dialog.showModal();
}
