// Photos of a form that carries them itself: pages without an account.
import { shrinkTo } from "./shrink";

/** Bytes of one photo: a neighbour sends it over a phone's line, and a cellar has a thin one. */
const MOST = 400_000;

/** Without an account there is nothing to send beside the form: the photos are made smaller in the input itself. */
export function startPlain(root: HTMLElement): void {
  const input = root.querySelector<HTMLInputElement>("[data-photos-input]:not([capture])");
  const list = root.querySelector<HTMLElement>("[data-photos-list]");
  if (!input || !list) return;
  if (root.querySelector("label.b")) root.classList.add("scripted"); // a button in words stands for the browser's own
  input.addEventListener("change", async () => {
    const files = Array.from(input.files || []);
    const fresh = new DataTransfer();
    list.textContent = "";
    // Every photo has its room before it is drawn: nothing below may move under a finger.
    const rooms = files.map((file): [File, HTMLElement] => [file, list.appendChild(room(file))]);
    for (const [file, item] of rooms) {
      const small = await shrinkTo(file, MOST);
      if (!item.isConnected) return; // others have been chosen meanwhile
      fresh.items.add(new File([small], file.name, { type: small.type || file.type }));
      const image = document.createElement("img");
      image.src = URL.createObjectURL(small);
      image.alt = file.name;
      image.onload = () => URL.revokeObjectURL(image.src);
      item.replaceChildren(image, sized(small));
    }
    input.files = fresh.files;
  });
}

function room(file: File): HTMLElement {
  const item = document.createElement("li");
  const paper = document.createElement("span");
  paper.className = "paper";
  paper.textContent = file.name;
  item.append(paper, sized(file));
  return item;
}

function sized(file: Blob): string {
  return `${Math.max(1, Math.round(file.size / 1024))} KB`;
}
