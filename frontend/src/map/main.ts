// The district's own vector map: no outside tiles, fonts or sprites. data-map answers ?bbox=w,s,e,n&zoom=z with GeoJSON
// in WGS-84; clusters come from the server, so that a box never costs more than its answer.
import maplibregl, { GeoJSONSource, Map as VectorMap, MapMouseEvent } from "maplibre-gl/dist/maplibre-gl-csp";
import workerUrl from "maplibre-gl/dist/maplibre-gl-csp-worker.js?url";
import "maplibre-gl/dist/maplibre-gl.css";
import type { Feature } from "geojson";
import { style } from "./style";
import { words } from "./words";

const SETTLE = 150;
const MOST_POINTS_IN_LIST = 12;

maplibregl.setWorkerUrl(new URL(workerUrl, import.meta.url).href);

function camera(box: HTMLElement): { center: [number, number]; zoom: number } {
  const { lon, lat, zoom } = box.dataset;
  return { center: [Number(lon || 0), Number(lat || 0)], zoom: Number(zoom || 14) };
}

function load(map: VectorMap, source: string, told: (problem: string) => void): () => void {
  let asked: AbortController | null = null;
  return async () => {
    asked?.abort();
    asked = new AbortController();
    const bounds = map.getBounds();
    const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((n) => n.toFixed(5)).join(",");
    const url = `${source}${source.includes("?") ? "&" : "?"}bbox=${box}&zoom=${Math.floor(map.getZoom())}`;
    try {
      const answer = await fetch(url, { signal: asked.signal, credentials: "same-origin", headers: { Accept: "application/geo+json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      (map.getSource("here") as GeoJSONSource).setData(await answer.json());
      told("");
    } catch (problem) {
      if ((problem as Error).name !== "AbortError") told(words().failed);
    }
  };
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

function open(map: VectorMap, event: MapMouseEvent): void {
  const found = map.queryRenderedFeatures(event.point, { layers: ["clusters", "points", "areas"] });
  const cluster = found.find((feature) => feature.layer.id === "clusters");
  if (cluster && cluster.geometry.type === "Point") {
    map.easeTo({ center: cluster.geometry.coordinates as [number, number], zoom: map.getZoom() + 2 });
    return;
  }
  const told = found.filter((feature) => feature.properties.label).slice(0, MOST_POINTS_IN_LIST);
  if (!told.length) return;
  const list = document.createElement("div");
  told.forEach((feature) => list.append(describe(feature)));
  new maplibregl.Popup({ maxWidth: "18rem" }).setLngLat(event.lngLat).setDOMContent(list).addTo(map);
}

export function draw(box: HTMLElement): VectorMap {
  box.textContent = "";
  const told = document.createElement("p");
  told.className = "wait";
  told.setAttribute("role", "status");
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
    localIdeographFontFamily: "PingFang SC, Noto Sans CJK SC, Microsoft YaHei, sans-serif",
    locale: { ...words().controls, "Map.Title": box.dataset.label || words().controls["Map.Title"] },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.ScaleControl({ maxWidth: 90 }), "bottom-left");
  box.append(told);
  const reload = load(map, box.dataset.map || "", (problem) => (told.textContent = problem));
  if (box.dataset.lon) new maplibregl.Marker({ color: "#A61B1B" }).setLngLat(camera(box).center).addTo(map);
  if (box.dataset.bounds) map.fitBounds(box.dataset.bounds.split(",").map(Number) as [number, number, number, number], { animate: false, padding: 24 });
  map.on("load", () => void reload());
  let timer = 0;
  map.on("moveend", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void reload(), SETTLE);
  });
  map.on("click", (event) => open(map, event));
  for (const layer of ["clusters", "points"]) {
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }
  map.on("idle", () => box.setAttribute("data-ready", ""));
  return map;
}
