// The names and descriptions that a member reads in their own language; knows nothing of what they name.

import { person, store } from "./store.js";

const FALLBACKS = { "en-US": "en-GB", "en-GB": "en-US", "es-419": "es-ES" };

/** The language of the present member, as Discord calls it. */
export const myLocale = () => person(store.me)?.locale ?? "en-US";

function localised(thing, what) {
  const known = thing[`${what}_localizations`] ?? {};
  const locale = myLocale();
  return known[locale] ?? known[FALLBACKS[locale]] ?? thing[what] ?? "";
}

/** The name of a command, an option or a choice. */
export const shownName = (thing) => localised(thing, "name");

/** The sentence beside it. */
export const shownDescription = (thing) => localised(thing, "description");
