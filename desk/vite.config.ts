import { defineConfig } from "vite";

/** Relative addresses only: nobody knows below which path the page is served (an emulator's is long). */
export default defineConfig({
  base: "./",
  build: {
    outDir: "../functions/serve/static",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // no data: addresses, the content security policy allows none
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
  },
} as Parameters<typeof defineConfig>[0]);
