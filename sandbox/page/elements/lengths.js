// How long a text is and may be, in characters as people count them; knows nothing of where it stands.

const NEAR = 0.85;

export const lengthOf = (text) => [...text].length;
const characters = (number) => `${number} ${number === 1 ? "character" : "characters"}`;

/** A sentence on a text that is too long, or "". */
export function tooLong(text, most) {
  const length = lengthOf(text);
  return most && length > most ? `At most ${characters(most)}; this has ${length}.` : "";
}

/** A sentence on a text that is too short, or "". */
export function tooShort(text, least) {
  const length = lengthOf(text);
  return least && length < least ? `At least ${characters(least)}; this has ${length}.` : "";
}

/** Say in `note` how much still fits once the end is near, or how much is over it. */
export function remaining(note, text, most) {
  const length = lengthOf(text);
  const near = Boolean(most) && length >= most * NEAR && length > 0;
  note.textContent = near ? (length > most ? `${length - most} too many` : `${most - length} left`) : "";
  note.classList.toggle("over", near && length > most);
}
