import { existsSync, readdirSync } from "node:fs"
import type { TestProjectConfiguration } from "vitest/config"

const namesIn = (folder: string) =>
  readdirSync(new URL(folder, import.meta.url)).filter((name) =>
    existsSync(new URL(`${folder}${name}/test`, import.meta.url))
  )

const packages = namesIn("packages/")
const engines = namesIn("packages/engines/")

const project = (name: string, root: string): TestProjectConfiguration => ({
  extends: true,
  test: { name, root, include: ["test/**/*.test.ts"] }
})

/** Packs and installs every package, which takes minutes: in CI, and by `npm run test:published`. */
const published =
  process.env.CI === undefined && !process.argv.includes("published")
    ? []
    : [
        {
          extends: true as const,
          test: { name: "published", root: ".", include: ["test/published/**/*.test.ts"], sequence: { groupOrder: 1 } }
        }
      ]

/** The stacks have packages of their own, which only CI installs each time; each of these runs after what is before it. */
const stacks =
  process.env.CI === undefined ? [] : ["infra-cdktf/vitest.config.ts", "infra-cdktf/vitest.config.deploy.ts"]

export default [
  ...packages.map((name) => project(name, `packages/${name}`)),
  ...engines.map((name) => project(`engine-${name}`, `packages/engines/${name}`)),
  project("web", "web"),
  {
    extends: true as const,
    test: { name: "repository", root: ".", include: ["test/**/*.test.ts"], exclude: ["test/published/**"] }
  },
  ...published,
  ...stacks
]
