// What the page knows of the world, and who wants to hear when that changes; knows no element and no address.

const listeners = new Map();

export const store = {
  world: { servers: [], bot: { id: "", name: "" } },
  me: "",
  channel: "",
  messages: new Map(),
  commands: [],
  unread: new Set(),
  bot: { running: null, pid: null, exit_code: null },
};

/** Hear of a change: "world", "me", "channel", "messages", "commands", "unread", "bot", "clock", "studio", "request". */
export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, new Set());
  listeners.get(topic).add(listener);
}

export function changed(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail);
}

/** Everybody, once, whichever servers they are in. */
export function people() {
  const known = new Map();
  for (const server of store.world.servers) {
    for (const member of server.members) if (!known.has(member.id)) known.set(member.id, member);
  }
  return [...known.values()];
}

export const person = (id) => people().find((one) => one.id === id);
/** Who one is and where, as one key for what belongs to both. */
export const here = () => `${store.me} ${store.channel}`;
export const myName = () => person(store.me)?.name ?? store.me;
export const serverOf = (channel) =>
  store.world.servers.find((server) => server.channels.some((one) => one.id === channel));
export const channelBy = (id) => serverOf(id)?.channels.find((one) => one.id === id);

/** Whether the open place is still there and the present member may enter it. */
export const stillHere = () => store.channel === "dm" || Boolean(serverOf(store.channel) && mayEnter(serverOf(store.channel)));
export const firstChannel = () => store.world.servers.find(mayEnter)?.channels[0]?.id ?? "dm";
export const mayEnter = (server) => server.members.some((member) => member.id === store.me);

/** The name for a mention: a person, the bot, or nobody known. */
export const nameOf = (id) => (id === store.world.bot.id ? store.world.bot.name : person(id)?.name);

/** The channel of a message as the page names it: everything that is no server's channel is a DM. */
export const placeOf = (message) => (channelBy(message.channel) ? message.channel : "dm");
