// Writes src/anju/ui/icons.json: the inner drawing of each icon named in icons.txt, from the MIT-licensed @tabler/icons.
// The package holds 5,000 files, so it is fetched only when the list changes:
//   npm install --no-save @tabler/icons@3.51.0 && npm run icons
import { readFileSync, writeFileSync } from "node:fs";

const folder = new URL("../node_modules/@tabler/icons/icons/outline/", import.meta.url);
const names = readFileSync(new URL("icons.txt", import.meta.url), "utf8")
  .split(/\s+/)
  .filter(Boolean)
  .sort();

const drawings = {};
for (const name of new Set(names)) {
  const svg = readFileSync(new URL(`${name}.svg`, folder), "utf8");
  drawings[name] = svg
    .slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"))
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" \/>/, "")
    .replace(/\s*\n\s*/g, "")
    .replace(/ \/>/g, "/>");
}
writeFileSync(new URL("../src/anju/ui/icons.json", import.meta.url), JSON.stringify(drawings, null, 1) + "\n");
console.log(`${Object.keys(drawings).length} icons`);
