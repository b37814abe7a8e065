// Language and size of the text, on the page itself and for the server's pages (the cookies they read).
import { app } from "./state";
import { speak } from "./words";

const YEAR = 365 * 24 * 3600;

export function dress(): void {
  const root = document.documentElement;
  const size = app.prefs.text || String(app.day?.text_size || 100);
  root.classList.remove("fs-115", "fs-130", "elder");
  if (size !== "100") root.classList.add(size === "elder" ? "elder" : `fs-${size}`);
  if (app.prefs.text) document.cookie = `anju_font=${size};path=/;max-age=${YEAR};samesite=lax`;
  if (app.prefs.language) document.cookie = `anju_language=${app.prefs.language};path=/;max-age=${YEAR};samesite=lax`;
  speak(app.prefs.language || app.day?.language || root.lang);
}
