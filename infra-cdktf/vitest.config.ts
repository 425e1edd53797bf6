import { defineConfig } from "vitest/config"

/** The fast tests: on the synthesized JSON, by Terraform's own validation and by what checks policies and workflows. */
export default defineConfig({
  test: {
    name: "infra",
    root: import.meta.dirname,
    sequence: { groupOrder: 1 },
    include: ["test/**/*.test.ts"],
    globalSetup: ["./deploy/setup.ts"],
    testTimeout: 120_000,
    hookTimeout: 300_000
  }
})
