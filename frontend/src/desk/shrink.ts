// A photo made smaller before it is sent. Drawing it anew would lose when and where it was taken, so the camera's own
// block is put back, with the way up set right, because the drawn picture stands upright already.
const LONGEST = 2560;
const SMALL_ENOUGH = 1_200_000;
/** Side and quality, one after the other, until a photo is as small as it has to be. */
const STEPS: [number, number][] = [[1920, 0.82], [1920, 0.7], [1600, 0.65], [1280, 0.6], [960, 0.55], [640, 0.5]];

/** At most so many bytes, for thin lines: the best of the steps that fits. Where none does, or this browser cannot draw it,
 * the photo goes as it is. */
export async function shrinkTo(file: File, most: number): Promise<Blob> {
  if (!file.type.startsWith("image/") || file.size <= most) return file;
  try {
    const picture = await load(file);
    const block = exifOf(new Uint8Array(await read(file.slice(0, 256 * 1024))));
    for (const [longest, quality] of STEPS) {
      const drawn = await draw(picture, Math.min(1, longest / Math.max(picture.width, picture.height)), quality);
      if (drawn && drawn.size + (block?.length || 0) <= most) return withBlock(drawn, block);
    }
    return file;
  } catch {
    return file; // what this browser cannot draw, the server looks at
  }
}

export async function shrink(file: File): Promise<Blob> {
  if (!file.type.startsWith("image/")) return file;
  try {
    const picture = await load(file);
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    if (scale === 1 && file.size <= SMALL_ENOUGH) return file;
    const drawn = await draw(picture, scale, 0.85);
    if (!drawn || drawn.size >= file.size) return file;
    return withBlock(drawn, exifOf(new Uint8Array(await read(file.slice(0, 256 * 1024)))));
  } catch {
    return file; // what this browser cannot draw, the server looks at
  }
}

async function draw(picture: HTMLImageElement, scale: number, quality: number): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const drawn = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", quality));
  canvas.width = canvas.height = 0; // some phones give the memory back only so
  return drawn;
}

const withBlock = (drawn: Blob, block: Uint8Array | null): Blob =>
  block ? new Blob([drawn.slice(0, 2), block as BlobPart, drawn.slice(2)], { type: "image/jpeg" }) : drawn;

export function load(file: File): Promise<HTMLImageElement> {
  return new Promise((done, failed) => {
    const picture = new Image();
    const url = URL.createObjectURL(file);
    picture.onload = () => {
      URL.revokeObjectURL(url);
      done(picture);
    };
    picture.onerror = () => {
      URL.revokeObjectURL(url);
      failed(new Error("no picture"));
    };
    picture.src = url;
  });
}

export function read(blob: Blob): Promise<ArrayBuffer> {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result as ArrayBuffer);
    reader.onerror = () => failed(reader.error);
    reader.readAsArrayBuffer(blob);
  });
}

export function exifOf(data: Uint8Array): Uint8Array | null {
  if (data[0] !== 0xff || data[1] !== 0xd8) return null;
  let at = 2;
  while (at + 10 < data.length && data[at] === 0xff && data[at + 1] !== 0xda) {
    const length = (data[at + 2] || 0) * 256 + (data[at + 3] || 0);
    const named = data[at + 4] === 0x45 && data[at + 5] === 0x78 && data[at + 6] === 0x69 && data[at + 7] === 0x66;
    if (data[at + 1] === 0xe1 && named) {
      const block = data.slice(at, at + 2 + length);
      return block.length === length + 2 ? upright(block) : null;
    }
    at += 2 + length;
  }
  return null;
}

function upright(block: Uint8Array): Uint8Array {
  const view = new DataView(block.buffer);
  const start = 10; // marker, length, "Exif\0\0"
  const little = view.getUint16(start) === 0x4949;
  const first = start + view.getUint32(start + 4, little);
  const count = view.getUint16(first, little);
  for (let entry = 0; entry < count; entry += 1) {
    const at = first + 2 + entry * 12;
    if (view.getUint16(at, little) === 0x0112) view.setUint16(at + 8, 1, little);
  }
  return block;
}
