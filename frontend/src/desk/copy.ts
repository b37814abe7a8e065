// 「转到微信群」: puts the short masked text on the clipboard and says so; where that fails, the text can be marked by hand.
import { eachNew } from "./fresh";

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return byHand(text);
  }
}

function byHand(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.setAttribute("readonly", "");
  field.className = "vh";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

export function startCopy(): void {
  eachNew("[data-copy]", (button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const share = button.closest(".share");
      const text = share?.querySelector("[data-copy-text]")?.textContent || "";
      const said = share?.querySelector<HTMLElement>("[data-copied]");
      const done = await copy(text);
      if (!done) share?.querySelector("details")?.setAttribute("open", "");
      if (said) said.textContent = (done ? said.dataset.copied : said.dataset.notCopied) || "";
    });
  });
}
