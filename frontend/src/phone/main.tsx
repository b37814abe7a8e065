// The phone app: reads what the phone keeps, shows it, and sends in the background.
import "../../css/app.css";
import { render } from "preact";
import { askToLast, hasWorker } from "./env";
import { dress } from "./dress";
import { renewWhenSafe } from "./fresh";
import { app, onChange, reload, update } from "./state";
import { identity, startSync } from "./sync";
import { countMinutes } from "./minutes";
import { moved, path } from "./routes";
import { t } from "./words";
import { Round } from "./screens/round";
import { PlaceScreen } from "./screens/place";
import { CameraScreen, RecordScreen } from "./screens/record";
import { Places } from "./screens/places";
import { MapScreen } from "./screens/map";
import { Sync } from "./screens/sync";
import { Mine } from "./screens/mine";
import { follow, Scan } from "./screens/scan";
import { Blank, Head } from "./screens/parts";

const root = document.getElementById("app")!;

function Screen() {
  if (app.wiped) return <><Head title={t("安居")} /><main id="main"><Blank what={app.wiped}><p>{t("这部手机上的资料和没上报的记录都已删除。有疑问请找社区或街道。")}</p></Blank></main></>;
  const [name, first, second] = path();
  if (name === "place") return <PlaceScreen id={Number(first)} />;
  if (name === "camera") return <CameraScreen place={Number(first)} stop={second ? Number(second) : undefined} key="before" />;
  if (name === "after") return <CameraScreen place={Number(first)} after key="after" />;
  if (name === "record") return <RecordScreen />;
  if (name === "places") return <Places />;
  if (name === "map") return <MapScreen />;
  if (name === "sync") return <Sync />;
  if (name === "mine") return <Mine />;
  if (name === "scan") return <Scan />;
  return <Round />;
}

function draw(): void {
  render(<Screen />, root);
}

/** While something may be undone or is counted down, the second is shown. */
function tick(): void {
  if (app.saved && app.saved.until <= Date.now()) update({ saved: null });
  else if (app.saved || (app.failing && path()[0] === "sync")) update();
  if (app.outdated) void renewWhenSafe();
}

function opened(): void {
  const token = /[?&]q=([\w-]+)/.exec(location.search)?.[1] || (path()[0] === "q" ? path()[1] : "");
  if (token) follow(token);
}

async function worker(): Promise<void> {
  if (!hasWorker || !window.isSecureContext) return;
  const had = !!navigator.serviceWorker.controller;
  const registration = await navigator.serviceWorker.register("/app/sw.js", { scope: "/app/" }).catch(() => null); // no line just now: the next start asks again
  registration?.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", () => had && registration.waiting && update({ fresh: true }));
  });
}

async function start(): Promise<void> {
  onChange(draw);
  try {
    await identity();
    await reload();
  } catch {
    update({ said: t("这个浏览器不让保存（可能开了无痕模式），请换一个浏览器打开。") });
  }
  dress();
  update({ ready: true });
  opened();
  window.addEventListener("hashchange", () => {
    moved();
    opened();
  });
  window.setInterval(tick, 1000);
  startSync();
  countMinutes();
  void worker().catch(() => undefined);
  if (app.records.length) update({ lasting: await askToLast() });
}

void start();
