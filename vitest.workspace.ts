import type { TestProjectConfiguration } from "vitest/config"

const packages = ["protocol", "core", "api", "engine", "sandbox", "client", "snippet", "server", "aws", "testing"]
const engines = ["python", "javascript", "lua", "sql", "ruby"]

const project = (name: string, root: string): TestProjectConfiguration => ({
  extends: true,
  test: { name, root, include: ["test/**/*.test.ts"] }
})

/** The stacks have packages of their own, which only CI installs each time; each of these runs after what is before it. */
const stacks =
  process.env.CI === undefined ? [] : ["infra-cdktf/vitest.config.ts", "infra-cdktf/vitest.config.deploy.ts"]

export default [
  ...packages.map((name) => project(name, `packages/${name}`)),
  ...engines.map((name) => project(`engine-${name}`, `packages/engines/${name}`)),
  project("web", "web"),
  project("repository", "."),
  ...stacks
]
