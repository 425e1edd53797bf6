import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"
import { languages } from "./web/languages.ts"
import projects from "./vitest.workspace.ts"

const conditions = ["@glissade/source", "node", "import", "default"]

/** Guest programs are files of their own languages; tests that load an engine's modules take them as text, as the build does. */
const guestText = {
  name: "guest-text",
  transform: {
    filter: { id: /\.(?:py|rb|lua)$/ },
    handler: (text: string) => ({ code: `export default ${JSON.stringify(text)}`, map: null })
  }
}

export default defineConfig({
  plugins: [guestText, languages],
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects,
    pool: "threads",
    testTimeout: 30_000,
    hookTimeout: 60_000,
    globalSetup: [fileURLToPath(new URL("scripts/build-engines.ts", import.meta.url))]
  }
})
