import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2022",
    manifest: true,
    // A strict content security policy: no data: addresses, no inline polyfill.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // All that the first view needs in one file, and what pages share in a second: over a phone's line each
    // file costs a way there and back, and twenty small ones pack 4 KB worse.
    rolldownOptions: { output: { codeSplitting: { groups: [
      { name: "first", tags: ["$initial"], test: /^(?!.*(main\.tsx|index\.html))/, priority: 2 },
      { name: "shared", test: /\.tsx?$|node_modules.*\.m?js$/, minShareCount: 3, priority: 1 },
    ] } } },
  },
  server: { proxy: { "/api": process.env.INSECTA_API ?? "http://127.0.0.1:8470" } },
  test: { include: ["{tests,packages/*/tests}/**/*.test.ts"] },
});
