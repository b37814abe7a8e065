// <button data-dialog="id"> opens a <dialog>; data-close, Escape and a click on the backdrop close it.
export function startDialogs(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as HTMLElement;
    const opener = target.closest<HTMLElement>("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog || "");
      if (dialog instanceof HTMLDialogElement) {
        event.preventDefault();
        opener.closest<HTMLDetailsElement>("details.menu")?.removeAttribute("open");
        dialog.showModal();
        dialog.addEventListener("close", () => opener.focus(), { once: true });
      }
      return;
    }
    if (target.closest("[data-close]")) target.closest<HTMLDialogElement>("dialog")?.close();
    else if (target instanceof HTMLDialogElement) target.close();
    else if (target.closest("[data-print]")) window.print();
  });
}
