// Begins: reads the world, builds the parts, listens to the events of the member one is.

import { keepAddress, readAddress } from "./state/address.js";
import { watch } from "./state/api.js";
import { receiveBot } from "./state/bot.js";
import { startBotLine } from "./bot-line.js";
import { startComposer } from "./composer/composer.js";
import { byId, trouble } from "./elements/dom.js";
import { startDays } from "./chat/days.js";
import { startHint } from "./hint.js";
import { startLinks } from "./chat/links.js";
import { forget, receive, reload } from "./chat/messages.js";
import { readClock, readCommands, readWorld, receiveClock } from "./state/reading.js";
import { become, closeSidebar, startSidebar } from "./sidebar.js";
import { changed, firstChannel, on, stillHere, store } from "./state/store.js";
import { keepTime } from "./state/times.js";
import { closeWorld, startWorld } from "./world/panel.js";

const AGAIN_MS = 1500;
const LOST = "The connection to the sandbox is lost; trying again …";
let source = null;
let world = null;

const quietly = (reading) => reading.catch((error) => trouble(error.message));

/** Something in the world has changed: also what the bot may do, and so its commands. */
async function readAnew() {
  await readWorld();
  await readCommands();
}

/** Listen as the present member, and read everything once the line is open, so that nothing falls between. */
function listen() {
  source?.close();
  source = watch(store.me, {
    open: async () => {
      if (byId("trouble").textContent === LOST) trouble("");
      await quietly(Promise.all([readWorld(), readClock(), reload(), readCommands(), world.refresh()]));
    },
    lost,
    message: receive,
    message_deleted: ({ id }) => forget(id),
    world: () => quietly(readAnew()),
    clock: receiveClock,
    provider: world.provider,
    violation: world.violation,
    bot: (state) => { receiveBot(state); if (state.running) readCommands().catch(() => {}); },
    log: world.log,
  });
}

/** The browser tries again by itself, unless the sandbox has answered that it knows nobody like this. */
function lost() {
  trouble(LOST);
  if (source.readyState !== EventSource.CLOSED) return;
  const closed = source;
  setTimeout(async () => {
    await readWorld().catch(() => {});
    if (source === closed) listen();
  }, AGAIN_MS);
}

/** A channel that is gone, or that one may not enter any more, is left for the first one. */
function leaveWhatIsGone() {
  if (stillHere()) return;
  store.unread.delete(store.channel);
  store.channel = firstChannel();
  changed("channel");
}

async function start() {
  startComposer();
  startBotLine();
  startHint();
  startLinks();
  startDays();
  startSidebar();
  world = startWorld();
  keepTime();
  byId("backdrop").addEventListener("click", () => { closeSidebar(); closeWorld(); });
  await readWorld();
  readAddress();
  keepAddress();
  on("world", leaveWhatIsGone);
  on("me", () => { store.unread.clear(); changed("channel"); listen(); });
  on("channel", reload);
  on("channel", () => quietly(readCommands()));
  become(store.me);
}

start().catch((error) => trouble(error.message));
