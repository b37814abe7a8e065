// A new build takes the place of this one: by hand, and by itself where the server no longer understands this one.
import { path } from "./routes";
import { app } from "./state";
import { setMeta, meta } from "./store";

/** So long is not tried again by itself, where the new build did not come. */
const AGAIN = 10 * 60_000;
/** Screens on which something is begun that is nowhere but on the screen. */
const BEGUN = ["camera", "after", "record", "scan"];
let going = false;

/** Nothing on the screen would be lost by loading the page anew. Records and their photos are in the store and stay. */
export function nothingOpen(): boolean {
  const at = document.activeElement;
  const typing = (at instanceof HTMLInputElement && at.type !== "button") || at instanceof HTMLTextAreaElement;
  return !app.draft && !app.saved && !app.sending && !BEGUN.includes(path()[0] || "") && !typing;
}

/** An app the server no longer takes from loads the new one as soon as that harms nothing; once, then again after a while. */
export async function renewWhenSafe(): Promise<void> {
  if (!app.outdated || !app.online || going || !nothingOpen()) return;
  going = true;
  try {
    const tried = (await meta<number>("renewed")) || 0;
    const now = Date.now();
    if (now - tried < AGAIN && now >= tried) return;
    await renew(async () => {
      if (nothingOpen()) await setMeta("renewed", now);
      return nothingOpen(); // looked at last of all: fetching the new build takes a while, and somebody may have begun
    });
  } finally {
    going = false;
  }
}

/** Take the new build; what was recorded is in the store and stays. */
export async function renew(may: () => Promise<boolean> = async () => true): Promise<void> {
  try {
    const found = await navigator.serviceWorker?.getRegistration("/app/");
    await found?.update();
    const coming = found?.installing;
    if (coming) await new Promise<void>((done) => coming.addEventListener("statechange", () => coming.state !== "installing" && done()));
    if (found?.waiting) {
      const taken = new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done));
      found.waiting.postMessage("take over");
      await Promise.race([taken, new Promise((done) => window.setTimeout(done, 3_000))]);
    }
  } catch {
    // no line: the old build goes on
  }
  if (await may()) location.reload();
}
