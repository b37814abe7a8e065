// What this browser can do for a day offline, said in plain words where it cannot.
import { t } from "./words";

const agent = navigator.userAgent;
export const inWeChat = /MicroMessenger/i.test(agent);
export const onApple = /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1);
export const installed = (): boolean => window.matchMedia("(display-mode: standalone)").matches || (navigator as { standalone?: boolean }).standalone === true;
export const hasWorker = "serviceWorker" in navigator;

/** Sentences about what is missing here; none where all is well. */
export function missing(): string[] {
  if (!window.isSecureContext) {
    return [t("这个网址不是 https，浏览器不让用：关掉后再打开、应用内相机、定位、录音。页面开着时记录照常保存。请用 https 网址打开。")];
  }
  if (!hasWorker && inWeChat) {
    return [t("微信里没网时打不开新页面：这一页开着就能一直记、一直存，别关它。更稳妥：点右上角“…”→“在浏览器打开”，再添加到主屏幕。")];
  }
  if (!hasWorker) return [t("这个浏览器没网时打不开新页面：这一页开着就能一直记、一直存，别关它。请换手机自带的浏览器打开。")];
  return [];
}

/** Ask the browser not to throw the records away when space is short; it may decide without a question. */
export async function askToLast(): Promise<boolean | null> {
  try {
    if (!navigator.storage?.persist) return null;
    return (await navigator.storage.persisted()) || (await navigator.storage.persist());
  } catch {
    return null;
  }
}

export async function room(): Promise<{ used: number; all: number } | null> {
  try {
    const told = await navigator.storage?.estimate?.();
    return told?.quota ? { used: told.usage || 0, all: told.quota } : null;
  } catch {
    return null;
  }
}
