// What is covered until somebody presses it: words, pictures, boxes; knows nothing of what is under the cover.

import { h } from "./dom.js";

/** Words under a cover. */
export function spoiler(children) {
  const inside = h("span", { inert: true }, children);
  const made = h("span", { class: "spoiler", "data-spoiler": "", role: "button", tabIndex: 0, "aria-label": "Spoiler, press to show", title: "Spoiler" }, inside);
  made.uncover = () => {
    made.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label", "title"]) made.removeAttribute(name);
    inside.inert = false;
  };
  made.addEventListener("click", () => made.uncover());
  made.addEventListener("keydown", (event) => {
    if (event.target !== made || made.classList.contains("shown") || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    made.uncover();
  });
  return made;
}

/** A picture or a box under a cover. */
export function cover(content) {
  const inside = h("div", { class: "covered-inside", inert: true }, content);
  const press = h("button", { type: "button", class: "uncover", "aria-label": "Spoiler, press to show" }, h("span", { class: "uncover-word" }, "Spoiler"));
  const made = h("div", { class: "covered", "data-spoiler": "" }, inside, press);
  made.uncover = (focus) => {
    made.classList.add("shown");
    inside.inert = false;
    press.remove();
    if (focus) inside.querySelector("button, a")?.focus();
  };
  press.addEventListener("click", () => made.uncover(true));
  return made;
}

/** A message was drawn anew: what its reader had uncovered stays so. */
export function keepUncovered(old, made) {
  const before = [...old.querySelectorAll("[data-spoiler]")];
  const after = [...made.querySelectorAll("[data-spoiler]")];
  if (before.length !== after.length) return;
  for (const [index, one] of before.entries()) if (one.classList.contains("shown")) after[index].uncover(false);
}
