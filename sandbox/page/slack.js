// The left half: a workspace in which anybody can be anybody, to see and to press what each of them would.
import { draw_blocks, modal_values, mrkdwn, names } from "./blocks.js";
import { attempt, byId, get, h, notify, post, reconcile } from "./dom.js";

const ROOT = "/_sandbox/slack";
const HINTS = ["@privman register", "@privman status", "@privman pending", "@privman help", "@privman autoapprove set mon-fri 08:00-17:00 America/Chicago"];
const DISCONNECTS = ["refresh_requested", "warning", "link_disabled", "too_many_websockets", "cut", "mute"];

const seen = { workspace: null, person: sessionStorage.getItem("person"), channel: sessionStorage.getItem("channel"), thread: null, bottom: true };

const title_of = (person) => person.display_name || person.real_name || person.name;
const is_direct = (channel) => channel.id.startsWith("D");
const owner_of = (channel) => channel.dm_with ?? channel.user ?? channel.members?.find((id) => id !== seen.workspace.bot.user_id);
const person_now = () => seen.workspace.people.find(({ id }) => id === seen.person);

function remember(name, value) {
  seen[name] = value;
  sessionStorage.setItem(name, value);
}

/** Colour and initials instead of pictures. */
function avatar(person, is_bot) {
  const name = is_bot ? "PM" : title_of(person ?? { name: "?" });
  const hue = [...(person?.id ?? "")].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
  const initials = is_bot ? name : name.split(/\s+/).map((word) => [...word][0]).slice(0, 2).join("").toUpperCase();
  return h("span", { class: `avatar${is_bot ? " bot" : ""} hue-${Math.floor(hue / 45)}`, "aria-hidden": "true" }, initials);
}

function message_actor(message) {
  const act = (kind, element, value) => attempt(async () => {
    const answer = await post(`${ROOT}/${kind}`, { as: seen.person, channel: seen.channel, ts: message.ts, action_id: element.action_id, ...(value === undefined ? {} : { value }) });
    if (answer.delivered === false) notify("The bot is not connected: nobody received this.", "error");
    else if (answer.acked === false) notify("The bot did not acknowledge within three seconds.", "error");
    await refresh_slack();
  });
  act.picked = (element, block_id) => message.picks?.[block_id]?.[element.action_id]?.value;
  return act;
}

function draw_message(message) {
  const author = names.people.get(message.user);
  const is_bot = message.is_bot;
  const when = new Date(Number(message.ts) * 1000);
  const blocks = message.blocks ?? [];
  return h("li", { class: `message${message.thread_ts && message.thread_ts !== message.ts ? " reply" : ""}${message.ephemeral_to ? " ephemeral" : ""}`, "data-ts": message.ts },
    avatar(author ?? { id: message.user, name: message.user }, is_bot),
    h("div", { class: "grow body" },
      message.ephemeral_to ? h("div", { class: "quiet" }, `Only visible to ${title_of(names.people.get(message.ephemeral_to) ?? { name: message.ephemeral_to })}`) : null,
      h("div", { class: "byline" },
        h("strong", {}, author ? title_of(author) : is_bot ? "privman" : message.user), is_bot ? h("span", { class: "app" }, "APP") : null,
        h("time", { class: "quiet", datetime: when.toISOString(), title: when.toISOString() }, when.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })),
        message.edits ? h("span", { class: "quiet", title: "changes so far" }, `changed ×${message.edits}`) : null,
        h("button", { class: "reply-button", onclick: () => set_thread(message.thread_ts || message.ts) }, "Reply in thread")),
      blocks.length ? h("div", { class: "blocks" }, draw_blocks(blocks, message_actor(message)))
        : h("div", { class: "text" }, mrkdwn(message.text))));
}

function set_thread(ts) {
  seen.thread = ts;
  const note = byId("thread-note");
  note.hidden = !ts;
  note.replaceChildren(...(ts ? ["Answering in a thread ", h("button", { type: "button", onclick: () => set_thread(null) }, "Leave the thread")] : []));
  if (ts) byId("compose-text").focus();
}

/** Replies stand under the message that began their thread. */
function in_reading_order(messages) {
  const replies = new Map();
  const top = [];
  for (const message of messages) {
    const root = message.thread_ts && message.thread_ts !== message.ts ? message.thread_ts : null;
    if (root && messages.some(({ ts }) => ts === root)) replies.set(root, [...(replies.get(root) ?? []), message]);
    else top.push(message);
  }
  return top.flatMap((message) => [message, ...(replies.get(message.ts) ?? [])]);
}

async function refresh_messages() {
  const list = byId("messages");
  if (!seen.channel) {
    list.replaceChildren();
    return;
  }
  const { person, channel } = seen;
  const { messages } = await get(`${ROOT}/messages?channel=${encodeURIComponent(channel)}&as=${encodeURIComponent(person)}`);
  if (person !== seen.person || channel !== seen.channel) return;
  const at_bottom = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  const before = list.childElementCount;
  const shown = messages.filter(({ deleted }) => !deleted).map(({ history, ...message }) => message);
  reconcile(list, in_reading_order(shown), ({ ts, ephemeral_to }) => `${person} ${channel} ${ts} ${ephemeral_to ?? ""}`, draw_message);
  if (seen.bottom || (at_bottom && before !== list.childElementCount)) list.scrollTop = list.scrollHeight;
  seen.bottom = false;
}

function draw_channel(channel) {
  const label = is_direct(channel) ? "privman" : channel.name;
  const marks = [channel.ext_shared && "shared", channel.archived && "archived", !is_direct(channel) && !channel.bot_member && "no bot"].filter(Boolean);
  return h("li", {}, h("button", {
    class: "channel", "aria-current": channel.id === seen.channel ? "true" : null, "aria-label": is_direct(channel) ? "Direct message with privman" : `Channel ${channel.name}`,
    onclick: () => {
      remember("channel", channel.id);
      seen.bottom = true;
      set_thread(null);
      attempt(refresh_slack);
    },
  }, h("span", { class: "sign" }, is_direct(channel) ? "@" : channel.private ? "◆" : "#"), label, marks.length ? h("small", {}, ` ${marks.join(", ")}`) : null));
}

function refresh_sides() {
  const { channels, people, bot } = seen.workspace;
  const select = byId("person");
  const actors = people.filter(({ id, kind }) => id !== bot.user_id && kind !== "bot");
  if (!actors.some(({ id }) => id === seen.person)) remember("person", actors[0]?.id ?? "");
  reconcile(select, actors, ({ id }) => id, (person) => h("option", { value: person.id }, title_of(person), person.kind === "member" ? "" : ` (${person.kind.replace("_", " ")})`));
  if (select.value !== seen.person) select.value = seen.person;

  const rooms = channels.filter((channel) => !is_direct(channel));
  const directs = channels.filter((channel) => is_direct(channel) && owner_of(channel) === seen.person);
  const own_direct = directs.length ? directs : [{ id: "DM", name: "privman", members: [] }];
  if (![...rooms, ...own_direct].some(({ id }) => id === seen.channel)) {
    const first = rooms.find(({ bot_member, members }) => bot_member && members?.includes(seen.person)) ?? rooms[0];
    remember("channel", first?.id ?? "");
    seen.bottom = true;
  }
  const with_mark = (list) => list.map((channel) => ({ ...channel, current: channel.id === seen.channel }));
  reconcile(byId("channels"), with_mark(rooms), ({ id }) => id, draw_channel);
  reconcile(byId("directs"), with_mark(own_direct), ({ id }) => id, draw_channel);

  const channel = channels.find(({ id }) => id === seen.channel);
  byId("team").textContent = typeof seen.workspace.team === "string" ? seen.workspace.team : seen.workspace.team?.name ?? seen.workspace.team?.domain ?? "Workspace";
  byId("channel-name").textContent = !channel || is_direct(channel) ? "privman" : `# ${channel.name}`;
  byId("channel-about").textContent = !channel || is_direct(channel) ? "direct message" : `${channel.members.length} members${channel.members.includes(seen.person) ? "" : `, without ${title_of(person_now() ?? { name: "you" })}`}`;
  byId("invite-bot").hidden = !channel || is_direct(channel) || channel.bot_member;
}

function show_bot_state() {
  const { connections } = seen.workspace;
  const state = byId("bot-state");
  state.textContent = connections === 0 ? "bot not connected" : connections === 1 ? "bot connected" : `bot connected ×${connections}`;
  state.className = `pill ${connections === 0 ? "denied" : "approved"}`;
}

/** The title, buttons and blocks of a modal may come bare or wrapped in the view that the app sent. */
const content_of = (view) => view.content ?? view.view ?? view;

function draw_view(view) {
  const content = content_of(view);
  const act = (kind, element, value) => attempt(async () => {
    await post(`${ROOT}/click`, { as: seen.person, view_id: view.id, action_id: element.action_id, ...(value === undefined ? {} : { value }) });
    await refresh_slack();
  });
  const form = h("form", { class: "modal-form" }, h("h2", {}, content.title?.text ?? ""), draw_blocks(content.blocks ?? [], act),
    h("div", { class: "row end" },
      h("button", { type: "button", onclick: () => attempt(async () => {
        await post(`${ROOT}/close_view`, { as: seen.person, view_id: view.id });
        await refresh_slack();
      }) }, content.close?.text ?? "Cancel"),
      content.submit ? h("button", { class: "primary" }, content.submit.text) : null));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      const answer = await post(`${ROOT}/submit`, { as: seen.person, view_id: view.id, values: modal_values(form) });
      for (const [block, error] of Object.entries(answer.errors ?? {})) {
        const place = form.querySelector(`[data-error-for="${CSS.escape(block)}"]`);
        if (place) place.textContent = error;
      }
      await refresh_slack();
    });
  });
  return h("div", { class: "modal", role: "dialog", "aria-modal": "true", "aria-label": content.title?.text ?? "Dialog" }, form);
}

function refresh_views() {
  const mine = (seen.workspace.views ?? []).filter((view) => (view.user ?? view.owner ?? view.as) === seen.person && (content_of(view).type ?? "modal") === "modal");
  const holder = byId("modals");
  holder.className = mine.length ? "shade" : "";
  // What was typed is in `state`, and typing must not redraw the form.
  reconcile(holder, mine.slice(-1).map(({ state, ...view }) => view), ({ id }) => id, draw_view);
}

export async function refresh_slack() {
  seen.workspace = await get(ROOT);
  names.people = new Map(seen.workspace.people.map((person) => [person.id, person]));
  names.channels = new Map(seen.workspace.channels.map((channel) => [channel.id, channel]));
  show_bot_state();
  refresh_sides();
  refresh_views();
  if (seen.channel !== "DM") await refresh_messages();
  else byId("messages").replaceChildren();
}

function set_up_compose() {
  const form = byId("compose");
  const text = byId("compose-text");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (text.value.trim() === "") return;
    attempt(async () => {
      const where = seen.channel.startsWith("D") ? { dm: true } : { channel: seen.channel };
      await post(`${ROOT}/say`, { as: seen.person, ...where, text: text.value, ...(seen.thread ? { thread_ts: seen.thread } : {}) });
      text.value = "";
      seen.bottom = true;
      if (seen.channel === "DM") remember("channel", "");
      await refresh_slack();
      if (where.dm) {
        const direct = seen.workspace.channels.find((channel) => is_direct(channel) && owner_of(channel) === seen.person);
        if (direct) remember("channel", direct.id);
        await refresh_slack();
      }
    });
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  byId("hints").append(...HINTS.map((hint) => h("button", { type: "button", class: "hint", onclick: () => {
    text.value = hint;
    text.focus();
  } }, hint.length > 28 ? `${hint.slice(9, 30)}…` : hint.slice(9))));
}

export function set_up_slack() {
  byId("person").addEventListener("change", (event) => {
    remember("person", event.target.value);
    seen.bottom = true;
    if (seen.channel?.startsWith("D")) remember("channel", "");
    set_thread(null);
    attempt(refresh_slack);
  });
  byId("invite-bot").addEventListener("click", () => attempt(async () => {
    await post(`${ROOT}/channel`, { id: seen.channel, invite_bot: true });
    await refresh_slack();
  }));
  byId("slack-faults").append(...DISCONNECTS.map((reason) => h("button", { onclick: () => attempt(async () => {
    await post(`${ROOT}/disconnect`, { reason });
    notify(`Sent: ${reason}`);
  }) }, reason.replaceAll("_", " "))));
  set_up_compose();
}
