// Menus are <details>: they open without script. This closes them on Escape, on a click elsewhere and when another opens.
export function startMenus(): void {
  const open = () => Array.from(document.querySelectorAll<HTMLDetailsElement>("details.menu[open]"));

  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
    if (location.hash === "#nav") location.hash = "#main";
  });
  document.addEventListener(
    "toggle",
    (event) => {
      const opened = event.target as HTMLDetailsElement;
      if (!opened.matches("details.menu") || !opened.open) return;
      for (const menu of open()) if (menu !== opened) menu.open = false;
    },
    true,
  );
}
