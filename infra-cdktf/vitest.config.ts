import { defineConfig } from "vitest/config"

/** The fast tests: of the synthesized JSON, with Terraform's own validation and with linters for policies and workflows. */
export default defineConfig({
  test: {
    name: "infra",
    root: import.meta.dirname,
    sequence: { groupOrder: 1 },
    include: ["test/**/*.test.ts"],
    globalSetup: ["./deploy/setup.ts"],
    setupFiles: ["./test/setup.ts"],
    testTimeout: 120_000,
    hookTimeout: 300_000
  }
})
