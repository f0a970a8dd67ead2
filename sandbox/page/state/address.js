// Who one is and where, in the address of the page: #ada/pictures; knows no element.

import { channelBy, firstChannel, mayEnter, on, people, person, store } from "./store.js";

const FIRST_MEMBER = "ada";
const FIRST_CHANNEL = "pictures";

/** One name out of the address; what somebody has spoilt by hand names nobody. */
function decoded(part) {
  try { return decodeURIComponent(part); } catch { return ""; }
}

/** Be who and where the address says; the usual one where it names nobody and no place, or one that is gone. */
export function readAddress() {
  const [who, where = ""] = location.hash.slice(1).split("/").map(decoded);
  const named = (name) => people().find((one) => one.name === name);
  store.me = (named(who) ?? named(FIRST_MEMBER) ?? people()[0]).id;
  const channels = store.world.servers.filter(mayEnter).flatMap((server) => server.channels);
  const called = (name) => channels.find((one) => one.name === name)?.id;
  store.channel = where === "dm" ? "dm" : called(where) ?? called(FIRST_CHANNEL) ?? firstChannel();
}

function write() {
  if (!store.me) return;
  const names = [person(store.me)?.name ?? "", channelBy(store.channel)?.name ?? "dm"];
  history.replaceState(history.state, "", `#${names.map(encodeURIComponent).join("/")}`);
}

/** From now on the address follows the member. */
export function keepAddress() {
  for (const topic of ["me", "channel", "world"]) on(topic, write);
}
