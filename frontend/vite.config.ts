import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { defineConfig } from "vite";

// Output goes beside the templates that name it; base "./" lets any STATIC_URL serve it.
// The target is what a 2020 Android WebView understands (Chromium 80).
const here = (path: string): string => new URL(path, import.meta.url).pathname;

// Beside each file its compressed forms, which the server hands out as they are: nothing is compressed while people wait.
const pressed = {
  name: "pressed",
  writeBundle(told: { dir?: string }, bundle: Record<string, unknown>): void {
    for (const name of Object.keys(bundle).filter((one) => /\.(js|css)$/.test(one))) {
      const data = readFileSync(`${told.dir}/${name}`);
      writeFileSync(`${told.dir}/${name}.gz`, gzipSync(data, { level: 9 }));
      writeFileSync(`${told.dir}/${name}.br`, brotliCompressSync(data));
    }
  },
};

export default defineConfig({
  plugins: [pressed],
  base: "./",
  publicDir: false,
  worker: { format: "es" },
  build: {
    outDir: "../src/anju/ui/static/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "chrome80",
    cssTarget: "chrome80",
    modulePreload: false,
    reportCompressedSize: true,
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      input: {
        desk: here("src/desk/main.ts"),
        resident: here("src/resident/main.ts"),
        phone: here("src/phone/main.tsx"),
        "phone-worker": here("src/phone/sw.ts"),
      },
    },
  },
});
