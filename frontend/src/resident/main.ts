// Residents' pages work without this. With it: photos are made smaller on the phone, the text size changes at once, and a
// second tap on "send" does not send twice.
import "../../css/resident.css";
import { startFontSize } from "../desk/font";
import { startPlain } from "../desk/plain";

startFontSize();
document.addEventListener("click", (event) => {
  if ((event.target as HTMLElement).closest("[data-font]")) event.preventDefault(); // changed here, nothing typed is lost
});
for (const root of Array.from(document.querySelectorAll<HTMLElement>("[data-photos]"))) startPlain(root);

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (form.hasAttribute("data-sent")) {
    event.preventDefault();
    return;
  }
  form.setAttribute("data-sent", "");
  window.setTimeout(() => form.removeAttribute("data-sent"), 15_000);
});

// Coming back to the page by the browser's own button, it may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of Array.from(document.querySelectorAll("form[data-sent]"))) form.removeAttribute("data-sent");
});
