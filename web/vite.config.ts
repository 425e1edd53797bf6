import preact from "@preact/preset-vite"
import type { Plugin } from "vite"
import { defineConfig } from "vite"

/**
 * Vite's helper around `import()` loads style sheets and preloads; this page has one style sheet and preloads nothing, so that its
 * 0.9 KB would be for nothing.
 */
const plainImports: Plugin = {
  name: "plain-imports",
  enforce: "pre",
  apply: "build",
  load: { filter: { id: /vite\/preload-helper/ }, handler: () => "export const __vitePreload = (load) => load()" }
}

export default defineConfig({
  plugins: [plainImports, preact({ devToolsEnabled: false, prefreshEnabled: false })],
  resolve: { conditions: ["@glissade/source", "module", "browser", "development|production"] },
  build: {
    target: "es2022",
    sourcemap: true,
    modulePreload: false,
    cssCodeSplit: false,
    // What the page begins with is one file: the lazy parts would split what they share with it into further requests.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "index", tags: ["$initial"] }] } } }
  },
  server: { proxy: { "/execute": "http://127.0.0.1:8787", "/runtimes": "http://127.0.0.1:8787" } }
})
