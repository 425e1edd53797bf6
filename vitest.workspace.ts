import type { TestProjectConfiguration } from "vitest/config"

const packages = ["protocol", "core", "api", "sandbox", "client", "server", "aws", "testing"]

const project = (name: string, root: string): TestProjectConfiguration => ({
  extends: true,
  test: { name, root, include: ["test/**/*.test.ts"] }
})

export default [
  ...packages.map((name) => project(name, `packages/${name}`)),
  project("web", "web"),
  project("repository", ".")
]
