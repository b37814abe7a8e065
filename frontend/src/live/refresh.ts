// Brings what changed up to date. An element says what it shows with data-live="duty:42 hazard" (any of them). With
// hx-get and hx-trigger="live" htmx fetches it; else the page is asked again and that part replaced, found by its id or
// by what it shows.
import { htmx } from "../desk/requests";
import type { Change } from "./hub";

const GATHER = 120;
const BUSY_AGAIN = 2_000;

let waiting = new Set<HTMLElement>();
let timer = 0;

export const liveElements = (): HTMLElement[] => Array.from(document.querySelectorAll<HTMLElement>("[data-live]"));

export const topicsOf = (element: HTMLElement): string[] => (element.dataset.live || "").split(/\s+/).filter(Boolean);

export function concerns(element: HTMLElement, change: Change): boolean {
  const names = [change.topic, change.kind, `${change.kind}:${change.id}`, change.verb.split(".")[0] || ""];
  return topicsOf(element).some((topic) => names.includes(topic));
}

export function refresh(elements: HTMLElement[], after = GATHER): void {
  elements.forEach((element) => waiting.add(element));
  window.clearTimeout(timer);
  if (waiting.size) timer = window.setTimeout(run, after);
}

/** Somebody types, reads a dialog or has picked rows there: do not pull it away. */
function busy(element: HTMLElement): boolean {
  const focus = document.activeElement;
  const typing = !!focus && element.contains(focus) && focus.matches("input:not([type=checkbox]),textarea,select");
  return typing || !!element.querySelector("dialog[open],details.menu[open],[data-bulk-pick]:checked");
}

async function run(): Promise<void> {
  const now = Array.from(waiting).filter((element) => element.isConnected);
  const later = now.filter(busy);
  waiting = new Set(later);
  const free = now.filter((element) => !later.includes(element));
  for (const element of free) if (element.hasAttribute("hx-get")) htmx.trigger(element, "live", {});
  const own = free.filter((element) => !element.hasAttribute("hx-get"));
  if (own.length) await again(own);
  if (waiting.size) timer = window.setTimeout(run, BUSY_AGAIN);
}

async function again(elements: HTMLElement[]): Promise<void> {
  const answer = await fetch(window.location.href, { credentials: "same-origin", headers: { "X-Anju-Live": "1" } }).catch(() => null);
  if (!answer) return; // no line: whatever asks next finds out
  if (answer.redirected && new URL(answer.url).pathname !== window.location.pathname) {
    window.location.assign(answer.url); // the sign-in ended
    return;
  }
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const places = elements.map((element) => counterpart(element, page)); // all before the first is replaced
  for (const [at, element] of elements.entries()) {
    const fresh = places[at];
    if (fresh && fresh.outerHTML !== element.outerHTML) replace(element, document.importNode(fresh, true));
    else if (!fresh) element.remove();
  }
}

/** The same part of the page as it is now: by id, else the one of equal data-live at the same turn. */
function counterpart(element: HTMLElement, page: Document): HTMLElement | null {
  if (element.id) return page.getElementById(element.id);
  const named = `[data-live="${CSS.escape(element.dataset.live || "")}"]`;
  const turn = Array.from(document.querySelectorAll(named)).indexOf(element);
  return page.querySelectorAll<HTMLElement>(named)[turn] || null;
}

const rowsOf = (element: HTMLElement): Map<string, string> =>
  new Map(Array.from(element.querySelectorAll<HTMLElement>("[data-row]")).map((row) => [row.dataset.live || row.id, row.textContent || ""]));

function replace(old: HTMLElement, fresh: HTMLElement): void {
  const before = rowsOf(old);
  if (fresh.matches("[data-row]")) fresh.classList.add("fresh");
  for (const row of Array.from(fresh.querySelectorAll<HTMLElement>("[data-row]"))) {
    const name = row.dataset.live || row.id;
    if (name && before.get(name) !== row.textContent) row.classList.add("fresh");
  }
  old.replaceWith(fresh);
  htmx.process(fresh);
  fresh.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
}
