import { defineConfig } from "vitest/config"

const conditions = ["@glissade/source", "node", "import", "default"]

/** The proof: a real deployment on an emulator of AWS, used, looked at and destroyed. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: "deploy",
    root: import.meta.dirname,
    sequence: { groupOrder: 2 },
    include: ["deploy/**/*.test.ts"],
    globalSetup: ["./deploy/setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 420_000
  }
})
