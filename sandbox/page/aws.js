// The parameters of AWS, to be read and edited by hand as in its console.
import { attempt, byId, get, h, notify, post, reconcile } from "./dom.js";

const ROOT = "/_sandbox/aws";

const act = (call, body, said) => attempt(async () => {
  await post(`${ROOT}/${call}`, body);
  await refresh_aws();
  notify(said);
});

function draw_parameter({ name, value, version, history }) {
  const text = h("textarea", { name: "value", rows: 3, "aria-label": `Value of ${name}`, spellcheck: "false" });
  text.value = value;
  const save = (event) => {
    event.preventDefault();
    act("put", { name, value: text.value }, `Saved ${name}.`);
  };
  return h("li", { class: "request", "aria-label": `Parameter ${name}` },
    h("form", { class: "column", onsubmit: save },
      h("div", { class: "row one-line" }, h("strong", { class: "clip" }, name), h("span", { class: "grow" }),
        h("span", { class: "pill", title: history.map((one) => `${one.version}: ${one.value}`).join("\n") }, `version ${version}`)),
      text,
      h("div", { class: "row end" },
        h("button", { type: "button", class: "danger", onclick: () => act("delete", { name }, `Deleted ${name}.`) }, "Delete"),
        h("button", { class: "primary" }, "Save by hand"))));
}

export async function refresh_aws() {
  const { parameters, faults } = await get(ROOT);
  byId("aws-count").textContent = faults.map(({ call, kind, times }) => `${call}: ${kind} ×${times}`).join(", ");
  byId("aws-count").hidden = faults.length === 0;
  reconcile(byId("parameters"), parameters, ({ name }) => name, draw_parameter);
}

export function set_up_aws() {
  byId("aws-faults").append(
    h("button", { onclick: () => act("faults", { call: "get", kind: "throttle", times: 1000 }, "Reads are throttled.") }, "Throttle reads"),
    h("button", { onclick: () => act("faults", { call: "put", kind: "throttle", times: 1000 }, "Writes are throttled.") }, "Throttle writes"),
    h("button", { onclick: () => act("stale", { for_ms: 60_000 }, "Reads are stale for a minute.") }, "Stale for 1 min"),
    h("button", { onclick: () => act("faults", { call: "*", times: 0 }, "Faults cleared.") }, "Clear"));
}
