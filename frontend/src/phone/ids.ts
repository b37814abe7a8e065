// Keys and hashes, also on plain http, where the browser offers neither randomUUID nor subtle.
export function uuid(): string {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = ((b[6] as number) & 0x0f) | 0x40;
  b[8] = ((b[8] as number) & 0x3f) | 0x80;
  const hex = Array.from(b, (one) => one.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = window.crypto.subtle
    ? new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
    : plainSha256(new Uint8Array(bytes));
  return Array.from(digest, (one) => one.toString(16).padStart(2, "0")).join("");
}

/** FIPS 180-4, for pages without `subtle`; the names are the standard's. */
export function plainSha256(message: Uint8Array): Uint8Array {
  const k = roots(64, 1 / 3);
  const h = roots(8, 1 / 2);
  const blocks = ((message.length + 72) >> 6) << 6;
  const padded = new Uint8Array(blocks);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(blocks - 8, Math.floor(message.length / 0x20000000));
  view.setUint32(blocks - 4, message.length << 3);
  const w = new Uint32Array(64);
  for (let at = 0; at < blocks; at += 64) {
    for (let i = 0; i < 16; i += 1) w[i] = view.getUint32(at + i * 4);
    for (let i = 16; i < 64; i += 1) {
      const s0 = turn(w[i - 15]!, 7) ^ turn(w[i - 15]!, 18) ^ (w[i - 15]! >>> 3);
      const s1 = turn(w[i - 2]!, 17) ^ turn(w[i - 2]!, 19) ^ (w[i - 2]! >>> 10);
      w[i] = w[i - 16]! + s0 + w[i - 7]! + s1;
    }
    let [a, b, c, d, e, f, g, z] = Array.from(h) as [number, number, number, number, number, number, number, number];
    for (let i = 0; i < 64; i += 1) {
      const t1 = (z + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + k[i]! + w[i]!) | 0;
      const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [z, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, z].forEach((one, i) => (h[i] = h[i]! + one));
  }
  const out = new DataView(new ArrayBuffer(32));
  h.forEach((one, i) => out.setUint32(i * 4, one));
  return new Uint8Array(out.buffer);
}

const turn = (x: number, n: number): number => (x >>> n) | (x << (32 - n));

/** The first 32 bits of the fractions of the first primes' roots. */
function roots(count: number, power: number): Uint32Array {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n += 1) if (primes.every((p) => n % p)) primes.push(n);
  return Uint32Array.from(primes, (p) => (p ** power % 1) * 0x100000000);
}
