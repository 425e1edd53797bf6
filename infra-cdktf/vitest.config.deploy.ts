import { defineConfig } from "vitest/config"

const conditions = ["@glissade/source", "node", "import", "default"]

/** The deployment test: deploys to an emulator of AWS, uses and inspects the result, and destroys it. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: "deploy",
    root: import.meta.dirname,
    sequence: { groupOrder: 2 },
    // Each file has an emulator of its own, and waits for it most of the time.
    maxWorkers: 2,
    include: ["deploy/**/*.test.ts"],
    exclude: ["deploy/**/*.all.test.ts"],
    globalSetup: ["./deploy/setup.ts"],
    testTimeout: 120_000,
    hookTimeout: 420_000
  }
})
