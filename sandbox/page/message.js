// One message as an element; knows nothing of the list it stands in.

import { outcome, post } from "./api.js";
import { components } from "./components.js";
import { avatar, h, trouble } from "./dom.js";
import { markdown } from "./markdown.js";
import { showModal } from "./modals.js";
import { attachments } from "./pictures.js";
import { store } from "./store.js";
import { inWords, moment } from "./times.js";

/** Press or choose as the present member; gives what became of it. */
async function act(message, kind, body) {
  const { interaction } = await post(`/messages/${message.id}/${kind}`, { as: store.me, ...body });
  const seen = await outcome(interaction);
  if (seen.modal) showModal(seen);
  return seen;
}

async function dismiss(message) {
  try {
    await post(`/messages/${message.id}/dismiss`, { as: store.me });
  } catch (error) {
    trouble(error.message);
  }
}

/** The small line that says who typed what. */
export function usedLine(name, command) {
  return h("p", { class: "used" }, avatar(name), h("strong", {}, name), " used ", h("span", { class: "mention" }, `/${command}`));
}

function replyLine(message) {
  const first = store.messages.get(message.reply_to);
  if (!message.reply_to) return null;
  return h("p", { class: "used" }, "↩ ", first ? `${first.author.name}: ${first.content.slice(0, 80)}` : "a message that is gone");
}

function embed(one) {
  return h("div", { class: "embed" },
    one.author?.name && h("p", { class: "subtext" }, one.author.name),
    one.title && h("p", { class: "heading heading-3" }, one.title),
    one.description && h("div", {}, markdown(one.description)),
    (one.fields ?? []).map((field) => h("div", { class: "embed-field" }, h("strong", {}, field.name), markdown(field.value))),
    one.footer?.text && h("p", { class: "subtext" }, one.footer.text));
}

function only(message) {
  if (!message.ephemeral) return null;
  return h("p", { class: "only-you" }, "Only you can see this · ",
    h("button", { type: "button", class: "text-button", onclick: () => dismiss(message) }, "Dismiss message"));
}

/** The text, with the mark of an edit at the end of its last line. */
function words(message) {
  const { author, content, edited_at: edited, loading } = message;
  if (loading) return h("p", { class: "thinking" }, `${author.name} is thinking`, h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")));
  const nodes = markdown(content);
  if (edited && nodes.length) {
    const last = ["P", "SMALL"].includes(nodes.at(-1).tagName) ? nodes.at(-1) : nodes[nodes.push(h("p")) - 1];
    last.append(" ", h("span", { class: "edited", title: inWords(edited, "F") }, "(edited)"));
  }
  return nodes;
}

/** The element; it is made anew whenever the message changes. */
export function messageElement(message) {
  const { author, interaction } = message;
  const inBoxes = message.components.some((one) => one.type > 8);
  return h("li", { class: message.ephemeral ? "message ephemeral" : "message", id: `message-${message.id}`, "data-id": message.id },
    interaction?.name ? usedLine(interaction.user.name, interaction.name) : replyLine(message),
    h("div", { class: "message-body" },
      avatar(author.name, author.bot),
      h("article", { "aria-label": `${author.name}, ${inWords(message.created_at, "t")}` },
        h("header", {}, h("strong", { class: "author" }, author.name), author.bot && h("span", { class: "app-tag" }, "APP"),
          moment(message.created_at, "t", "when")),
        h("div", { class: "text" }, words(message)),
        message.embeds.map(embed),
        !inBoxes && attachments(message.attachments),
        components(message.components, (kind, body) => act(message, kind, body), message.attachments),
        only(message))));
}
