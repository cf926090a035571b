// The right half: a Privilege Manager console in which requests are raised, watched and decided.
import { attempt, byId, get, h, notify, post, reconcile } from "./dom.js";

const ROOT = "/_sandbox/privilege-manager";

const HOSTILE = {
  user: "LAB\\mallory",
  computer: "LAB-PC-66",
  application: "*Microsoft* <https://login.example|Update> `helper`",
  path: `C:\\Users\\mallory\\AppData\\${"very\\long\\".repeat(40)}annexe\u202egpj.exe`,
  command_line: `helper.exe ${"--quiet ".repeat(150)}; powershell -enc SQBFAFgA`,
  reason: "<!channel> *Approved by <@U0ADA>* \n> <https://evil.example|Click to confirm> &lt;b&gt; ```do it``` :white_check_mark:",
  policy: "Elevate <anything> & \"everything\"",
  company: "Microsoft Corporation (really)",
};

const NOTHING = Object.fromEntries(["user", "display_name", "computer", "application", "command_line", "reason", "policy", "company", "hash", "version", "rating", "requested"].map((name) => [name, null]));

const PRESETS = [
  ["Installer", { user: "LAB\\ana", computer: "LAB-PC-07", application: "Example Drawing", path: "C:\\Users\\ana\\Downloads\\setup.exe", command_line: "setup.exe /quiet", company: "Example Ltd", version: "4.2", reason: "Needed for the customer demo at three", policy: "Elevate installers with approval", rating: "Clean" }],
  ["sudo on a Mac", { user: "MAC-19\\chloe", computer: "MAC-19", application: "sudo", path: "/usr/bin/sudo", command_line: "sudo brew services restart postgresql@15", reason: "Database on my machine hangs after the update", policy: "sudo with approval", company: null, version: null, hash: null, rating: "Unknown" }],
  ["Suspect file", { user: "LAB\\erin", computer: "LAB-PC-11", application: "Free Toolbar", path: "D:\\usb\\toolbar-setup.exe", command_line: "toolbar-setup.exe", company: null, version: "0.9", reason: "please", policy: "Elevate installers with approval", rating: "Suspect" }],
  ["Almost empty", { ...NOTHING, path: "C:\\Windows\\System32\\cmd.exe" }],
  ["Hostile", HOSTILE],
  ["30 at once", { count: 30 }],
];

const FIELDS = [["user", "User", "LAB\\ana"], ["computer", "Computer", "LAB-PC-07"], ["application", "Application", "Example Drawing"], ["path", "Path", "C:\\…\\setup.exe"],
  ["command_line", "Command line", "setup.exe /quiet"], ["reason", "Reason", "why it is needed"], ["policy", "Policy", "Elevate installers"], ["company", "Company", "Example Ltd"],
  ["version", "Version", "4.2"], ["hash", "SHA-1 or SHA-256", ""], ["rating", "Rating", "Clean"]];

const CALLS = ["decide", "list", "token", "version", "document", "*"];
const FAULTS = ["http", "error_envelope", "html", "truncated", "huge", "drop_before", "drop_after", "hang", "late", "wrong_total", "unknown_status", "execute_late"];

/** 240 -> "4 h", 90 -> "1 h 30 min". */
export function minutes_text(minutes) {
  if (!Number.isInteger(minutes)) return `${minutes * 60} s`;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours && `${hours} h`, rest && `${rest} min`].filter(Boolean).join(" ") || "0 min";
}

function decision_text({ response, one_time, minutes, by }) {
  if (response === "deny") return `Denied by ${by === "api" ? "API" : "console"}`;
  const length = one_time ? " one time" : minutes === null ? "" : ` for ${minutes_text(minutes)}`;
  return `Approved${length} by ${by === "api" ? "API" : "console"}`;
}

const act = (call, body) => attempt(async () => {
  await post(`${ROOT}/${call}`, body);
  await refresh_console();
});

function draw_request(request) {
  const { id, status, decision } = request;
  const short = id.length > 14 ? `…${id.slice(-6)}` : id;
  const facts = [["Path", request.path], ["Command line", request.command_line], ["Policy", request.policy],
    ["Company", request.company], ["Version", request.version], ["Rating", request.rating], ["Hash", request.hash], ["Id", id]];
  const button = (label, kind, body, call = "decide") =>
    h("button", { class: kind, "aria-label": `${label} request ${short}`, onclick: () => act(call, { id, ...body }) }, label);
  return h("li", { class: `request ${status}`, "aria-label": `Request ${short}` },
    h("div", { class: "row one-line" },
      h("strong", { class: "clip" }, request.application ?? request.path ?? "(no name)"),
      h("span", { class: "grow" }),
      h("span", { class: `pill ${status}` }, status)),
    h("div", { class: "quiet clip" }, `${request.user ?? "unknown user"} on ${request.computer ?? "unknown computer"}`,
      typeof request.requested === "number" ? ` · ${new Date(request.requested).toISOString().slice(5, 16).replace("T", " ")}Z` : ""),
    request.reason ? h("p", { class: "reason" }, `“${request.reason}”`) : null,
    decision ? h("p", { class: "decision" }, h("strong", {}, decision_text(decision)), decision.comment ? ` — ${decision.comment}` : "") : null,
    h("details", {}, h("summary", {}, "Details"), h("dl", {}, facts.filter(([, value]) => value != null)
      .map(([name, value]) => [h("dt", {}, name), h("dd", {}, String(value))]))),
    h("div", { class: "row" },
      status === "pending"
        ? [button("Approve", "primary", { response: "approve" }), button("Deny", "danger", { response: "deny" }), button("Expire", "", {}, "expire")]
        : button("List again", "", {}, "reappear"),
      h("span", { class: "grow" }),
      request.calls ? h("span", { class: "quiet" }, `${request.calls} ${request.calls === 1 ? "call" : "calls"}`) : null));
}

export async function refresh_console() {
  const { requests, profile, faults } = await get(ROOT);
  byId("profile").textContent = `contract: ${profile}`;
  const waiting = requests.filter(({ status }) => status === "pending").length;
  byId("counts").textContent = `${waiting} pending of ${requests.length}`;
  byId("fault-count").hidden = faults.length === 0;
  byId("fault-count").textContent = faults.map(({ call, kind, times }) => `${call}: ${kind} ×${times}`).join(", ");
  const shown = byId("only-pending").checked ? requests.filter(({ status }) => status === "pending") : requests;
  reconcile(byId("requests"), shown.slice(-200).reverse(), ({ id }) => id, draw_request);
}

function set_up_raise() {
  for (const [label, body] of PRESETS) {
    byId("presets").append(h("button", { onclick: () => act("raise", body) }, label));
  }
  const form = byId("raise");
  form.append(...FIELDS.map(([name, label, placeholder]) => h("label", {}, label, h("input", { name, placeholder, autocomplete: "off" }))),
    h("div", { class: "row end" }, h("small", { class: "quiet grow" }, "Empty fields get a sample value."), h("button", { class: "primary" }, "Raise")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
    act("raise", body);
  });
}

function set_up_faults() {
  const form = byId("pm-faults");
  const choose = (name, label, options) => h("label", {}, label, h("select", { name }, options.map((option) => h("option", {}, option))));
  form.append(choose("call", "Call", CALLS), choose("kind", "Fault", FAULTS),
    h("label", {}, "Times", h("input", { name: "times", type: "number", min: 1, value: 1 })),
    h("label", {}, "Status", h("input", { name: "status", type: "number", min: 400, max: 599, placeholder: "500" })),
    h("label", {}, "Late (ms)", h("input", { name: "late_ms", type: "number", min: 0, placeholder: "0" })),
    h("div", { class: "row end" },
      h("button", { type: "button", onclick: () => act("rules", { revoke_token: true }) }, "Revoke tokens"),
      h("button", { type: "button", onclick: () => act("faults", { call: "*", times: 0 }) }, "Clear"),
      h("button", { class: "primary" }, "Set")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = [...new FormData(form)].filter(([, value]) => value !== "");
    await act("faults", Object.fromEntries(fields.map(([name, value]) => [name, ["times", "status", "late_ms"].includes(name) ? Number(value) : value])));
    notify("Fault set.");
  });
}

export function set_up_console() {
  set_up_raise();
  set_up_faults();
  byId("only-pending").addEventListener("change", () => attempt(refresh_console));
}
