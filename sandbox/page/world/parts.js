// What the sections of the world panel are made of; knows nothing of what they do.

import { h } from "../elements/dom.js";

/** A button that does something to the world, and says what happened: a sentence, or one made from the answer. */
export function doing(label, act, done) {
  const note = h("span", { class: "done", role: "status" });
  const button = h("button", { type: "button", class: "press secondary" }, label);
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await act();
      note.textContent = typeof done === "function" ? done(answer) : done;
    } catch (error) {
      note.textContent = error.message;
    }
    button.removeAttribute("aria-busy");
  });
  return h("div", { class: "doing" }, button, note);
}

/** A section that opens and closes. */
export function block(title, open, ...children) {
  return h("details", { class: "block", open }, h("summary", {}, title), children);
}

/** A box to tick: {element, box}. `change(on)` may fail; then the box goes back and the sentence stands below. */
export function ticking(label, change) {
  const box = h("input", { type: "checkbox" });
  const wrong = complaint();
  box.addEventListener("change", () => wrong.guard(() => change(box.checked)).then((well) => { if (!well) box.checked = !box.checked; }));
  return { element: h("div", {}, h("label", { class: "check" }, box, h("span", {}, label)), wrong.element), box };
}

/** A place for the sentence of what failed: {element, guard}. */
export function complaint() {
  const element = h("p", { class: "wrong-line", role: "alert", hidden: true });
  return {
    element,
    /** Do it; whether it went well. */
    guard: async (act) => {
      try {
        await act();
        element.hidden = true;
        return true;
      } catch (error) {
        element.textContent = error.message;
        element.hidden = false;
        return false;
      }
    },
  };
}
