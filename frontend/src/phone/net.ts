// One request to the server, with an end to waiting; what it means for the app is told by kind.
const JSON_WAIT = 30_000;
/** The contract this app speaks; a server that no longer keeps it answers 426. It goes up when records or answers change
 * in a way that an older server or app would get wrong. */
const PROTOCOL = "1";
const PIECE_WAIT = 120_000;

export type Outcome =
  | { kind: "ok"; status: number; body: unknown; etag: string }
  | { kind: "same" }
  /** The line or the server fails for now. */
  | { kind: "later"; status: number }
  | { kind: "signed-out" }
  | { kind: "wiped"; title: string }
  | { kind: "outdated"; title: string }
  | { kind: "refused"; status: number; title: string };

interface Ask {
  method?: string;
  headers?: Record<string, string>;
  body?: BodyInit;
  wait?: number;
}

export async function ask(url: string, { method = "GET", headers = {}, body, wait = JSON_WAIT }: Ask = {}): Promise<Outcome> {
  const stop = new AbortController();
  const timer = window.setTimeout(() => stop.abort(), wait);
  try {
    const answer = await fetch(url, { method, headers: { Accept: "application/json", "Anju-Protocol": PROTOCOL, ...headers }, body, signal: stop.signal, credentials: "same-origin", redirect: "manual", cache: "no-store" });
    if (answer.status === 304) return { kind: "same" };
    if (answer.type === "opaqueredirect" || answer.status === 401) return { kind: "signed-out" };
    const text = await answer.text();
    let data: { title?: string; wipe?: boolean; message?: string } | null = null;
    try {
      data = text ? JSON.parse(text) : {};
    } catch {
      // a proxy's or a café's page in place of an answer
    }
    return meaning(answer, data);
  } catch {
    return { kind: "later", status: 0 };
  } finally {
    window.clearTimeout(timer);
  }
}

function meaning(answer: Response, data: { title?: string; wipe?: boolean; message?: string } | null): Outcome {
  const { status } = answer;
  const title = data?.title || data?.message || String(status);
  if (!data || status === 408 || status === 429 || status >= 500) return { kind: "later", status };
  if (answer.ok) return { kind: "ok", status, body: data, etag: answer.headers.get("ETag") || "" };
  if (status === 410 && data.wipe) return { kind: "wiped", title };
  if (status === 426) return { kind: "outdated", title };
  return { kind: "refused", status, title };
}

export const post = (url: string, data: unknown, csrf: string): Promise<Outcome> =>
  ask(url, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": csrf }, body: JSON.stringify(data) });

/** Django's own cookie goes before what was told earlier: a sign-in changes it. */
export function cookie(name: string): string {
  const found = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

const UPLOADS = "/live/uploads";
const PIECE = 256 * 1024;

/** Send bytes in pieces, taking up where it stopped. `began` is told the upload's token before anything is sent. */
export async function upload(bytes: ArrayBuffer, token: string | undefined, began: (token: string) => Promise<void>): Promise<Outcome & { token?: string }> {
  let offset = 0;
  if (token) {
    const stand = await ask(`${UPLOADS}/${token}`);
    if (stand.kind === "ok") {
      const { complete, offset: stood } = stand.body as { complete?: boolean; offset?: number };
      if (complete) return { ...stand, token };
      offset = stood || 0;
    } else if (stand.kind === "refused" && stand.status === 404) token = undefined;
    else return stand;
  }
  if (!token) {
    const begun = await ask(UPLOADS, { method: "POST", headers: { "Upload-Length": String(bytes.byteLength) } });
    if (begun.kind !== "ok") return begun;
    token = (begun.body as { token: string }).token;
    await began(token);
  }
  for (;;) {
    const taken = await ask(`${UPLOADS}/${token}`, {
      method: "PATCH", wait: PIECE_WAIT, body: bytes.slice(offset, offset + PIECE),
      headers: { "Upload-Offset": String(offset), "Content-Type": "application/octet-stream" },
    });
    if (taken.kind === "refused" && taken.status === 409) return { kind: "later", status: 409 };
    if (taken.kind !== "ok") return taken;
    const told = taken.body as { complete?: boolean; offset?: number };
    if (told.complete) return { ...taken, token };
    offset = told.offset || 0;
  }
}
