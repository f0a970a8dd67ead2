// Sends what the present member does to the bot and follows it to the answer; knows no element.

import { outcome, post } from "./api.js";
import { showModal } from "../chat/modals.js";
import { expect } from "../chat/pending.js";
import { changed, store } from "./store.js";

/** Send a command; raises ApiError when the server refuses it. What comes of it is on the page before this ends. */
export async function run(path, name, body) {
  const { interaction } = await post(path, { as: store.me, ...body });
  const answered = outcome(interaction);
  expect(name, answered);
  followed(name, answered);
}

async function followed(name, answered) {
  const seen = await answered.catch(() => null);
  if (seen?.modal) showModal(seen);
  changed("used", name);
}

/** Press or choose on a message; gives what became of it. */
export async function act(message, kind, body) {
  const { interaction } = await post(`/messages/${message.id}/${kind}`, { as: store.me, ...body });
  const seen = await outcome(interaction);
  if (seen.modal) showModal(seen);
  return seen;
}
