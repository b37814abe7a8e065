// Keeping what the person did: numbered without gaps, with a key of its own, on the disk before the screen says so.
import { uuid } from "./ids";
import type { Deed, Draft, Kept, Shot } from "./model";
import { app, reload, setting, update, type Device } from "./state";
import { isFull, write } from "./store";
import { t } from "./words";
import { lastFix } from "./where";

interface Deeded {
  kind: Deed;
  place: number | null;
  stop?: number;
  data?: Record<string, unknown>;
  /** 补记: seen earlier and entered now. Where the phone is now then says nothing, so no position goes along. */
  later?: boolean;
  shots?: Shot[];
  title: string;
  copy?: string;
  draft?: string;
}

/** Keep one record with its photos; true when it is on the disk. Otherwise the screen says why, and the draft stays. */
export async function keep(deed: Deeded): Promise<boolean> {
  const now = Date.now();
  const fix = app.prefs.locate && !deed.later ? lastFix() : null;
  let row: Kept | null = null;
  try {
    await write(["meta", "records", "pieces", "bytes", "drafts"], async (unit) => {
      const device = (await unit.get("meta", "device")) as Device | undefined;
      if (!device) throw new Error("no device");
      const seq = device.seq + 1;
      const heard = (await unit.get("meta", "heard")) as string | undefined;
      row = {
        seq, key: uuid(), kind: deed.kind, at: new Date(now).toISOString(), uptime_ms: Math.round(performance.now()), session: performance.timeOrigin,
        place: deed.place, grid: app.day?.member.grid?.id ?? null, data: { ...deed.data, ...(deed.later ? { later: true } : {}) }, title: deed.title,
        hold: deed.kind === "photo" || deed.kind === "undo" ? 0 : now + setting().undo_seconds * 1000, saved: now,
        ...(deed.stop === undefined ? {} : { stop: deed.stop }),
        ...(fix ? { position: fix } : {}),
        ...(heard ? { heard_at: heard } : {}),
      };
      for (const shot of deed.shots || []) {
        unit.put("pieces", { id: shot.ref.id, for: row.key, type: shot.type, size: shot.bytes.byteLength, sha256: shot.ref.sha256 });
        unit.put("bytes", shot.bytes, shot.ref.id);
      }
      unit.put("records", row);
      unit.put("meta", { ...device, seq }, "device");
      if (deed.draft) unit.drop("drafts", deed.draft);
    });
  } catch (error) {
    const why = isFull(error) ? t("手机存满了，这一条还没有存上。先删些手机里的东西，或到“同步”里把没上报的导出，再按保存。") : t("没有存上，请再按一次。");
    update({ said: why, full: isFull(error) });
    return false;
  }
  const kept = row as Kept | null;
  if (!kept) return false;
  if (kept.hold) update({ saved: { key: kept.key, text: deed.title, until: kept.hold, copy: deed.copy || "" } });
  update({ said: "", full: false, later: null });
  await reload(true);
  saved();
  return true;
}

let after: () => void = () => undefined;
/** What happens after each record: the sending wakes up. */
export const onSaved = (then: () => void): void => void (after = then);
const saved = (): void => after();

/** Take a record back: a record of its own, because numbers have no gaps. Photos not yet sent are dropped. */
export async function undo(key: string): Promise<void> {
  const target = app.records.find((one) => one.key === key);
  if (!target || target.undone) return;
  const done = await keep({ kind: "undo", place: target.place, data: { of: key }, title: t("撤销：{what}", { what: target.title }) });
  if (!done) return;
  await write(["records", "pieces", "bytes"], async (unit) => {
    const row = await unit.get("records", target.seq);
    if (row) unit.put("records", { ...row, undone: true });
    for (const piece of await unit.all("pieces")) if (piece.for === key && !piece.told) unit.dropPiece(piece.id);
  });
  update({ saved: null });
  await reload(true);
}

export async function keepDraft(draft: Draft): Promise<void> {
  update({ draft });
  try {
    await write(["drafts"], (unit) => unit.put("drafts", draft));
  } catch (error) {
    if (isFull(error)) update({ full: true, said: t("手机快存满了：这张照片先只在页面里，请尽快保存。") });
  }
}

export async function dropDraft(id: string): Promise<void> {
  await write(["drafts"], (unit) => unit.drop("drafts", id));
  update({ draft: null });
  await reload(true);
}
