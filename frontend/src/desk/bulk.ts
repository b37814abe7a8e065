// Checkboxes of a list: form[data-bulk] with input[data-bulk-pick], [data-bulk-all], [data-bulk-bar], [data-bulk-count].
const picks = (form: Element): HTMLInputElement[] => Array.from(form.querySelectorAll<HTMLInputElement>("input[data-bulk-pick]"));

function refresh(form: Element): void {
  const all = picks(form);
  const chosen = all.filter((box) => box.checked);
  for (const box of all) box.closest("[data-row]")?.classList.toggle("pick", box.checked);
  for (const bar of Array.from(form.querySelectorAll<HTMLElement>("[data-bulk-bar]"))) bar.hidden = chosen.length === 0;
  for (const foot of Array.from(form.querySelectorAll<HTMLElement>(".foot:not([data-bulk-bar])"))) foot.hidden = chosen.length > 0;
  for (const count of Array.from(form.querySelectorAll("[data-bulk-count]"))) count.textContent = String(chosen.length);
  const every = form.querySelector<HTMLInputElement>("input[data-bulk-all]");
  if (every) {
    every.checked = all.length > 0 && chosen.length === all.length;
    every.indeterminate = chosen.length > 0 && chosen.length < all.length;
  }
}

export function startBulk(): void {
  document.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    const form = box.closest("form[data-bulk]");
    if (!form) return;
    if (box.matches("[data-bulk-all]")) for (const one of picks(form)) one.checked = box.checked;
    if (box.matches("[data-bulk-all],[data-bulk-pick]")) refresh(form);
  });
  document.addEventListener("click", (event) => {
    const form = (event.target as HTMLElement).closest("[data-bulk-none]")?.closest("form[data-bulk]");
    if (!form) return;
    for (const one of picks(form)) one.checked = false;
    refresh(form);
  });
  document.addEventListener("htmx:load", () => document.querySelectorAll("form[data-bulk]").forEach(refresh));
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-bulk]").forEach(refresh));
}
