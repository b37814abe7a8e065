// <button data-dialog="id"> opens a <dialog>; data-close, Escape and a click on the backdrop close it.
// <a href data-dialog="id"> asks its address for the dialog when it is first opened; without script it is a plain link.
import { htmx } from "./requests";

async function brought(opener: HTMLElement, address: string): Promise<void> {
  if (opener.ariaBusy) return;
  opener.ariaBusy = "true";
  try {
    await htmx.ajax("get", address, { target: "#dialogs", swap: "beforeend" });
  } finally {
    opener.ariaBusy = null;
  }
}

function found(opener: HTMLElement): HTMLDialogElement | null {
  const dialog = document.getElementById(opener.dataset.dialog || "");
  return dialog instanceof HTMLDialogElement ? dialog : null;
}

function show(opener: HTMLElement, dialog: HTMLDialogElement): void {
  if (dialog.open) return;
  opener.closest<HTMLDetailsElement>("details.menu")?.removeAttribute("open");
  dialog.showModal();
  dialog.addEventListener("close", () => current(opener)?.focus(), { once: true });
}

/** The opener, or what a live change has put in its place meanwhile. */
const current = (opener: HTMLElement) =>
  opener.isConnected ? opener : document.querySelector<HTMLElement>(`[data-dialog="${CSS.escape(opener.dataset.dialog || "")}"]`);

async function open(opener: HTMLElement, address: string): Promise<void> {
  if (!found(opener)) await brought(opener, address);
  const dialog = found(opener);
  if (dialog) show(opener, dialog);
}

export function startDialogs(): void {
  document.addEventListener("keydown", (event) => {
    const opener = (event.target as HTMLElement).closest<HTMLElement>("a[data-dialog]");
    if (!opener || event.key !== " ") return;
    event.preventDefault(); // it says it is a button: the space bar presses it
    opener.click();
  });
  document.addEventListener("click", (event) => {
    const target = event.target as HTMLElement;
    const opener = target.closest<HTMLElement>("[data-dialog]");
    if (opener) {
      const address = opener.getAttribute("href") || "";
      const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
      if ((address && elsewhere) || !(address || found(opener))) return;
      event.preventDefault();
      void open(opener, address);
      return;
    }
    if (target.closest("[data-close]")) target.closest<HTMLDialogElement>("dialog")?.close();
    else if (target instanceof HTMLDialogElement) target.close();
    else if (target.closest("[data-print]")) window.print();
  });
}
