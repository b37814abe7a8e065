// The service worker: keeps the app's own files and the day's photos, so that it opens without a network.
// The server puts `self.SHELL = {build, files}` before this file; a new build is a new worker with a cache of its own.
export {};

interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Waiting {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
declare const self: {
  SHELL: { build: string; files: string[] };
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  addEventListener(type: "install" | "activate", then: (event: Waiting) => void): void;
  addEventListener(type: "fetch", then: (event: Fetching) => void): void;
  addEventListener(type: "message", then: (event: MessageEvent) => void): void;
};

const SHELL = "/app/";
const BOX = `anju-app-${self.SHELL.build}`;
const PICTURES = "anju-pictures";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(BOX).then((box) => box.addAll([SHELL, ...self.SHELL.files].map((url) => new Request(url, { cache: "reload" })))));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("anju-app-") && name !== BOX).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && url.pathname === SHELL) event.respondWith(from(BOX, SHELL, request));
  else if (self.SHELL.files.includes(url.pathname)) event.respondWith(from(BOX, url.pathname, request));
  else if (request.destination === "image") event.respondWith(from(PICTURES, request.url, request));
});

async function from(box: string, key: string, request: Request): Promise<Response> {
  const kept = await (await caches.open(box)).match(key);
  return kept || fetch(request);
}
