// A photo becomes small enough for a thin line on the phone itself; what is no photo is said plainly.
import { exifOf, load, read } from "../desk/shrink";
import { sha256, uuid } from "./ids";
import type { Shot } from "./model";
import { t } from "./words";

const LONGEST = 1920;
const STEPS: [number, number][] = [[1, 0.82], [1, 0.7], [0.8, 0.7], [0.65, 0.65], [0.5, 0.6], [0.35, 0.55], [0.2, 0.5]];
const LARGEST = 80_000_000;
/** A picture of the system camera that is older than this was chosen from the album. */
const FRESH = 10 * 60_000;

/** The message is for the person who took the photo. */
export class PhotoError extends Error {}

/** A file from the camera or the album, made small. Raises PhotoError in words. */
export async function fromFile(file: File, most: number, chosen: boolean): Promise<Shot> {
  if (!file.size) throw new PhotoError(t("这个文件是空的，请重拍。"));
  if (file.size > LARGEST) throw new PhotoError(t("这张照片太大，手机处理不了，请重拍。"));
  if (file.type && !file.type.startsWith("image/")) throw new PhotoError(t("这不是照片，请重选。"));
  const head = new Uint8Array(await read(file.slice(0, 256 * 1024)));
  const block = exifOf(head);
  const album = chosen || Date.now() - file.lastModified > FRESH;
  const taken = (block && takenAt(block)) || new Date(chosen ? file.lastModified : Date.now());
  if (!isWhole(new Uint8Array(await read(file)))) throw new PhotoError(t("这张照片打不开（坏了、没存完整或不是照片），请重拍。"));
  let picture: HTMLImageElement;
  try {
    picture = await load(file);
  } catch {
    throw new PhotoError(t("这张照片打不开（坏了、没存完整或不是照片），请重拍。"));
  }
  if (!picture.width || !picture.height) throw new PhotoError(t("这张照片打不开（坏了、没存完整或不是照片），请重拍。"));
  return await shot(picture, picture.width, picture.height, most, album, taken, block);
}

/** What the camera shows just now. */
export async function fromVideo(video: HTMLVideoElement, most: number): Promise<Shot> {
  if (!video.videoWidth) throw new PhotoError(t("相机还没准备好，请再按一次。"));
  return await shot(video, video.videoWidth, video.videoHeight, most, false, new Date(), null);
}

async function shot(source: CanvasImageSource, width: number, height: number, most: number, album: boolean, taken: Date, block: Uint8Array | null): Promise<Shot> {
  const base = Math.min(1, LONGEST / Math.max(width, height));
  const room = most - (block ? block.length : 0);
  for (const [size, quality] of STEPS) {
    const blob = await draw(source, Math.max(1, Math.round(width * base * size)), Math.max(1, Math.round(height * base * size)), quality);
    if (blob.size > room) continue;
    const small = block ? new Blob([blob.slice(0, 2), block as BlobPart, blob.slice(2)], { type: "image/jpeg" }) : blob;
    const bytes = await read(small);
    return { ref: { id: uuid(), sha256: await sha256(bytes), album, at: taken.toISOString() }, type: "image/jpeg", bytes };
  }
  throw new PhotoError(t("这张照片太大，手机处理不了，请重拍。"));
}

async function draw(source: CanvasImageSource, width: number, height: number, quality: number): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d");
  if (!pen) throw new PhotoError(t("这张照片太大，手机处理不了，请重拍。"));
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.drawImage(source, 0, 0, width, height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", quality));
  canvas.width = canvas.height = 0; // some phones give the memory back only so
  if (!blob) throw new PhotoError(t("这张照片太大，手机处理不了，请重拍。"));
  return blob;
}

/** A JPEG that breaks off is drawn half grey without a complaint: its end mark must follow its picture's beginning. */
export function isWhole(data: Uint8Array): boolean {
  if (data[0] !== 0xff || data[1] !== 0xd8) return true; // no JPEG: the browser finds out
  let at = 2;
  while (at + 4 < data.length && data[at] === 0xff && data[at + 1] !== 0xda) at += 2 + data[at + 2]! * 256 + data[at + 3]!;
  for (at = data.indexOf(0xff, at + 2); at >= 0; at = data.indexOf(0xff, at + 1)) if (data[at + 1] === 0xd9) return true;
  return false;
}

/** When the camera says it took the picture (EXIF DateTimeOriginal, the phone's own time zone). */
export function takenAt(block: Uint8Array): Date | null {
  const text = String.fromCharCode(...Array.from(block.subarray(0, 4096)));
  const found = /(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)/.exec(text);
  if (!found) return null;
  const [year, month, day, hour, minute, second] = found.slice(1).map(Number) as [number, number, number, number, number, number];
  const date = new Date(year, month - 1, day, hour, minute, second);
  return Number.isNaN(date.getTime()) || year < 2000 ? null : date;
}
