// Lists by keyboard: j and k move, Enter opens, x picks, / goes to the search field.
function typing(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  return event.ctrlKey || event.metaKey || event.altKey || !!target.closest("input:not([type=checkbox]),textarea,select,dialog,[contenteditable]");
}

const rows = (): HTMLElement[] => Array.from(document.querySelectorAll<HTMLElement>("[data-list] [data-row]"));

function move(step: number): void {
  const all = rows();
  if (!all.length) return;
  const here = all.findIndex((row) => row.hasAttribute("aria-current"));
  const next = all[Math.min(all.length - 1, Math.max(0, here + step))];
  all[here]?.removeAttribute("aria-current");
  if (!next) return;
  next.setAttribute("aria-current", "true");
  next.querySelector<HTMLElement>("[data-open]")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

export function startKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (typing(event)) return;
    if (event.key === "/") {
      const find = document.getElementById("find");
      if (find) {
        event.preventDefault();
        find.focus();
      }
    } else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "x") document.querySelector<HTMLInputElement>("[data-row][aria-current] input[type=checkbox]")?.click();
    else if (event.key === "Enter" && event.target === document.body) document.querySelector<HTMLElement>("[data-row][aria-current] [data-open]")?.click();
  });
}
