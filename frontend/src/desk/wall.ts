// The wall: a screen nobody attends. It shows the time, asks again every minute besides what the stream tells, says when
// what it shows has grown old, and starts afresh once a day so that a new release reaches it.
import { liveElements, refresh } from "../live/refresh";

const TICK = 1_000;
const AGAIN = 60_000;
const OLD = 180_000;
const DAY = 86_400_000;
const two = (n: number): string => String(n).padStart(2, "0");
/** Hours and minutes of the district, eight hours ahead of UTC, whatever the machine behind the wall is set to. */
export const hours = (at: number): string => {
  const local = new Date(at + 8 * 3_600_000);
  return `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}`;
};

/** When the oldest part on the board was read, by the server's clock. */
export function readAt(board: ParentNode): number {
  const moments = Array.from(board.querySelectorAll<HTMLElement>("[data-wall-read]")).map((tile) => Date.parse(tile.dataset.wallRead || ""));
  return Math.min(...moments.filter((moment) => !Number.isNaN(moment)));
}

export function startWall(board: HTMLElement): void {
  const began = Date.now();
  const ahead = (Date.parse(board.dataset.wall || "") || began) - began; // the machine's own clock may be wrong
  const clock = board.querySelector<HTMLElement>("[data-wall-clock]");
  const stale = board.querySelector<HTMLElement>("[data-wall-stale]");
  const stopped = board.querySelector<HTMLElement>("[data-wall-stopped]");
  window.setInterval(() => {
    const now = Date.now() + ahead;
    const read = readAt(board);
    const old = now - read > OLD;
    if (clock) clock.textContent = hours(now);
    if (stale && stale.hidden === old) {
      if (stopped) stopped.textContent = hours(read);
      stale.hidden = !old;
      board.classList.toggle("stale", old);
    }
    if (!old && now - ahead - began > DAY) window.location.reload();
  }, TICK);
  window.setInterval(() => refresh(liveElements()), AGAIN);
}
