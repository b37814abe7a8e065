// 字号 and 长辈版: a cookie, so that the server draws the right size at once and no page jumps.
const YEAR = 365 * 24 * 3600;

export function startFontSize(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as HTMLElement).closest<HTMLElement>("[data-font]");
    if (!button) return;
    const root = document.documentElement;
    let chosen = button.dataset.font || "100";
    if (chosen === "elder" && root.classList.contains("elder")) chosen = "100";
    root.classList.remove("fs-115", "fs-130", "elder");
    if (chosen !== "100") root.classList.add(chosen === "elder" ? "elder" : `fs-${chosen}`);
    document.cookie = `anju_font=${chosen};path=/;max-age=${YEAR};samesite=lax`;
    for (const other of Array.from(document.querySelectorAll<HTMLElement>("[data-font]"))) {
      if (other.hasAttribute("aria-pressed")) other.setAttribute("aria-pressed", String(other.dataset.font === chosen));
    }
  });
}
