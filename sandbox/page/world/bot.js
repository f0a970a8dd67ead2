// The bot's process and its log, in the panel; knows nothing of what the bot does.

import { get } from "../state/api.js";
import { isStarting, readBot, tellBot } from "../state/bot.js";
import { h } from "../elements/dom.js";
import { on, store } from "../state/store.js";
import { block, doing } from "./parts.js";

const LOG_LINES = 300;
const NEAR_PX = 40;
const COLOURS = /\u001b\[[0-9;]*m/g;
const LEVEL = /^\S+ \[(\w+)\s*\]|^\{.*"level": ?"(\w+)"/;
const FURTHER = /^ {2}\| /;
const MARKED = { warning: "warning", error: "error", critical: "error" };

/** The log: {element, add, clear}. Further lines of a record look like its first. */
function logView() {
  const only = h("input", { type: "checkbox" });
  const lines = h("pre", { class: "log", tabindex: "0", "aria-label": "Log of the bot" });
  let kind = "";
  only.addEventListener("change", () => {
    lines.classList.toggle("only-marked", only.checked);
    lines.scrollTop = lines.scrollHeight;
  });
  return {
    element: h("details", { class: "more", open: true }, h("summary", {}, "Log"),
      h("label", { class: "check" }, only, "only warnings and errors"), lines),
    add: (raw) => {
      const line = raw.replace(COLOURS, "");
      const found = LEVEL.exec(line);
      if (!FURTHER.test(line)) kind = MARKED[found?.[1] ?? found?.[2]] ?? "";
      const atEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < NEAR_PX;
      lines.append(h("span", { class: kind || null }, `${line}\n`));
      while (lines.childElementCount > LOG_LINES) lines.firstChild.remove();
      if (atEnd) lines.scrollTop = lines.scrollHeight;
    },
    clear: () => { lines.replaceChildren(); kind = ""; },
  };
}

/** The section: {element, refresh, log}. */
export function botSection() {
  const state = h("p", { class: "bot-state" });
  const log = logView();
  const act = (action) => () => tellBot(action);
  const buttons = { kill: doing("Kill", act("kill"), ""), stop: doing("Stop", act("stop"), ""), start: doing("Start", act("start"), "") };

  function draw() {
    const { running, pid, exit_code: code } = store.bot;
    if (running === null) return;
    for (const [action, element] of Object.entries(buttons)) element.querySelector("button").disabled = running === (action === "start");
    const exit = code === null || code === undefined ? "" : code < 0 ? ` ended by signal ${-code}` : ` exit code ${code}`;
    state.replaceChildren(h("span", { class: running ? "badge completed" : "badge failed-badge" }, running ? "running" : "stopped"),
      running ? ` process ${pid}${isStarting() ? ", getting ready …" : ""}` : exit);
  }

  on("bot", draw);
  return {
    element: block("Bot", true, state, h("div", { class: "press-row" }, buttons.kill, buttons.stop, buttons.start), log.element),
    refresh: async () => {
      const [old] = await Promise.all([get(`/bot/log?lines=${LOG_LINES}`), readBot()]);
      log.clear();
      for (const line of old) log.add(line);
    },
    log: ({ line }) => log.add(line),
  };
}
