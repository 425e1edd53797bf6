import preact from "@preact/preset-vite"
import { defineConfig } from "vite"

export default defineConfig({
  plugins: [preact({ devToolsEnabled: false })],
  resolve: { conditions: ["@glissade/source", "module", "browser", "development|production"] },
  build: { target: "es2022", sourcemap: true, modulePreload: false },
  server: { proxy: { "/execute": "http://127.0.0.1:8787", "/runtimes": "http://127.0.0.1:8787" } }
})
