// Sending: what was kept goes out in order, facts before photos, again and again until the server has it for good.
// Nothing leaves the phone's store before the server answered that it is durable.
import { uuid } from "./ids";
import type { Day, Kept, Piece, Result } from "./model";
import { ask, cookie, post, upload, type Outcome } from "./net";
import { onSaved } from "./keep";
import { app, prefer, reload, unsent, update, type Device } from "./state";
import { erase, meta, read, setMeta, write } from "./store";
import { t } from "./words";

const BATCH = 50;
const BATCH_BYTES = 240_000;
const DAY_AGE = 10 * 60_000;
const SLOWEST = 5 * 60_000;
const KEPT_FOR = 3 * 86_400_000;
const TRIES = 3;
/** So many photos go up before the records that name them. */
const TOGETHER = 5;

export const BUILD = document.querySelector<HTMLMetaElement>("meta[name=app-build]")?.content || "";

let timer = 0;
let again = false;
let wanted: "day" | "" = "";

/** Send now, whatever the pause before the next attempt was. */
export function sendNow(withDay = false): void {
  if (withDay) wanted = "day";
  if (app.signedOut) wanted = "day";
  update({ failing: app.failing && { ...app.failing, next: 0 } });
  void run();
}

/** Something was kept, or the line is back: send soon, but not sooner than a failing server is to be asked again. */
function nudge(): void {
  const now = Date.now();
  const held = app.records.filter((one) => !one.result).map((one) => one.hold);
  const soonest = held.length ? Math.max(now, Math.min(...held)) : now + DAY_AGE;
  plan(Math.max(soonest, app.failing?.next || 0) - now);
}

function plan(ms: number): void {
  window.clearTimeout(timer);
  timer = window.setTimeout(() => void run(), Math.max(50, ms));
}

export function startSync(): void {
  onSaved(nudge);
  window.addEventListener("online", () => {
    update({ online: true });
    sendNow();
  });
  window.addEventListener("offline", () => update({ online: false }));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") sendNow(Date.now() - app.fetched > DAY_AGE);
  });
  sendNow(true);
}

/** One tab at a time. Without locks two tabs may both send: each record's key makes that harmless. */
async function run(): Promise<void> {
  if (app.wiped || (app.failing && app.failing.next > Date.now())) return nudge();
  const locks = navigator.locks;
  if (!locks) return await once();
  await locks.request("anju-phone-sync", { ifAvailable: true }, async (lock) => {
    if (lock) await once();
    else plan(5_000);
  });
}

async function once(): Promise<void> {
  if (app.sending) {
    again = true;
    return;
  }
  update({ sending: true });
  let stopped: Outcome | null;
  try {
    stopped = await pass();
  } catch (error) {
    console.warn("sync", error); // the phone's own store failed; the next pass begins anew
    stopped = { kind: "later", status: 0 };
  }
  await settle(stopped);
  update({ sending: false });
  if (again && !stopped) {
    again = false;
    return run();
  }
  again = false;
  nudge();
}

/** Null when everything that can go has gone; else what stopped it. */
async function pass(): Promise<Outcome | null> {
  const enrolled = await enrol();
  if (enrolled) return enrolled;
  if (wanted === "day" || Date.now() - app.fetched > DAY_AGE || !app.day) {
    const day = await fetchDay();
    if (day) return day;
    wanted = "";
  }
  for (;;) {
    const records = await sendRecords();
    if (records) return records;
    let sent = 0;
    for (; sent < TOGETHER; sent += 1) {
      const piece = await nextPiece();
      if (!piece) break;
      const stopped = await sendPiece(piece);
      if (stopped) return stopped;
    }
    if (!sent) break;
  }
  await prune();
  return null;
}

async function settle(stopped: Outcome | null): Promise<void> {
  if (!stopped || stopped.kind === "same") {
    update({ failing: null, signedOut: false, outdated: "", other: "" });
  } else if (stopped.kind === "later") {
    const tries = (app.failing?.tries || 0) + 1;
    const pause = Math.min(SLOWEST, 2_000 * 2 ** Math.min(tries, 12)) * (0.5 + Math.random());
    update({ failing: { since: app.failing?.since || Date.now(), tries, next: Date.now() + pause } });
  } else if (stopped.kind === "signed-out") {
    update({ signedOut: true, failing: { since: Date.now(), tries: 1, next: Date.now() + SLOWEST } });
  } else if (stopped.kind === "outdated") {
    update({ outdated: stopped.title, failing: { since: Date.now(), tries: 1, next: Date.now() + SLOWEST } });
  } else if (stopped.kind === "wiped") {
    await wipe(stopped.title);
  } else if (stopped.kind === "refused" && stopped.status === 409) {
    await whose();
  } else if (stopped.kind === "refused") {
    update({ said: stopped.title, failing: { since: Date.now(), tries: 1, next: Date.now() + SLOWEST } });
  }
}

/** The server does not know this phone under who is signed in now: the same person is enrolled again; what another
 * person recorded is never sent under this one's name. */
async function whose(): Promise<void> {
  const answer = await ask("/app/day");
  const now = answer.kind === "ok" ? (answer.body as Day).member : null;
  const before = app.day?.member;
  const same = !before || (now && now.name === before.name && now.post === before.post);
  update({ failing: { since: Date.now(), tries: 1, next: Date.now() + (now ? 1_000 : SLOWEST) } });
  if (!now) return;
  if (same) {
    await write(["meta"], async (unit) => unit.put("meta", { ...((await unit.get("meta", "device")) as Device), enrolled: false }, "device"));
  } else if (unsent().length || app.pieces.length) {
    update({ other: before.name, failing: { since: Date.now(), tries: 1, next: Date.now() + SLOWEST } });
  } else await handOver();
}

/** The phone goes to another person: nothing of the one before stays. */
export async function handOver(): Promise<void> {
  await erase();
  await identity();
  if ("caches" in window) await caches.delete("anju-pictures");
  update({ day: null, fetched: 0, draft: null, saved: null, other: "", failing: null });
  await reload(true);
  sendNow(true);
}

const csrf = async (): Promise<string> => cookie("csrftoken") || (await meta<Device>("device"))?.csrf || "";

/** This phone has an identity from the first start, so that it can keep records before it has ever met the server. */
export async function identity(): Promise<void> {
  await write(["meta"], async (unit) => {
    const known = await unit.get("meta", "device");
    if (!known) unit.put("meta", { uuid: uuid(), csrf: "", enrolled: false, seq: 0 } satisfies Device, "device");
  });
}

/** Once a day: the server draws today's round then, so the day is fetched anew after it. */
async function enrol(): Promise<Outcome | null> {
  const device = await meta<Device>("device");
  const today = new Date().toDateString();
  if (!device || (device.enrolled && device.greeted === today)) return null;
  if (!app.day) {
    const day = await fetchDay(); // shown before anything else is asked; brings the token too
    if (day) return day;
  }
  const name = /\(([^)]+)\)/.exec(navigator.userAgent)?.[1]?.slice(0, 60) || "";
  const answer = await post("/app/device", { device: device.uuid, name, agent: navigator.userAgent.slice(0, 200), app: BUILD }, await csrf());
  if (device.enrolled && answer.kind === "refused") return null; // no round for this post any more; its records still go
  if (answer.kind !== "ok") return answer;
  const told = answer.body as { last_seq: number; csrf: string };
  await write(["meta"], async (unit) => {
    const now = (await unit.get("meta", "device")) as Device;
    unit.put("meta", { ...now, enrolled: true, greeted: today, csrf: told.csrf || now.csrf, seq: Math.max(now.seq, told.last_seq || 0) }, "device");
  });
  wanted = "day";
  await reload(true);
  return null;
}

async function fetchDay(): Promise<Outcome | null> {
  const device = await meta<Device>("device");
  const etag = app.day ? (await meta<string>("etag")) || "" : "";
  const answer = await ask(device?.enrolled ? `/app/day?device=${device.uuid}` : "/app/day", { headers: etag ? { "If-None-Match": etag } : {} });
  if (answer.kind !== "ok" && answer.kind !== "same") return answer;
  if (answer.kind === "ok") {
    const day = answer.body as Day;
    if (!day.places || !day.member) return { kind: "later", status: 0 };
    const [was, is] = [app.day?.member.grid, day.member.grid];
    if (was && is?.id !== was.id) update({ said: is ? t("你的网格换成了 {name}。之前记的都在，照常上传。", { name: is.name }) : t("你现在没有网格。之前记的都在，照常上传。") });
    update({ clockOff: day.server_time ? Date.parse(day.server_time) - Date.now() : 0 });
    await write(["meta"], async (unit) => {
      const now = (await unit.get("meta", "device")) as Device;
      unit.put("meta", { ...now, csrf: day.csrf || now.csrf }, "device");
      unit.put("meta", day, "day");
      if (day.server_time) unit.put("meta", day.server_time, "heard");
      unit.put("meta", answer.etag, "etag");
    });
    const chosen = app.prefs.order;
    if (day.round && chosen && Object.keys(chosen).some((id) => id !== String(day.round?.id))) {
      await prefer({ order: chosen[day.round.id] ? { [day.round.id]: chosen[day.round.id]! } : {} });
    }
    void keepPictures(day);
  }
  await setMeta("fetched", Date.now());
  await reload(true);
  return null;
}

/** The photos of open cases, for a day without a network. */
async function keepPictures(day: Day): Promise<void> {
  if (!("caches" in window)) return;
  const wantedOnes = [...new Set(day.places.flatMap((place) => place.open.map((one) => one.photo).filter(Boolean) as string[]))].slice(0, 80);
  try {
    const box = await caches.open("anju-pictures");
    const full = wantedOnes.map((one) => new URL(one, location.href).href);
    for (const had of await box.keys()) if (!full.includes(had.url)) await box.delete(had);
    for (const one of full) if (!(await box.match(one))) await box.add(one).catch(() => undefined);
  } catch {
    // no room for pictures: the round works without them
  }
}

async function sendRecords(): Promise<Outcome | null> {
  for (;;) {
    const now = Date.now();
    const waiting = (await read(["records"], (unit) => unit.all("records"))).filter((one) => !one.result);
    const undone = new Set(waiting.filter((one) => one.kind === "undo").map((one) => one.data.of));
    const ready = waiting.filter((one) => one.hold <= now || one.hold > now + 3_600_000 || undone.has(one.key)).slice(0, BATCH);
    const wires = ready.map(wire);
    while (wires.length > 1 && JSON.stringify(wires).length > BATCH_BYTES) wires.pop();
    if (!wires.length) return null;
    const device = (await meta<Device>("device"))!;
    const sent = { at: new Date().toISOString(), uptime_ms: Math.round(performance.now()) };
    const answer = await post("/app/records", { device: device.uuid, app: BUILD, sent, records: wires }, await csrf());
    if (answer.kind !== "ok") return answer;
    const told = answer.body as { results: (Result & { key: string })[]; server_time?: string };
    if (!Array.isArray(told.results) || !told.results.length) return { kind: "later", status: 0 };
    if (told.server_time) update({ clockOff: Date.parse(told.server_time) - Date.now() });
    await take(told.results, told.server_time);
    update({ failing: null });
  }
}

/** A record as it goes out. The running time is told only while the same page still counts it. */
function wire(row: Kept): Record<string, unknown> {
  const { hold: _h, saved: _s, title: _t, result: _r, undone: _u, session, uptime_ms, ...rest } = row;
  return session === performance.timeOrigin ? { ...rest, uptime_ms } : rest;
}

/** The server's answers, in one unit: what it has for good is marked, and photos it has are let go. */
async function take(results: (Result & { key: string })[], heard?: string): Promise<void> {
  await write(["meta", "records", "pieces", "bytes"], async (unit) => {
    if (heard) unit.put("meta", heard, "heard");
    const rows = new Map((await unit.all("records")).map((row) => [row.key, row]));
    for (const { key, state, message, duty } of results) {
      const row = rows.get(key);
      if (!row || !["applied", "waiting", "refused", "undone"].includes(state)) continue;
      unit.put("records", { ...row, result: { state, message, duty } });
      if (row.kind !== "photo") continue;
      const piece = await unit.get("pieces", row.data.id as string);
      if (!piece) continue;
      if (state === "applied") unit.dropPiece(piece.id);
      else if (state === "refused") unit.put("pieces", { ...piece, told: undefined, token: undefined, tries: (piece.tries || 0) + 1, refusal: message || t("服务器没有收下") });
    }
  });
  await reload(true);
}

async function nextPiece(): Promise<Piece | undefined> {
  return await read(["records", "pieces"], async (unit) => {
    const pieces = (await unit.all("pieces")).filter((one) => !one.told && (one.tries || 0) < TRIES);
    if (!pieces.length) return undefined;
    const sent = new Set((await unit.all("records")).filter((one) => one.result && !one.undone).map((one) => one.key));
    return pieces.find((one) => sent.has(one.for));
  });
}

async function sendPiece(piece: Piece): Promise<Outcome | null> {
  const change = (more: Partial<Piece>) =>
    write(["pieces"], async (unit) => {
      const now = await unit.get("pieces", piece.id);
      if (now) unit.put("pieces", { ...now, ...more });
    });
  const bytes = await read(["bytes"], (unit) => unit.get("bytes", piece.id));
  if (!bytes) return null;
  const done = await upload(bytes, piece.token, (token) => change({ token }));
  if (done.kind === "refused") {
    await change({ tries: (piece.tries || 0) + 1, refusal: done.title, token: undefined });
    await reload(true);
    return null;
  }
  if (done.kind !== "ok" || !done.token) return done;
  await tell(piece, done.token);
  return null;
}

/** The record that names a finished upload, made in the same unit that marks the photo: once, whatever breaks off. */
async function tell(piece: Piece, token: string): Promise<void> {
  const now = Date.now();
  await write(["meta", "records", "pieces"], async (unit) => {
    const device = (await unit.get("meta", "device")) as Device;
    const held = await unit.get("pieces", piece.id);
    if (!held || held.told) return;
    const seq = device.seq + 1;
    const heard = (await unit.get("meta", "heard")) as string | undefined;
    unit.put("records", {
      seq, key: uuid(), kind: "photo", at: new Date(now).toISOString(), uptime_ms: Math.round(performance.now()), session: performance.timeOrigin, place: null,
      grid: app.day?.member.grid?.id ?? null, data: { id: piece.id, for: piece.for, upload: token }, hold: 0, saved: now, title: t("照片"),
      ...(heard ? { heard_at: heard } : {}),
    });
    unit.put("meta", { ...device, seq }, "device");
    unit.put("pieces", { ...held, token, told: seq });
  });
  await reload(true);
}

/** Answered records stay a few days for "what I recorded"; those of photos go at once. */
async function prune(): Promise<void> {
  const old = Date.now() - KEPT_FOR;
  const gone = app.records.filter((one) => one.result && (one.kind === "photo" ? one.result.state === "applied" : one.saved < old));
  if (!gone.length) return;
  await write(["records"], (unit) => gone.forEach((one) => unit.drop("records", one.seq)));
  await reload(true);
}

/** Try refused photos once more, by hand. */
export async function retryPieces(): Promise<void> {
  await write(["pieces"], async (unit) => {
    for (const one of await unit.all("pieces")) if (one.tries) unit.put("pieces", { ...one, tries: 0, refusal: undefined, told: undefined, token: undefined });
  });
  await reload(true);
  sendNow(true);
}

/** This phone was reported lost: nothing of the district stays on it. */
async function wipe(title: string): Promise<void> {
  update({ wiped: title || t("这部手机已停用") });
  await erase();
  if ("caches" in window) for (const name of await caches.keys()) await caches.delete(name);
  for (const one of (await navigator.serviceWorker?.getRegistrations()) || []) await one.unregister();
  try {
    localStorage.clear();
    sessionStorage.clear();
  } catch {
    // storage switched off: nothing is in it
  }
  update({ day: null, records: [], pieces: [], drafts: [], draft: null, saved: null, device: null, prefs: {}, position: null });
}
