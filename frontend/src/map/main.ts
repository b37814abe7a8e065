// The district's own vector map: no outside tiles, fonts or sprites. data-map answers ?bbox=w,s,e,n&zoom=z with GeoJSON
// in WGS-84; clusters come from the server, so that a box never costs more than its answer.
import maplibregl, { GeoJSONSource, Map as VectorMap, MapMouseEvent } from "maplibre-gl/dist/maplibre-gl-csp";
import workerUrl from "maplibre-gl/dist/maplibre-gl-csp-worker.js?url";
import "maplibre-gl/dist/maplibre-gl.css";
import type { Feature, FeatureCollection } from "geojson";
import { htmx } from "../desk/requests";
import { style } from "./style";
import { words } from "./words";

const SETTLE = 150;
const MOST_POINTS_IN_LIST = 12;
const CLOSEST = 18;

maplibregl.setWorkerUrl(new URL(workerUrl, import.meta.url).href);

function camera(box: HTMLElement): { center: [number, number]; zoom: number } {
  const { lon, lat, zoom } = box.dataset;
  return { center: [Number(lon || 0), Number(lat || 0)], zoom: Number(zoom || 14) };
}

const withBox = (address: string, box: string, zoom: number): string => `${address}${address.includes("?") ? "&" : "?"}bbox=${box}&zoom=${Math.floor(zoom)}`;

function seen(map: VectorMap): string {
  const bounds = map.getBounds();
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((n) => n.toFixed(5)).join(",");
}

interface Answer extends FeatureCollection {
  partial?: boolean;
}

async function ask(url: string, signal: AbortSignal): Promise<Answer> {
  const answer = await fetch(url, { signal, credentials: "same-origin", headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as Answer;
}

// data-map names one source or several parted by spaces: the ground first, what lies on it after.
function load(map: VectorMap, sources: string[], told: (problem: string) => void): () => void {
  let asked: AbortController | null = null;
  return async () => {
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    try {
      const answers = await Promise.all(sources.map((source) => ask(withBox(source, seen(map), map.getZoom()), signal)));
      const features = answers.flatMap((answer) => answer.features);
      (map.getSource("here") as GeoJSONSource).setData({ type: "FeatureCollection", features });
      told(answers.some((answer) => answer.partial) ? words().partial : "");
    } catch (problem) {
      if ((problem as Error).name !== "AbortError") told(words().failed);
    }
  };
}

/** The list beside the map shows what the map shows: it is also the way in for keyboard and screen reader. */
function beside(box: HTMLElement, area: string, zoom: number): void {
  const { rows, rowsInto } = box.dataset;
  const target = rowsInto ? document.getElementById(rowsInto) : null;
  if (rows && target) void htmx.ajax("get", withBox(rows, area, zoom), { target, swap: "innerHTML" });
}

function describe(feature: Feature): HTMLElement {
  const { label, note, url } = (feature.properties || {}) as Record<string, string>;
  const line = document.createElement("p");
  const name = document.createElement(url ? "a" : "b");
  name.textContent = label || "";
  if (url) name.setAttribute("href", url);
  line.append(name);
  if (note) line.append(` ${note}`);
  return line;
}

const grown = (sides: number[]): number[] => sides.map((side, index) => side + (index < 2 ? -1e-5 : 1e-5));

/** Into a cluster; where its cases stand on one spot, no zoom parts them and the list tells them. */
function enter(map: VectorMap, holder: HTMLElement, cluster: Feature): void {
  const box = String(cluster.properties?.box || "");
  const sides = box.split(",").map(Number);
  if (sides.length === 4) beside(holder, grown(sides).map((side) => side.toFixed(6)).join(","), map.getZoom());
  const [west, south, east, north] = sides;
  const apart = sides.length === 4 && ((east ?? 0) - (west ?? 0) > 1e-5 || (north ?? 0) - (south ?? 0) > 1e-5);
  if (apart && map.getZoom() < CLOSEST) map.fitBounds(sides as [number, number, number, number], { padding: 48, maxZoom: CLOSEST });
  else if (!box && cluster.geometry.type === "Point") map.easeTo({ center: cluster.geometry.coordinates as [number, number], zoom: map.getZoom() + 2 });
}

function open(map: VectorMap, holder: HTMLElement, event: MapMouseEvent): void {
  const found = map.queryRenderedFeatures(event.point, { layers: ["clusters", "points", "dots", "areas"] });
  const cluster = found.find((feature) => feature.layer.id === "clusters");
  if (cluster) {
    enter(map, holder, cluster);
    return;
  }
  const told = found.filter((feature) => feature.properties.label).slice(0, MOST_POINTS_IN_LIST);
  if (!told.length) return;
  const list = document.createElement("div");
  told.forEach((feature) => list.append(describe(feature)));
  new maplibregl.Popup({ maxWidth: "18rem" }).setLngLat(event.lngLat).setDOMContent(list).addTo(map);
}

/** The point that was pressed, into the fields of the page's form; the map is in WGS-84. */
function take(pin: maplibregl.Marker): void {
  const { lng, lat } = pin.getLngLat();
  const said: Record<string, string> = { lon: lng.toFixed(7), lat: lat.toFixed(7), datum: "wgs84" };
  for (const [name, value] of Object.entries(said)) {
    const field = document.querySelector<HTMLInputElement | HTMLSelectElement>(`form [name="${name}"]`);
    if (!field) continue;
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

export function draw(box: HTMLElement): VectorMap {
  box.textContent = "";
  const told = document.createElement("p");
  told.className = "wait told";
  told.setAttribute("role", "status");
  const kept = "view" in box.dataset && /[#&]view=/.test(window.location.hash);
  const map = new maplibregl.Map({
    container: box,
    style: style(),
    ...camera(box),
    minZoom: 8,
    maxZoom: 20,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    hash: "view" in box.dataset ? "view" : false,
    localIdeographFontFamily: "PingFang SC, Noto Sans CJK SC, Microsoft YaHei, sans-serif",
    locale: { ...words().controls, "Map.Title": box.dataset.label || words().controls["Map.Title"] },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.ScaleControl({ maxWidth: 90 }), "bottom-left");
  box.append(told);
  const reload = load(map, (box.dataset.map || "").split(/\s+/).filter(Boolean), (problem) => (told.textContent = problem));
  const pin = new maplibregl.Marker({ color: "#A61B1B" });
  if (box.dataset.lon) pin.setLngLat(camera(box).center).addTo(map);
  if (box.dataset.bounds && !kept) map.fitBounds(box.dataset.bounds.split(",").map(Number) as [number, number, number, number], { animate: false, padding: 24 });
  map.on("load", () => void reload());
  let timer = 0;
  map.on("moveend", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      void reload();
      beside(box, seen(map), map.getZoom());
    }, SETTLE);
  });
  map.on("click", (event) => ("pick" in box.dataset ? take(pin.setLngLat(event.lngLat).addTo(map)) : open(map, box, event)));
  for (const layer of ["clusters", "points", "dots"]) {
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }
  map.on("idle", () => box.setAttribute("data-ready", ""));
  return map;
}
