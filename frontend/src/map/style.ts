// One quiet style. A feature's `kind` decides how it looks; `late` and `severity` colour what is owed, nothing else.
import type { ExpressionSpecification, StyleSpecification } from "maplibre-gl";

const FONT = ["PingFang SC, Noto Sans CJK SC, Microsoft YaHei, sans-serif"];
const isKind = (...kinds: string[]): ExpressionSpecification => ["in", ["get", "kind"], ["literal", kinds]];
const isShape = (shape: string): ExpressionSpecification => ["==", ["geometry-type"], shape];
const both = (a: ExpressionSpecification, b: ExpressionSpecification): ExpressionSpecification => ["all", a, b];

const owed: ExpressionSpecification = [
  "case",
  ["boolean", ["get", "closed"], false],
  "#84918C",
  ["any", ["boolean", ["get", "late"], false], ["==", ["get", "severity"], "major"]],
  "#A61B1B",
  ["==", ["get", "severity"], "serious"],
  "#7F4600",
  "#44514D",
];

export function style(): StyleSpecification {
  return {
    version: 8,
    sources: { here: { type: "geojson", data: { type: "FeatureCollection", features: [] } } },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#EEF2EF" } },
      {
        id: "areas",
        type: "fill",
        source: "here",
        filter: isShape("Polygon"),
        paint: {
          "fill-color": ["match", ["get", "kind"], ["building", "shed", "unit"], "#C7D2CD", ["estate", "area"], "#E3E9E5", ["parking", "ground"], "#DDE3E0", "rgba(0,0,0,0)"],
        },
      },
      {
        id: "edges",
        type: "line",
        source: "here",
        filter: both(isShape("Polygon"), ["!", isKind("grid")]),
        paint: {
          "line-color": ["match", ["get", "kind"], ["building", "shed", "unit"], "#9AA8A2", ["district", "street", "community", "grid"], "#5C6965", "#B4C0BB"],
          "line-width": ["match", ["get", "kind"], ["district"], 2, ["street", "community", "grid"], 1.4, 1],
        },
      },
      { id: "grids", type: "line", source: "here", filter: both(isShape("Polygon"), isKind("grid")), paint: { "line-color": "#0B5F63", "line-width": 1.4, "line-dasharray": [3, 2] } },
      { id: "roads", type: "line", source: "here", filter: both(isShape("LineString"), isKind("road")), paint: { "line-color": "#FFFFFF", "line-width": ["interpolate", ["linear"], ["zoom"], 12, 1, 18, 12] } },
      { id: "lanes", type: "line", source: "here", filter: both(isShape("LineString"), isKind("fire_lane")), paint: { "line-color": "#B98A1E", "line-width": 3, "line-dasharray": [2.6, 1.6] } },
      {
        id: "names",
        type: "symbol",
        source: "here",
        filter: both(both(["has", "label"], isShape("Polygon")), ["!", isKind("cluster")]),
        layout: { "text-field": ["get", "label"], "text-font": FONT, "text-size": 12, "text-max-width": 8, "text-variable-anchor": ["center", "top", "bottom"], "text-radial-offset": 0.9, "text-optional": true },
        paint: { "text-color": "#44514D", "text-halo-color": "#FFFFFF", "text-halo-width": 1.4 },
      },
      {
        id: "dots",
        type: "circle",
        source: "here",
        filter: both(isShape("Point"), isKind("dot")),
        paint: { "circle-color": "#C7D2CD", "circle-radius": 5, "circle-stroke-color": "#84918C", "circle-stroke-width": 1 },
      },
      {
        id: "clusters",
        type: "circle",
        source: "here",
        filter: both(isShape("Point"), isKind("cluster")),
        paint: {
          "circle-color": "#FFFFFF",
          "circle-stroke-color": owed,
          "circle-stroke-width": 2,
          "circle-radius": ["interpolate", ["linear"], ["get", "count"], 2, 12, 100, 18, 5000, 26],
        },
      },
      { id: "counts", type: "symbol", source: "here", filter: isKind("cluster"), layout: { "text-field": ["to-string", ["get", "count"]], "text-font": FONT, "text-size": 13, "text-allow-overlap": true }, paint: { "text-color": "#17211F" } },
      {
        id: "points",
        type: "circle",
        source: "here",
        filter: both(isShape("Point"), ["!", isKind("cluster", "dot")]),
        paint: { "circle-color": owed, "circle-radius": 7, "circle-stroke-color": "#FFFFFF", "circle-stroke-width": 2 },
      },
      {
        id: "point-names",
        type: "symbol",
        source: "here",
        minzoom: 16,
        filter: both(both(["has", "label"], isShape("Point")), ["!", isKind("cluster")]),
        layout: { "text-field": ["get", "label"], "text-font": FONT, "text-size": 12, "text-max-width": 8, "text-anchor": "top", "text-offset": [0, 0.9], "text-optional": true },
        paint: { "text-color": "#17211F", "text-halo-color": "#FFFFFF", "text-halo-width": 1.4 },
      },
    ],
  };
}
