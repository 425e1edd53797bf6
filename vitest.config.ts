import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"
import type { Plugin } from "vitest/config"
import { codeOf } from "./packages/test-kit/src/ReadmeCode.ts"
import { guestUnits, unitsMark } from "./scripts/GuestUnits.ts"
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

/** Guest programs with their libraries, as the build packs them. */
const units: Plugin = {
  name: "guest-units",
  // What the text depends on is not in the module that is named.
  configureVitest: ({ defineCacheKeyGenerator }) => {
    defineCacheKeyGenerator(({ id }) => (id.endsWith(unitsMark) ? false : undefined))
  },
  load: {
    filter: { id: /\?units$/ },
    handler: async (id: string) => ({
      code: `export default ${JSON.stringify(await guestUnits(id.slice(0, -unitsMark.length)))}`,
      map: null
    })
  }
}

/** Tests in a README are imported as they stand, by their number among its code. */
const readmeCode = {
  name: "readme-code",
  load: {
    filter: { id: /\.md\?code=\d+$/ },
    handler: (id: string) => {
      const [path, number] = id.split("?code=")
      return codeOf(readFileSync(path!, "utf8"))[Number(number)]!.code
    }
  }
}

export default defineConfig({
  plugins: [guestText, units, languages, readmeCode],
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects,
    pool: "threads",
    // They end what hangs. On a machine that does other work as well, a test has taken seven times as long as alone.
    testTimeout: process.env.CI === undefined ? 30_000 : 120_000,
    hookTimeout: process.env.CI === undefined ? 60_000 : 240_000,
    globalSetup: [fileURLToPath(new URL("scripts/build-engines.ts", import.meta.url))]
  }
})
