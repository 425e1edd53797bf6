import type { TestProjectConfiguration } from "vitest/config"

const packages = ["protocol", "core", "api", "sandbox", "client", "server", "testing"]

export default packages.map((name): TestProjectConfiguration => ({
  extends: true,
  test: { name, root: `packages/${name}`, include: ["test/**/*.test.ts"] }
}))
