import { existsSync, readdirSync } from "node:fs"
import { availableParallelism } from "node:os"
import type { TestProjectConfiguration } from "vitest/config"

const namesIn = (folder: string) =>
  readdirSync(new URL(folder, import.meta.url)).filter((name) =>
    existsSync(new URL(`${folder}${name}/test`, import.meta.url))
  )

/**
 * As many as Vitest runs by itself, but not one alone: on a machine with two cores it would run one file at a time, and the tests of storage
 * and four other packages took 640 s so, 402 s two at a time. They often wait, for a disk or a process of their own.
 */
const atLeastTwo = Math.max(2, availableParallelism() - 1)

const packages = namesIn("packages/")
const engines = namesIn("packages/engines/")

/**
 * Those whose tests take the machine for themselves: those of engines measure the memory of the process that they share with other files, and
 * those of the runner start as many containers as there are cores.
 */
const alone = /^engine-|^runner$/

const project = (name: string, root: string): TestProjectConfiguration => ({
  extends: true,
  test: {
    name,
    root,
    include: ["test/**/*.test.ts"],
    ...(alone.test(name) ? {} : { sequence: { groupOrder: 5 }, maxWorkers: atLeastTwo })
  }
})

/** Packs and installs every package, which takes minutes: in CI, and by `npm run test:published`. */
const published =
  process.env.CI === undefined && !process.argv.includes("published")
    ? []
    : [
        {
          extends: true as const,
          test: {
            name: "published",
            root: ".",
            include: ["test/published/**/*.test.ts"],
            sequence: { groupOrder: 1 },
            maxWorkers: atLeastTwo
          }
        }
      ]

/** The stacks have packages of their own, which only CI installs each time; each of these runs after what is before it. */
const stacks =
  process.env.CI === undefined ? [] : ["infra-cdktf/vitest.config.ts", "infra-cdktf/vitest.config.deploy.ts"]

/** The work of the page from its first task on, in a browser in which nothing else was done. */
const timed = "test/Times.test.ts"

/** Browsers do most of the work, and a story often waits for one: two files at once take less time than one after the other. */
const web: ReadonlyArray<TestProjectConfiguration> = [
  {
    extends: true,
    test: {
      name: "web",
      root: "web",
      include: ["test/**/*.test.ts"],
      exclude: [timed],
      sequence: { groupOrder: 3 },
      maxWorkers: 2,
      // Stories that wait are told at the same time, and some start two servers each.
      maxConcurrency: 3
    }
  },
  { extends: true, test: { name: "web-times", root: "web", include: [timed], sequence: { groupOrder: 4 } } }
]

export default [
  ...packages.map((name) => project(name, `packages/${name}`)),
  ...engines.map((name) => project(`engine-${name}`, `packages/engines/${name}`)),
  {
    extends: true as const,
    test: {
      name: "repository",
      root: ".",
      include: ["test/**/*.test.ts"],
      exclude: ["test/published/**"],
      sequence: { groupOrder: 5 },
      maxWorkers: atLeastTwo
    }
  },
  ...published,
  ...stacks,
  ...web
]
