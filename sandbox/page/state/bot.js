// The bot's process: whether it runs, and what is asked of it; knows no element and nothing of what the bot does.

import { get, post } from "./api.js";
import { readCommands } from "./reading.js";
import { changed, store } from "./store.js";

let starting = false;

/** Whether a start was asked for here and the bot is not ready yet. */
export const isStarting = () => starting;

/** The state of the process is known anew: as in GET /sandbox/bot. */
export function receiveBot(bot) {
  store.bot = bot;
  changed("bot");
}

export const readBot = async () => receiveBot(await get("/bot"));

/** "start", "stop" or "kill"; comes back when it is done: started means ready, or gone again. */
export async function tellBot(action) {
  starting = action === "start";
  changed("bot");
  try {
    const bot = await post("/bot", { action });
    starting = false;
    receiveBot(bot);
  } finally {
    if (starting) { starting = false; changed("bot"); }
  }
  if (store.bot.running) await readCommands();
}
