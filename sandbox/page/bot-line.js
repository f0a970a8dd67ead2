// The line over the composer while the bot is not there; knows nothing of the chat.

import { isStarting, tellBot } from "./state/bot.js";
import { byId, h, trouble } from "./elements/dom.js";
import { on, store } from "./state/store.js";

/** Build the line; it is empty while the bot runs. */
export function startBotLine() {
  const words = h("span", { role: "status" });
  const start = h("button", { type: "button", class: "press secondary", hidden: true }, "Start the bot");
  const line = h("div", { class: "bot-line", id: "bot-line" }, words, start);
  start.addEventListener("click", async () => {
    byId("typed")?.focus();  // the button goes away
    await tellBot("start").catch((error) => trouble(error.message));
  });
  on("bot", () => {
    const gone = store.bot.running === false;
    const code = store.bot.exit_code;
    const text = isStarting() ? "The bot is starting …"
      : gone ? (code > 0 ? `The bot has ended (exit code ${code}). Its log is in World.` : "The bot is not running.")
      : "";
    if (words.textContent !== text) words.textContent = text;
    start.hidden = !gone || isStarting();
    line.classList.toggle("shown", text !== "");
  });
  byId("composer").before(line);
}
