import { defineConfig } from "vite";

// Output goes beside the templates that name it; base "./" lets any STATIC_URL serve it.
// The target is what a 2020 Android WebView understands (Chromium 80).
const here = (path: string): string => new URL(path, import.meta.url).pathname;

export default defineConfig({
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
      },
    },
  },
});
