// The page: starts both halves, keeps the clock, and asks the sandbox for news.
import { attempt, byId, get, h, notify, post } from "./dom.js";
import { refresh_aws, set_up_aws } from "./aws.js";
import { refresh_console, set_up_console } from "./console.js";
import { refresh_slack, set_up_slack } from "./slack.js";

const POLL_MS = 700;
const STEPS = [["+30 s", 30_000], ["+1 min", 60_000], ["+15 min", 900_000], ["+1 h", 3_600_000], ["+8 h", 28_800_000], ["+1 day", 86_400_000]];

/** How far the sandbox's clock is from the machine's: "+1 d 2 h". */
function distance_text(ms) {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  if (minutes === 0) return "real time";
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  return (ms > 0 ? "+" : "−") + [days && `${days} d`, hours && `${hours} h`, rest && `${rest} min`].filter(Boolean).join(" ");
}

function show_clock({ wall_ms }) {
  const wall = new Date(wall_ms);
  const text = new Intl.DateTimeFormat(undefined, { weekday: "short", year: "numeric", month: "short", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" });
  byId("wall").textContent = text.format(wall);
  byId("wall").dateTime = wall.toISOString();
  byId("wall").title = wall.toISOString();
  byId("ahead").textContent = distance_text(wall_ms - Date.now());
}

const set_clock = (body) => attempt(async () => {
  show_clock(await post("/_sandbox/clock", body));
  await refresh();
});

function set_up_clock() {
  byId("advance").append(...STEPS.map(([label, advance_ms]) =>
    h("button", { "aria-label": `Advance the clock by ${label.slice(1)}`, onclick: () => set_clock({ advance_ms }) }, label)));
  byId("set-clock").addEventListener("submit", (event) => {
    event.preventDefault();
    const value = byId("set-wall").value;
    set_clock({ wall: `${value.length === 16 ? `${value}:00` : value}Z` });
  });
}

let lost = false;

async function refresh() {
  try {
    const [clock] = await Promise.all([get("/_sandbox/clock"), refresh_console(), refresh_slack(), refresh_aws()]);
    show_clock(clock);
    if (lost) notify("The sandbox is back.");
    lost = false;
  } catch (error) {
    if (!lost) notify(`The sandbox does not answer: ${error.message}`, "error");
    lost = true;
  }
}

async function keep_refreshing() {
  await refresh();
  setTimeout(keep_refreshing, document.hidden ? 4 * POLL_MS : POLL_MS);
}

set_up_clock();
set_up_console();
set_up_slack();
set_up_aws();
keep_refreshing();
