// Runs a starter on elements present now and on those that htmx or the page itself brings in later.
type Starter = (element: HTMLElement) => void;

const started = new WeakMap<Element, Set<Starter>>();

function startIn(root: ParentNode, selector: string, starter: Starter): void {
  const found = Array.from(root.querySelectorAll<HTMLElement>(selector));
  if (root instanceof HTMLElement && root.matches(selector)) found.unshift(root);
  for (const element of found) {
    const done = started.get(element) || new Set<Starter>();
    if (done.has(starter)) continue;
    done.add(starter);
    started.set(element, done);
    starter(element);
  }
}

export function eachNew(selector: string, starter: Starter): void {
  startIn(document, selector, starter);
  document.addEventListener("htmx:load", (event) => startIn(event.target as HTMLElement, selector, starter));
}
