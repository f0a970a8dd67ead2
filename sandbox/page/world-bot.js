// The bot's process and its log; knows nothing of what the bot does.

import { get, post } from "./api.js";
import { h } from "./dom.js";

const LOG_LINES = 300;
const COLOURS = /\u001b\[[0-9;]*m/g;

/** The section: {element, refresh, receive, log}. */
export function botSection(doing) {
  const state = h("p", { class: "bot-state" });
  const log = h("pre", { class: "log", tabindex: "0", "aria-label": "Log of the bot" });
  const lines = [];

  function receive(bot) {
    const exit = bot.exit_code === null || bot.exit_code === undefined ? "" : ` (exit code ${bot.exit_code})`;
    for (const [action, element] of Object.entries(buttons)) element.querySelector("button").disabled = bot.running === (action === "start");
    state.replaceChildren(h("span", { class: bot.running ? "badge completed" : "badge failed-badge" }, bot.running ? "running" : "stopped"),
      bot.running ? ` process ${bot.pid}` : exit);
  }

  function add(line) {
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    lines.push(line.replace(COLOURS, ""));
    if (lines.length > LOG_LINES) lines.splice(0, lines.length - LOG_LINES);
    log.textContent = lines.join("\n");
    if (atEnd) log.scrollTop = log.scrollHeight;
  }

  const act = (action) => async () => receive(await post("/bot", { action }));
  const buttons = { kill: doing("Kill", act("kill"), ""), stop: doing("Stop", act("stop"), ""), start: doing("Start", act("start"), "") };
  const element = h("details", { class: "block", open: true }, h("summary", {}, "Bot"), state,
    h("div", { class: "bot-buttons" },
      buttons.kill, buttons.stop, buttons.start),
    h("details", { class: "more", open: true }, h("summary", {}, "Log"), log));
  return {
    element,
    refresh: async () => {
      const [bot, old] = await Promise.all([get("/bot"), get(`/bot/log?lines=${LOG_LINES}`)]);
      receive(bot);
      lines.length = 0;
      for (const line of old) add(line);
      log.scrollTop = log.scrollHeight;
    },
    receive,
    log: ({ line }) => add(line),
  };
}
