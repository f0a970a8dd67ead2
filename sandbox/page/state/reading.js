// Reads what the page knows of the world into the store, and again when it may have changed; knows no element.

import { get, post } from "./api.js";
import { changed, person, store } from "./store.js";
import { setAhead } from "./times.js";

const COMMANDS_AGAIN_MS = 1500;
let turn = 0;

/** One reading at a time; whoever asks during one gets the next, which begins after it. */
export function inTurn(read) {
  let running = null;
  let next = null;
  return function again() {
    if (running === null) {
      running = read().finally(() => { running = null; });
      return running;
    }
    next ??= running.catch(() => {}).then(() => { next = null; return again(); });
    return next;
  };
}

export const readWorld = inTurn(async () => {
  const before = store.world.bot.id;
  store.world = await get("/world");
  if (store.me && (store.world.bot.id !== before || !person(store.me))) await anotherWorld();
  changed("world");
});

/** The sandbox was started anew, and nothing on this page is in its world: begin anew too; does not come back. */
function anotherWorld() {
  location.reload();
  return new Promise(() => {});
}

/** The commands that the present member can use in the open channel; asked for again while there are none. */
export async function readCommands() {
  const mine = ++turn;
  const found = await get(`/commands?as=${encodeURIComponent(store.me)}&channel=${encodeURIComponent(store.channel)}`);
  if (mine !== turn) return;
  if (JSON.stringify(found) !== JSON.stringify(store.commands)) {
    store.commands = found;
    changed("commands");
  }
  if (!found.length && store.bot.running !== false) {
    setTimeout(() => { if (mine === turn) readCommands().catch(() => {}); }, COMMANDS_AGAIN_MS);
  }
}

/** The world's time has moved: {"now", "ahead_s"}. */
export function receiveClock(clock) {
  setAhead(clock.ahead_s);
  changed("clock");
}

export const readClock = async () => receiveClock(await get("/clock"));

/** Move the whole world on: {"forward_s"} or {"to": "next_day"}. */
export const moveClock = async (how) => receiveClock(await post("/clock", how));
