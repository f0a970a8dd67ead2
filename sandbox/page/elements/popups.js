// Small panels over everything, beside what opened them; closes them and gives the focus back; knows no content.

import { h } from "./dom.js";

const GAP_PX = 6;
const EDGE_PX = 8;
let open = null;

/** Where the focus belongs: the element, or the one that took its place when a message was drawn anew. */
export function twinOf(element, home = element.closest("[data-id]")?.id) {
  if (element.isConnected) return element;
  const key = element.dataset.focus;
  return key && home ? document.getElementById(home)?.querySelector(`[data-focus="${CSS.escape(key)}"]`) ?? null : null;
}

function place(panel, box) {
  const size = panel.getBoundingClientRect();
  const below = innerHeight - box.bottom - GAP_PX;
  const fitsBelow = below >= size.height || below >= box.top;
  const top = fitsBelow ? box.bottom + GAP_PX : box.top - GAP_PX - size.height;
  const clamp = (value, most) => Math.max(EDGE_PX, Math.min(value, most - EDGE_PX));
  panel.style.top = `${clamp(top, innerHeight - size.height)}px`;
  panel.style.left = `${clamp(box.left, innerWidth - size.width)}px`;
}

/** Close the one that is open, if any. */
export function closePopup() {
  open?.close();
}

/** Show `panel` beside `anchor` (or at a point of the screen). `closed` is told once, however it ends. */
export function openPopup(anchor, panel, { at = null, closed = () => {} } = {}) {
  open?.close(false);
  const home = anchor.closest("[data-id]")?.id;
  const wrap = h("div", { class: "popup", popover: "manual" }, panel);
  (anchor.closest("dialog, main") ?? document.body).append(wrap);
  wrap.showPopover();
  place(wrap, at ? new DOMRect(at.x, at.y, 0, 0) : anchor.getBoundingClientRect());
  anchor.setAttribute("aria-expanded", "true");

  const outside = (event) => { if (!wrap.contains(event.target) && !anchor.contains(event.target)) close(false); };
  const left = (event) => { if (event.relatedTarget && !wrap.contains(event.relatedTarget)) close(false); };
  const away = () => close(false);
  function close(focusBack = true) {
    if (open?.wrap !== wrap) return;
    open = null;
    document.removeEventListener("pointerdown", outside, true);
    removeEventListener("resize", away);
    const target = twinOf(anchor, home);
    target?.setAttribute("aria-expanded", "false");
    if (focusBack) target?.focus();
    wrap.remove();
    closed();
  }
  wrap.addEventListener("focusout", left);
  wrap.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && event.key !== "Tab") return;
    if (event.key === "Tab" && wrap.querySelector("[data-tabs]")) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  });
  document.addEventListener("pointerdown", outside, true);
  addEventListener("resize", away);
  open = { wrap, close };
  return close;
}

/** Arrow keys, Home, End and first letters move the focus among the items of `list`. */
export function roam(list, selector) {
  const items = () => [...list.querySelectorAll(selector)].filter((one) => one.getAttribute("aria-disabled") !== "true");
  list.addEventListener("keydown", (event) => {
    const all = items();
    const here = all.indexOf(document.activeElement);
    const steps = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 };
    let next = steps[event.key];
    if (next === undefined) {
      if (event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey) return;
      const after = [...all.slice(here + 1), ...all.slice(0, here + 1)];
      next = all.indexOf(after.find((one) => one.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase())));
      if (next < 0) return;
    }
    event.preventDefault();
    all[(next + all.length) % all.length]?.focus();
  });
  (list.querySelector(`${selector}[aria-selected="true"]`) ?? items()[0])?.focus();
}
