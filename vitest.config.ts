import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"
import { codeOf } from "./packages/test-kit/src/ReadmeCode.ts"
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
  plugins: [guestText, languages, readmeCode],
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
