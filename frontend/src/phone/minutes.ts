// How long the app is in use: whole minutes of a day, while it is on the screen and somebody touches it now and then.
// A day leaves the phone when it is over, under a token drawn for that day alone, so that sending it twice counts once
// and no two days can be put together. What it adds up to is shown to nobody as a person's.
import { uuid } from "./ids";
import { cookie, post } from "./net";
import { app, type Device } from "./state";
import { meta, write } from "./store";

const TICK = 15_000;
const IDLE = 120_000;
const SEND_EVERY = 10 * 60_000;
const MINUTE = 60_000;
const WEEKS = 4;

interface Day {
  ms: number;
  token: string;
  /** Whether it is the first day of its week that is told; settled when it is first sent. */
  first?: boolean;
}

export interface Minutes {
  days: Record<string, Day>;
  /** Mondays of weeks of which a day was told already. */
  weeks: string[];
}

let touched = Date.now();
let ticked = Date.now();
let tried = 0;

const two = (n: number): string => String(n).padStart(2, "0");
export const dayOf = (at: Date): string => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
const mondayOf = (day: string): string => {
  const at = new Date(`${day}T12:00`);
  at.setDate(at.getDate() - ((at.getDay() + 6) % 7));
  return dayOf(at);
};

/** The days that are over, as they are sent, and what is kept after that. */
export function due(kept: Minutes, today: string): { kept: Minutes; days: { day: string; minutes: number; token: string; first: boolean }[] } {
  const weeks = [...kept.weeks];
  const days: Record<string, Day> = {};
  const sent = [];
  for (const day of Object.keys(kept.days).sort()) {
    const one = kept.days[day] as Day;
    const minutes = Math.round(one.ms / MINUTE);
    if (day >= today) days[day] = one;
    else if (minutes) {
      const week = mondayOf(day);
      const first = one.first ?? !weeks.includes(week);
      if (!weeks.includes(week)) weeks.push(week);
      days[day] = { ...one, first };
      sent.push({ day, minutes, token: one.token, first });
    }
  }
  return { kept: { days, weeks: weeks.sort().slice(-WEEKS) }, days: sent };
}

const change = (act: (kept: Minutes) => Minutes): Promise<void> =>
  write(["meta"], async (unit) => unit.put("meta", act(((await unit.get("meta", "minutes")) as Minutes | undefined) || { days: {}, weeks: [] }), "minutes"));

async function tick(): Promise<void> {
  const now = Date.now();
  const passed = Math.min(now - ticked, 2 * TICK);
  ticked = now;
  if (app.wiped || document.visibilityState !== "visible") return;
  if (now - touched < IDLE) {
    const today = dayOf(new Date(now));
    await change(({ days, weeks }) => {
      const before = days[today] || { ms: 0, token: uuid() };
      return { weeks, days: { ...days, [today]: { ...before, ms: before.ms + passed } } };
    });
  }
  if (now - tried > SEND_EVERY && app.online) {
    tried = now;
    await send(dayOf(new Date(now)));
  }
}

async function send(today: string): Promise<void> {
  const device = await meta<Device>("device");
  if (!device?.enrolled || app.other) return; // never under another person's name
  let sent: { day: string }[] = [];
  await change((kept) => {
    const told = due(kept, today);
    sent = told.days;
    return told.kept;
  });
  if (!sent.length) return;
  const answer = await post("/app/minutes", { days: sent }, cookie("csrftoken") || device.csrf);
  if (answer.kind !== "ok" && answer.kind !== "refused") return;
  await change(({ days, weeks }) => {
    const left = { ...days };
    for (const { day } of sent) delete left[day];
    return { days: left, weeks };
  });
}

/** A count is no reason to trouble anybody: what fails is tried again, or lost. */
export function countMinutes(): void {
  for (const name of ["pointerdown", "keydown", "scroll"]) window.addEventListener(name, () => (touched = Date.now()), { passive: true, capture: true });
  window.setInterval(() => void tick().catch(() => undefined), TICK);
}
