import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

/** The fast tests: of the synthesized JSON, with Terraform's own validation and with linters for policies and workflows. */
export default defineConfig({
  test: {
    name: "infra",
    root: import.meta.dirname,
    sequence: { groupOrder: 1 },
    // As those of published, whose tests run at the same time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    include: ["test/**/*.test.ts"],
    globalSetup: ["./deploy/setup.ts"],
    setupFiles: ["./test/setup.ts"],
    testTimeout: 120_000,
    hookTimeout: 300_000
  }
})
