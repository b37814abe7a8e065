// A page's half of the stream: says what it shows, hears what changed.
import { concerns, liveElements, refresh, topicsOf } from "./refresh";
import type { News } from "./hub";
import { Leader } from "./leader";

interface Line {
  want(topics: string[], read: number): void;
  leave(): void;
}

const RESET_SPREAD = 3_000;

function hear(news: News): void {
  document.dispatchEvent(new CustomEvent("anju:live", { detail: news }));
  const all = liveElements();
  if (news.type === "change") refresh(all.filter((element) => concerns(element, news.change)));
  else if (news.type === "reset") refresh(all, Math.random() * RESET_SPREAD); // not every browser at the same moment
}

function shared(url: string): Line {
  const worker = new SharedWorker(new URL("./worker.ts", import.meta.url), { type: "module", name: "anju-live" });
  worker.port.onmessage = (event: MessageEvent<News>) => hear(event.data);
  worker.port.start();
  return {
    want: (topics, read) => worker.port.postMessage({ type: "want", url, topics, read }),
    leave: () => worker.port.postMessage({ type: "bye", url, topics: [], read: 0 }),
  };
}

function connect(url: string): Line {
  if ("SharedWorker" in window && document.body.dataset.liveMode !== "leader") {
    try {
      return shared(url);
    } catch {
      // no module workers here: lead or follow instead
    }
  }
  return new Leader(url, hear);
}

export function startLive(): void {
  const address = document.body.dataset.liveUrl;
  if (!address || !("EventSource" in window)) return;
  const url = new URL(address, window.location.href).href;
  let line: Line | null = null;
  let asked = "";
  const began = Number(document.body.dataset.liveSince || 0);
  const loaded = performance.now();
  const read = () => (began ? Math.round(began + (performance.now() - loaded) * 1000) : 0); // by the server's clock
  const ask = () => {
    const topics = Array.from(new Set(liveElements().flatMap(topicsOf))).sort();
    if (!line && !topics.length) return;
    line = line || connect(url);
    if (topics.join(",") !== asked) line.want(topics, read());
    asked = topics.join(",");
  };
  ask();
  document.addEventListener("htmx:load", ask);
  window.addEventListener("pagehide", () => {
    line?.leave();
    line = null;
    asked = "";
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    ask();
    refresh(liveElements()); // the page slept in the back-forward cache
  });
}
