// Begins: reads the world, builds the parts, listens to the events of the member one is.

import { get, watch } from "./api.js";
import { startComposer } from "./composer.js";
import { byId, trouble } from "./dom.js";
import { startHint } from "./hint.js";
import { forget, receive, reload } from "./messages.js";
import { become, closeSidebar, startSidebar } from "./sidebar.js";
import { changed, on, people, store } from "./store.js";
import { keepTime } from "./times.js";
import { closeWorld, startWorld } from "./world.js";

const FIRST_MEMBER = "ada";
const FIRST_CHANNEL = "pictures";
const COMMANDS_AGAIN_MS = 1500;
const LOST = "The connection to the sandbox is lost; trying again …";
let source = null;
let world = null;

async function readCommands() {
  store.commands = await get("/commands");
  changed("commands");
  if (!store.commands.length) setTimeout(() => readCommands().catch(() => {}), COMMANDS_AGAIN_MS);
}

async function readWorld() {
  store.world = await get("/world");
  changed("world");
}

/** Listen as the present member, and read everything once the line is open, so that nothing falls between. */
function listen() {
  source?.close();
  source = watch(store.me, {
    open: async () => {
      if (byId("trouble").textContent === LOST) trouble("");
      await Promise.all([reload(), readCommands(), world.refresh()]).catch((error) => trouble(error.message));
    },
    lost: () => trouble(LOST),
    message: receive,
    message_deleted: ({ id }) => forget(id),
    provider: world.provider,
    bot: (state) => { world.bot(state); if (state.running) readCommands().catch(() => {}); },
    log: world.log,
  });
}

async function start() {
  startComposer();
  startHint();
  startSidebar();
  world = startWorld();
  keepTime();
  byId("backdrop").addEventListener("click", () => { closeSidebar(); closeWorld(); });
  await readWorld();
  store.channel = store.world.servers.flatMap((server) => server.channels).find((one) => one.name === FIRST_CHANNEL)?.id ?? "dm";
  on("me", () => { store.unread.clear(); changed("channel"); listen(); });
  on("channel", reload);
  become(people().find((one) => one.name === FIRST_MEMBER)?.id ?? people()[0].id);
}

start().catch((error) => trouble(error.message));
