// Slack's messages as Slack draws them: mrkdwn, Block Kit layout and its interactive elements.
import { h } from "./dom.js";

const EMOJI = {
  white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", no_entry: "⛔", no_entry_sign: "🚫", warning: "⚠️", lock: "🔒",
  unlock: "🔓", shield: "🛡️", bell: "🔔", hourglass: "⌛", hourglass_flowing_sand: "⏳", clock1: "🕐", wave: "👋", robot_face: "🤖",
  eyes: "👀", zzz: "💤", information_source: "ℹ️", question: "❓", rotating_light: "🚨", key: "🔑", computer: "💻", memo: "📝",
  tada: "🎉", thumbsup: "👍", "+1": "👍", thumbsdown: "👎", "-1": "👎", stopwatch: "⏱️", alarm_clock: "⏰", calendar: "📅",
};

const unescape_entities = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** People and channels by id, so that mentions have names. Set by the Slack half. */
export const names = { people: new Map(), channels: new Map() };

const person_name = (id) => names.people.get(id)?.display_name || names.people.get(id)?.real_name || names.people.get(id)?.name || id;

function slack_date(seconds, format) {
  const date = new Date(seconds * 1000);
  const show = (options) => new Intl.DateTimeFormat(undefined, options).format(date);
  const words = {
    date_num: date.toISOString().slice(0, 10),
    date: show({ dateStyle: "long" }),
    date_short: show({ dateStyle: "medium" }),
    date_long: show({ dateStyle: "full" }),
    time: show({ timeStyle: "short" }),
    time_secs: show({ timeStyle: "medium" }),
    ago: show({ dateStyle: "medium", timeStyle: "short" }),
  };
  return format.replace(/\{(\w+)\}/g, (all, word) => words[word.replace(/_pretty$/, "")] ?? all);
}

function angle(inner) {
  const [target, label] = inner.split(/\|(.*)/s);
  if (target.startsWith("@")) return h("span", { class: "mention" }, `@${person_name(target.slice(1))}`);
  if (target.startsWith("#")) return h("span", { class: "mention" }, `#${label || names.channels.get(target.slice(1))?.name || target.slice(1)}`);
  if (target.startsWith("!date^")) {
    const [, seconds, format] = target.split("^");
    return h("time", { title: unescape_entities(label ?? "") }, slack_date(Number(seconds), format));
  }
  if (target.startsWith("!subteam^")) return h("span", { class: "mention" }, label || `@${target.slice(9)}`);
  if (target.startsWith("!")) return h("span", { class: "mention loud" }, `@${label || target.slice(1)}`);
  if (/^(https?|mailto):/i.test(target)) {
    return h("a", { href: unescape_entities(target), target: "_blank", rel: "noopener noreferrer" }, unescape_entities(label || target));
  }
  return unescape_entities(`<${inner}>`);
}

const STYLES = { "*": "strong", _: "em", "~": "s" };

function inline(text) {
  const nodes = [];
  const pattern = /<([^<>]+)>|`([^`\n]+)`|(?<![\w*])\*(?!\s)([^*\n]+?)(?<!\s)\*(?!\w)|(?<!\w)_(?!\s)([^_\n]+?)(?<!\s)_(?!\w)|(?<![\w~])~(?!\s)([^~\n]+?)(?<!\s)~(?!\w)|:([a-z0-9_+-]+):/g;
  let last = 0;
  for (const match of text.matchAll(pattern)) {
    nodes.push(unescape_entities(text.slice(last, match.index)));
    last = match.index + match[0].length;
    const [whole, link, code, bold, italic, strike, emoji] = match;
    if (link !== undefined) nodes.push(angle(link));
    else if (code !== undefined) nodes.push(h("code", {}, code.split(/(<[^<>]+>)/).map((part) => (part.startsWith("<") ? angle(part.slice(1, -1)) : unescape_entities(part)))));
    else if (emoji !== undefined) nodes.push(EMOJI[emoji] ? h("span", { role: "img", "aria-label": emoji }, EMOJI[emoji]) : whole);
    else nodes.push(h(STYLES[whole[0]], {}, inline(bold ?? italic ?? strike)));
  }
  nodes.push(unescape_entities(text.slice(last)));
  return nodes;
}

/** Slack's own mark-up as a list of nodes. */
export function mrkdwn(text) {
  const nodes = [];
  let after_block = true;  // a quote or a block of code ends its own line
  for (const [index, part] of String(text ?? "").split(/\n?```\n?([\s\S]*?)```\n?/).entries()) {
    if (index % 2 === 1) {
      nodes.push(h("pre", {}, unescape_entities(part)));
      after_block = true;
      continue;
    }
    if (part === "") continue;
    for (const line of part.split("\n")) {
      const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line);
      if (!after_block && !quoted) nodes.push(h("br"));
      nodes.push(...(quoted ? [h("blockquote", {}, inline(quoted[1]))] : inline(line)));
      after_block = Boolean(quoted);
    }
  }
  return nodes;
}

/** A text object: plain_text stays plain but for its emoji. */
export function text_object(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  const line = (text) => text.split(/(:[a-z0-9_+-]+:)/).map((part) => EMOJI[part.slice(1, -1)] ?? part);
  return String(object.text ?? "").split("\n").flatMap((text, i) => (i === 0 ? line(text) : [h("br"), ...line(text)]));
}

const plain = (object) => String(object?.text ?? "");

/** Asks before a dangerous button, as a `confirm` object wants it. */
function confirmed(confirm) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((resolve) => {
    const dialog = h("dialog", { class: "modal", "aria-label": plain(confirm.title) },
      h("h2", {}, plain(confirm.title)), h("p", {}, text_object(confirm.text)),
      h("div", { class: "row end" },
        h("button", { onclick: () => dialog.close("no") }, plain(confirm.deny) || "Cancel"),
        h("button", { class: confirm.style === "danger" ? "danger" : "primary", onclick: () => dialog.close("yes") }, plain(confirm.confirm) || "OK")));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

function draw_options(element) {
  const option = (item) => h("option", { value: item.value }, plain(item.text));
  if (element.option_groups) return element.option_groups.map((group) => h("optgroup", { label: plain(group.label) }, group.options.map(option)));
  return (element.options ?? []).map(option);
}

function draw_select(element, block_id, act) {
  const label = plain(element.placeholder) || "Choose";
  const select = h("select", {
    "aria-label": label, "data-action-id": element.action_id,
    onchange: (event) => event.target.value && act("select", element, event.target.value, block_id),
  }, h("option", { value: "", disabled: true }, label), draw_options(element));
  select.value = act.picked?.(element, block_id) ?? element.initial_option?.value ?? "";
  return select;
}

function draw_overflow(element, block_id, act) {
  const menu = h("div", { class: "menu", role: "menu", hidden: true }, (element.options ?? []).map((option) =>
    h("button", { role: "menuitem", onclick: async () => {
      menu.hidden = true;
      if (await confirmed(element.confirm)) act("click", element, option.value, block_id);
    } }, plain(option.text))));
  const opener = h("button", { class: "overflow", "aria-label": "More actions", "aria-haspopup": "menu", onclick: () => (menu.hidden = !menu.hidden) }, "⋯");
  const holder = h("span", { class: "overflow-holder" }, opener, menu);
  holder.addEventListener("focusout", (event) => {
    if (!holder.contains(event.relatedTarget)) menu.hidden = true;
  });
  return holder;
}

/** One interactive element. `act(kind, element, value, block_id)` carries it out; inside modals there is none to carry out. */
function draw_element(element, block_id, act) {
  switch (element.type) {
    case "button":
      return h("button", { class: element.style ?? "", "data-action-id": element.action_id, "aria-label": element.accessibility_label,
        onclick: async () => (await confirmed(element.confirm)) && act("click", element, undefined, block_id) }, text_object(element.text));
    case "static_select": return draw_select(element, block_id, act);
    case "overflow": return draw_overflow(element, block_id, act);
    case "mrkdwn":
    case "plain_text": return h("span", {}, text_object(element));
    case "image": return h("span", { class: "image" }, `🖼 ${element.alt_text ?? ""}`);
    default: return h("span", { class: "unknown" }, `[${element.type}]`);
  }
}

function rich_text(node) {
  if (Array.isArray(node)) return node.map(rich_text);
  switch (node.type) {
    case "rich_text_preformatted": return h("pre", {}, rich_text(node.elements));
    case "rich_text_quote": return h("blockquote", {}, rich_text(node.elements));
    case "rich_text_list": return h(node.style === "ordered" ? "ol" : "ul", {}, node.elements.map((item) => h("li", {}, rich_text(item.elements))));
    case "user": return angle(`@${node.user_id}`);
    case "channel": return angle(`#${node.channel_id}`);
    case "link": return angle(`${node.url}|${node.text ?? node.url}`);
    case "emoji": return EMOJI[node.name] ?? `:${node.name}:`;
    case "date": return slack_date(node.timestamp, node.format);
    case "text": {
      const wrap = [["code", "code"], ["bold", "strong"], ["italic", "em"], ["strike", "s"]].find(([style]) => node.style?.[style]);
      return wrap ? h(wrap[1], {}, node.text) : node.text;
    }
    default: return rich_text(node.elements ?? []);
  }
}

/** An input of a modal; its value is read back by `modal_values`. */
function draw_input(block) {
  const { element } = block;
  const common = { "data-block-id": block.block_id, "data-action-id": element.action_id, "aria-label": plain(block.label), required: !block.optional };
  let field;
  switch (element.type) {
    case "plain_text_input":
      field = h(element.multiline ? "textarea" : "input", { ...common, placeholder: plain(element.placeholder), maxlength: element.max_length, minlength: element.min_length, rows: element.multiline ? 4 : undefined });
      field.value = element.initial_value ?? "";
      break;
    case "static_select":
      field = h("select", common, h("option", { value: "" }, plain(element.placeholder) || "Choose"), draw_options(element));
      field.value = element.initial_option?.value ?? "";
      break;
    case "radio_buttons":
    case "checkboxes":
      field = h("fieldset", { ...common, required: null }, (element.options ?? []).map((option) => h("label", { class: "choice" },
        h("input", { type: element.type === "checkboxes" ? "checkbox" : "radio", name: element.action_id, value: option.value,
          checked: (element.initial_options ?? [element.initial_option]).some((initial) => initial?.value === option.value) }), text_object(option.text))));
      break;
    default:
      field = h("input", { ...common, type: element.type === "number_input" ? "number" : "text", value: element.initial_value ?? "" });
  }
  return h("label", { class: "input" }, h("span", { class: "label" }, plain(block.label), block.optional ? h("small", {}, " (optional)") : null),
    field, block.hint ? h("small", {}, text_object(block.hint)) : null, h("small", { class: "field-error", "data-error-for": block.block_id }));
}

/** {block: {action: value}} of a drawn modal, in the form that /_sandbox/slack/submit takes. */
export function modal_values(root) {
  const values = {};
  for (const field of root.querySelectorAll("[data-block-id][data-action-id]")) {
    const chosen = field.tagName === "FIELDSET" ? [...field.querySelectorAll("input:checked")].map((input) => input.value) : field.value;
    const value = field.tagName === "FIELDSET" && !field.querySelector("[type=checkbox]") ? chosen[0] ?? "" : chosen;
    if (value === "" || value.length === 0) continue;
    (values[field.dataset.blockId] ??= {})[field.dataset.actionId] = value;
  }
  return values;
}

function draw_block(block, act) {
  switch (block.type) {
    case "header": return h("h3", { class: "block-header" }, text_object(block.text));
    case "divider": return h("hr");
    case "section":
      return h("div", { class: "block-section" }, h("div", { class: "grow" },
        block.text ? h("div", {}, text_object(block.text)) : null,
        block.fields ? h("div", { class: "fields" }, block.fields.map((field) => h("div", {}, text_object(field)))) : null),
        block.accessory ? draw_element(block.accessory, block.block_id, act) : null);
    case "context": return h("div", { class: "block-context" }, (block.elements ?? []).map((element) => draw_element(element, block.block_id, act)));
    case "actions": return h("div", { class: "block-actions" }, (block.elements ?? []).map((element) => draw_element(element, block.block_id, act)));
    case "rich_text": return h("div", {}, rich_text(block.elements ?? []));
    case "input": return draw_input(block);
    case "image": return h("div", { class: "image" }, `🖼 ${block.alt_text ?? ""}`);
    default: return h("div", { class: "unknown" }, `[${block.type}]`);
  }
}

export const draw_blocks = (blocks, act) => blocks.map((block) => draw_block(block, act));
