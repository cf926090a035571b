// Elements without innerHTML: whatever comes from data becomes text, never markup.

/** h("button", {class: "x", onclick: f, "aria-label": "Close"}, "text", node, [more], null) */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "selected") element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Calls the control interface. Throws an Error with the server's own words. */
export async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new Error(`${path}: ${response.status} ${text.slice(0, 200)}`);
  }
  if (!response.ok) throw new Error(answer.error ?? `${path}: ${response.status}`);
  return answer;
}

export const get = (path) => call("GET", path);
export const post = (path, body) => call("POST", path, body);

let notice_timer;

/** A line at the bottom that goes away by itself. */
export function notify(text, kind = "info") {
  const notice = byId("notice");
  notice.textContent = text;
  notice.className = `notice ${kind}`;
  notice.hidden = false;
  clearTimeout(notice_timer);
  notice_timer = setTimeout(() => (notice.hidden = true), kind === "error" ? 8000 : 3000);
}

/** Runs an action and shows its failure instead of losing it. */
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    notify(error.message, "error");
    return undefined;
  }
}

/**
 * Keeps the children of `parent` equal to `items`, redrawing only what changed, so that open menus, focus and half-typed text
 * survive the polling. `key` names an item, `draw` makes its element.
 */
export function reconcile(parent, items, key, draw) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const name = String(key(item));
    const state = JSON.stringify(item);
    let element = old.get(name);
    old.delete(name);
    if (!element || element.dataset.state !== state) {
      const fresh = draw(item);
      fresh.dataset.key = name;
      fresh.dataset.state = state;
      if (element) {
        if (place === element) place = fresh;
        element.replaceWith(fresh);
      }
      element = fresh;
    }
    if (place === element) place = place.nextElementSibling;
    else parent.insertBefore(element, place);
  }
  for (const gone of old.values()) gone.remove();
}
