// One message as an element; knows nothing of the list it stands in.

import { post } from "../state/api.js";
import { components } from "./components.js";
import { avatar, h, trouble } from "../elements/dom.js";
import { embeds } from "./embeds.js";
import { markdown } from "../elements/markdown.js";
import { moreButton } from "./message-menu.js";
import { dots, usedLine } from "./pending.js";
import { attachments } from "./pictures.js";
import { act } from "../state/running.js";
import { store } from "../state/store.js";
import { mentionsMe, spoken } from "../state/texts.js";
import { inWords, moment, sameDay } from "../state/times.js";
import { nameButton } from "./who.js";

const LAYOUT_FROM = 9;
const GROUPED_S = 7 * 60;

async function dismiss(message) {
  try {
    await post(`/messages/${message.id}/dismiss`, { as: store.me });
  } catch (error) {
    trouble(error.message);
  }
}

function replyLine(message) {
  if (!message.reply_to) return null;
  const first = store.messages.get(message.reply_to);
  if (!first) return h("p", { class: "used replied" }, h("em", {}, "Original message was deleted"));
  return h("p", { class: "used replied" }, avatar(first.author.name, first.author.bot), h("strong", {}, first.author.name), " ",
    h("button", { type: "button", class: "quote", title: "Go to this message", "data-jump": `${store.channel === "dm" ? "@me" : store.channel}/${first.id}` }, spoken(first).slice(0, 120) || "Go to this message"));
}

function only(message) {
  if (!message.ephemeral) return null;
  return h("p", { class: "only-you" }, "Only you can see this · ",
    h("button", { type: "button", class: "text-button", "data-focus": "dismiss", onclick: () => dismiss(message) }, "Dismiss message"));
}

/** The text, with the mark of an edit at the end of its last line. */
function words(message) {
  const { author, content, edited_at: edited, loading } = message;
  if (loading) return h("p", { class: "thinking" }, `${author.name} is thinking`, dots());
  const nodes = markdown(content);
  if (edited && nodes.length) {
    const last = ["P", "SMALL"].includes(nodes.at(-1).tagName) ? nodes.at(-1) : nodes[nodes.push(h("p")) - 1];
    last.append(" ", h("span", { class: "edited", title: inWords(edited, "F") }, "(edited)"));
  }
  return nodes;
}

/** Files that no embed shows already. */
function looseFiles(message) {
  const shown = new Set(message.embeds.flatMap((one) => [one.image?.url, one.thumbnail?.url]));
  return message.attachments.filter((file) => !shown.has(file.url));
}

/** Whether a message goes on with what the same person has just said. */
export function follows(message, before) {
  const plain = (one) => !one.interaction?.name && !one.reply_to && !one.ephemeral;
  return Boolean(before) && plain(message) && !before.ephemeral && before.author.id === message.author.id
    && sameDay(message.created_at, before.created_at) && message.created_at - before.created_at < GROUPED_S;
}

/** The element; it is made anew whenever the message changes. */
export function messageElement(message) {
  const { author, interaction } = message;
  const layout = message.components.some((one) => one.type >= LAYOUT_FROM);
  const kinds = ["message", message.ephemeral && "ephemeral", mentionsMe(message) && "mentioned"].filter(Boolean).join(" ");
  const made = h("li", { class: kinds, id: `message-${message.id}`, "data-id": message.id },
    interaction?.name ? usedLine(interaction.user.name, interaction.name, nameButton(interaction.user, "author", "user")) : replyLine(message),
    h("div", { class: "message-body" },
      avatar(author.name, author.bot),
      h("article", { "aria-label": `${author.name}, ${inWords(message.created_at, "said")}` },
        h("header", {}, nameButton(author, "author", "author"), author.bot && h("span", { class: "app-tag" }, "APP"),
          moment(message.created_at, "said", "when")),
        h("div", { class: "text" }, words(message)),
        embeds(message.embeds),
        !layout && attachments(looseFiles(message)),
        components(message.components, (kind, body) => act(message, kind, body), message.attachments),
        only(message))));
  made.append(moreButton(message, made));
  return made;
}
