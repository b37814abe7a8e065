// What the screens show. Everything that must last is in the store; this is its picture, drawn anew after each change.
import type { Day, Draft, Kept, Piece, Position } from "./model";
import { read, write } from "./store";
import { speak } from "./words";

export interface Device {
  uuid: string;
  csrf: string;
  enrolled: boolean;
  /** The day on which the server last heard of it. */
  greeted?: string;
  seq: number;
}

/** Choices of this phone. */
export interface Prefs {
  language?: string;
  text?: "100" | "115" | "130" | "elder";
  /** Whether a record takes the position along; undefined: not asked yet. */
  locate?: boolean;
  /** Round id → the order of its stops, changed by hand. */
  order?: Record<string, number[]>;
  /** Questions put off. */
  later?: (string | number)[];
  /** The word about installing was read. */
  hinted?: boolean;
}

export interface Saved {
  key: string;
  text: string;
  until: number;
  copy: string;
}

export interface App {
  ready: boolean;
  day: Day | null;
  fetched: number;
  device: Device | null;
  prefs: Prefs;
  records: Kept[];
  pieces: Piece[];
  drafts: Draft[];
  draft: Draft | null;
  /** The place whose next record is entered later (补记). */
  later: number | null;
  saved: Saved | null;
  /** A plain sentence that asks for attention on the present screen. */
  said: string;
  sending: boolean;
  online: boolean;
  /** The server or the line fails; when it is asked again. */
  failing: { since: number; tries: number; next: number } | null;
  signedOut: boolean;
  /** Whose unsent records keep somebody else from sending on this phone. */
  other: string;
  outdated: string;
  fresh: boolean;
  wiped: string;
  full: boolean;
  /** Server's time less this phone's, in milliseconds. */
  clockOff: number;
  position: Position | null;
  lasting: boolean | null;
  room: { used: number; all: number } | null;
}

export const app: App = {
  ready: false, day: null, fetched: 0, device: null, prefs: {}, records: [], pieces: [], drafts: [], draft: null, later: null,
  saved: null, said: "", sending: false, online: navigator.onLine !== false, failing: null, signedOut: false, other: "",
  outdated: "", fresh: false, wiped: "", full: false, clockOff: 0, position: null, lasting: null, room: null,
};

let draw: () => void = () => undefined;
let due = false;
export const onChange = (then: () => void): void => void (draw = then);

/** Change what is shown; drawn once, after all changes of this moment. */
export function update(change: Partial<App> = {}): void {
  Object.assign(app, change);
  if (due) return;
  due = true;
  window.setTimeout(flush);
}
function flush(): void {
  due = false;
  draw();
}

const channel = "BroadcastChannel" in window ? new BroadcastChannel("anju-phone") : null;

/** Read the store again; other tabs of this app do so too when told. */
export async function reload(tell = false): Promise<void> {
  const found = await read(["meta", "records", "pieces", "drafts"], async (unit) => ({
    day: (await unit.get("meta", "day")) as Day | undefined,
    fetched: (await unit.get("meta", "fetched")) as number | undefined,
    device: (await unit.get("meta", "device")) as Device | undefined,
    prefs: (await unit.get("meta", "prefs")) as Prefs | undefined,
    records: await unit.all("records"),
    pieces: await unit.all("pieces"),
    drafts: await unit.all("drafts"),
  }));
  const prefs = found.prefs || {};
  speak(prefs.language || found.day?.language || document.documentElement.lang);
  update({ ...found, day: found.day || null, fetched: found.fetched || 0, device: found.device || null, prefs });
  if (tell) channel?.postMessage("changed");
}
if (channel) channel.onmessage = () => void reload();

/** Choose; a choice that builds on the last one gets what is stored, since the picture may lag behind two quick taps. */
export async function prefer(change: Partial<Prefs> | ((stored: Prefs) => Partial<Prefs>)): Promise<void> {
  await write(["meta"], async (unit) => {
    const stored = ((await unit.get("meta", "prefs")) as Prefs | undefined) || {};
    unit.put("meta", { ...stored, ...(typeof change === "function" ? change(stored) : change) }, "prefs");
  });
  await reload(true);
}

export const setting = (): Day["settings"] => app.day?.settings || { undo_seconds: 10, unsent_warning_days: 2, photo_bytes: 400_000 };

/** Records that the server has not answered for good. */
export const unsent = (): Kept[] => app.records.filter((one) => !one.result);
/** Deeds of the person among them: a photo's own record is not counted twice. */
export const unsentDeeds = (): Kept[] => unsent().filter((one) => one.kind !== "photo");
export const placeOf = (id: number | null): Day["places"][number] | undefined => app.day?.places.find((one) => one.id === id);
export const kindOf = (code: string | undefined): Day["kinds"][number] | undefined => app.day?.kinds.find((one) => one.code === code);
