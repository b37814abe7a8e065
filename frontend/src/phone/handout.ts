// Everything not yet on the server as one file (ZIP, stored), and words and a photo for the city's own grid app.
import { read } from "./store";
import { app, update } from "./state";
import { t } from "./words";

interface Entry {
  name: string;
  bytes: Uint8Array;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});
function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const one of bytes) c = TABLE[(c ^ one) & 255]! ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** A ZIP of stored entries (APPNOTE 6.3.9 §4.3): photos compress no further. */
export function zip(entries: Entry[]): Blob {
  const parts: BlobPart[] = [];
  const listing: BlobPart[] = [];
  let at = 0;
  let listed = 0;
  for (const { name, bytes } of entries) {
    const label = new TextEncoder().encode(name);
    const common = new DataView(new ArrayBuffer(26));
    // version 2.0, names in UTF-8, stored, 1980-01-01
    [20, 0x0800, 0, 0, 0x21].forEach((word, i) => common.setUint16(i * 2, word, true));
    [crc32(bytes), bytes.length, bytes.length].forEach((word, i) => common.setUint32(10 + i * 4, word, true));
    common.setUint16(22, label.length, true);
    const head = new Uint8Array([0x50, 0x4b, 3, 4, ...new Uint8Array(common.buffer)]);
    parts.push(head, label, bytes as BlobPart);
    const more = new DataView(new ArrayBuffer(14));
    more.setUint32(10, at, true);
    const line = new Uint8Array([0x50, 0x4b, 1, 2, 20, 0, ...new Uint8Array(common.buffer), ...new Uint8Array(more.buffer)]);
    listing.push(line, label);
    listed += line.length + label.length;
    at += head.length + label.length + bytes.length;
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, entries.length, true);
  end.setUint16(10, entries.length, true);
  end.setUint32(12, listed, true);
  end.setUint32(16, at, true);
  return new Blob([...parts, ...listing, end.buffer], { type: "application/zip" });
}

/** What is still on this phone, as one file that any computer opens. */
export async function unsentFile(): Promise<File> {
  const found = await read(["records", "pieces", "bytes"], async (unit) => {
    const pieces = await unit.all("pieces");
    const bytes: (ArrayBuffer | undefined)[] = [];
    for (const piece of pieces) bytes.push(await unit.get("bytes", piece.id));
    return { records: await unit.all("records"), pieces, bytes };
  });
  const records = found.records.filter((one) => !one.result || found.pieces.some((piece) => piece.for === one.key));
  const told = { device: app.device?.uuid, member: app.day?.member, made: new Date().toISOString(), records };
  const entries: Entry[] = [{ name: "records.json", bytes: new TextEncoder().encode(JSON.stringify(told, null, 1)) }];
  found.pieces.forEach((piece, i) => {
    const end = piece.type.startsWith("image/") ? "jpg" : piece.type.includes("mp4") ? "m4a" : "webm";
    entries.push({ name: `photos/${piece.id}.${end}`, bytes: new Uint8Array(found.bytes[i] || new ArrayBuffer(0)) });
  });
  const stamp = new Date().toISOString().slice(0, 16).replace(/[-:T]/g, "");
  return new File([zip(entries)], `anju-${stamp}.zip`, { type: "application/zip" });
}

/** Give a file to the phone's share sheet, or as a download. */
export async function give(file: File): Promise<void> {
  const share = { files: [file], title: file.name };
  if (navigator.canShare?.(share)) {
    try {
      return await navigator.share(share);
    } catch (error) {
      if ((error as Error).name === "AbortError") return;
    }
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  update({ said: t("已存成文件：{name}", { name: file.name }) });
}

/** Words and photo for another app: by the share sheet where it takes photos, else the words to the clipboard. */
export async function copyOut(text: string, key: string): Promise<void> {
  const piece = app.pieces.find((one) => one.for === key && one.type.startsWith("image/"));
  const bytes = piece && (await read(["bytes"], (unit) => unit.get("bytes", piece.id)));
  const files = bytes ? [new File([bytes], "photo.jpg", { type: "image/jpeg" })] : [];
  if (files.length && navigator.canShare?.({ files })) {
    try {
      await navigator.clipboard?.writeText(text).catch(() => undefined); // some apps take only the photo
      return await navigator.share({ text, files });
    } catch (error) {
      if ((error as Error).name === "AbortError") return;
    }
  }
  update({ said: (await toClipboard(text)) ? t("文字已复制，到另一个应用里粘贴。") : t("这里不能自动复制，请长按文字复制。") });
}

async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "vh";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
