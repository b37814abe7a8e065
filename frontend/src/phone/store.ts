// What the phone keeps, in IndexedDB. Every write waits until the disk has it, so that 已存 is true.
import type { Draft, Kept, Piece } from "./model";

const NAME = "anju-phone";
const STORES = ["meta", "records", "pieces", "bytes", "drafts"] as const;
export type Store = (typeof STORES)[number];

interface Row {
  meta: unknown;
  records: Kept;
  pieces: Piece;
  bytes: ArrayBuffer;
  drafts: Draft;
}

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened = opened || new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      const base = asked.result;
      base.createObjectStore("meta");
      base.createObjectStore("records", { keyPath: "seq" });
      base.createObjectStore("pieces", { keyPath: "id" });
      base.createObjectStore("bytes");
      base.createObjectStore("drafts", { keyPath: "id" });
    };
    asked.onsuccess = () => {
      // Another page erases or upgrades: let it, and open anew when next asked.
      asked.result.onversionchange = asked.result.onclose = () => {
        asked.result.close();
        opened = null;
      };
      done(asked.result);
    };
    asked.onerror = () => failed(asked.error);
  });
  opened.catch(() => (opened = null));
  return opened;
}

/** Reads and writes of one transaction; it resolves when the whole is on the disk, and fails as a whole. */
export class Unit {
  constructor(private work: IDBTransaction) {}

  get<S extends Store>(store: S, key: IDBValidKey): Promise<Row[S] | undefined> {
    return answer(this.work.objectStore(store).get(key));
  }

  all<S extends Store>(store: S): Promise<Row[S][]> {
    return answer(this.work.objectStore(store).getAll());
  }

  keys(store: Store): Promise<IDBValidKey[]> {
    return answer(this.work.objectStore(store).getAllKeys());
  }

  put<S extends Store>(store: S, row: Row[S], key?: IDBValidKey): void {
    this.work.objectStore(store).put(row, key);
  }

  dropPiece(id: string): void {
    this.drop("pieces", id);
    this.drop("bytes", id);
  }

  drop(store: Store, key: IDBValidKey): void {
    this.work.objectStore(store).delete(key);
  }
}

function answer<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function transact<T>(mode: IDBTransactionMode, stores: readonly Store[], act: (unit: Unit) => Promise<T> | T): Promise<T> {
  const base = await open();
  let work: IDBTransaction;
  try {
    work = base.transaction(stores as Store[], mode, { durability: "strict" });
  } catch (error) {
    if ((error as Error).name !== "TypeError") throw error;
    work = base.transaction(stores as Store[], mode); // a browser that knows no durability flushes always
  }
  const finished = new Promise<void>((done, failed) => {
    work.oncomplete = () => done();
    work.onabort = work.onerror = () => failed(work.error || new DOMException("aborted", "AbortError"));
  });
  finished.catch(() => undefined);
  let result: T;
  try {
    result = await act(new Unit(work));
  } catch (error) {
    try {
      work.abort();
    } catch {
      // it has ended by itself; what ended it is thrown below
    }
    throw work.error || error;
  }
  await finished;
  return result;
}

export const write = <T>(stores: readonly Store[], act: (unit: Unit) => Promise<T> | T): Promise<T> => transact("readwrite", stores, act);
export const read = <T>(stores: readonly Store[], act: (unit: Unit) => Promise<T> | T): Promise<T> => transact("readonly", stores, act);

export const meta = <T>(key: string): Promise<T | undefined> => read(["meta"], (unit) => unit.get("meta", key) as Promise<T | undefined>);
export const setMeta = (key: string, value: unknown): Promise<void> => write(["meta"], (unit) => unit.put("meta", value, key));

/** The disk is full, whichever way this browser says so. */
export function isFull(error: unknown): boolean {
  const name = (error as { name?: string } | null)?.name || "";
  return name === "QuotaExceededError" || name === "NS_ERROR_DOM_QUOTA_REACHED";
}

/** Erase everything this app keeps, as for a phone that was lost. */
export async function erase(): Promise<void> {
  await write(STORES, async (unit) => {
    for (const store of STORES) for (const key of await unit.keys(store)) unit.drop(store, key);
  });
  (await open()).close();
  opened = null;
  await new Promise<void>((done) => {
    const asked = indexedDB.deleteDatabase(NAME);
    asked.onsuccess = asked.onerror = asked.onblocked = () => done();
  });
}
