// Filters that apply at once, previews of chosen files, the first error in focus, no double sending.
import { eachNew } from "./fresh";

function preview(input: HTMLInputElement): void {
  const list = document.querySelector(`[data-preview-for="${input.id}"]`);
  if (!list) return;
  list.textContent = "";
  for (const file of Array.from(input.files || [])) {
    const item = document.createElement("li");
    if (file.type.startsWith("image/")) {
      const image = document.createElement("img");
      image.src = URL.createObjectURL(file);
      image.alt = file.name;
      image.onload = () => URL.revokeObjectURL(image.src);
      item.append(image);
    }
    item.append(`${file.name} · ${Math.max(1, Math.round(file.size / 1024))} KB`);
    list.append(item);
  }
}

export function startForms(): void {
  for (const button of Array.from(document.querySelectorAll<HTMLElement>("[data-without-script]"))) button.hidden = true;
  document.addEventListener("change", (event) => {
    const field = event.target as HTMLInputElement;
    if (field.matches("input[type=file][data-preview]")) preview(field);
    const form = field.closest<HTMLFormElement>("form[data-autosubmit]");
    if (form) form.requestSubmit ? form.requestSubmit() : form.submit();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.method === "get") {
      for (const field of Array.from(form.elements) as HTMLInputElement[]) {
        if (!field.name || field.value || field.disabled) continue;
        field.disabled = true;
        field.dataset.emptied = "1";
      }
      return;
    }
    if (form.dataset.sent && !form.hasAttribute("hx-post")) event.preventDefault();
    form.dataset.sent = "1";
    window.setTimeout(() => delete form.dataset.sent, 4000); // an export answers with a file and the page stays
  });
  window.addEventListener("pageshow", () => {
    for (const form of Array.from(document.forms)) {
      delete form.dataset.sent;
      for (const field of Array.from(form.querySelectorAll<HTMLInputElement>("[data-emptied]"))) field.disabled = false;
    }
  });
  eachNew("[data-focus]", (summary) => summary.focus());
}
