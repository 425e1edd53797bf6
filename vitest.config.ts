import { defineConfig } from "vitest/config"
import projects from "./vitest.workspace.ts"

const conditions = ["@glissade/source", "node", "module", "import", "default"]

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { projects, pool: "threads", testTimeout: 30_000, hookTimeout: 60_000 }
})
