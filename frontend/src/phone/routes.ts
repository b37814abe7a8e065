// Where one is: the part of the address after #, so that "back" works and no request is made.
import { app, update } from "./state";

/** Screens on which one record is being made: what was chosen for it stays chosen. */
const AT_A_RECORD = ["camera", "after", "record"];

export const path = (): string[] => (location.hash.replace(/^#\/?/, "") || "").split("/").map(decodeURIComponent);

export function go(to: string, replace = false): void {
  if (replace) {
    history.replaceState(null, "", `#${to}`);
    moved();
  } else location.hash = to;
}

export function moved(): void {
  const [name, id] = path();
  const stays = AT_A_RECORD.includes(name || "") || (name === "place" && Number(id) === app.later);
  update({ said: "", later: stays ? app.later : null });
  window.scrollTo(0, 0);
}

/** From the screen where a recording is finished back to the round; who has gone elsewhere meanwhile stays there. */
export function home(from: string): void {
  if (location.hash === from) go("/", true);
}
