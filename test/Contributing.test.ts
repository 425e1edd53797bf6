import { assert, describe, it } from "@effect/vitest"
import { existsSync, readFileSync } from "node:fs"

const root = new URL("../", import.meta.url)
const contributing = readFileSync(new URL("CONTRIBUTING.md", root), "utf8")

interface FileList {
  readonly what: string
  readonly announced: number
  readonly files: ReadonlyArray<string>
}

/** The lists of a recipe, each under a line such as "**On AWS: 3 files**". */
const listsOf = (recipe: string): ReadonlyArray<FileList> =>
  recipe
    .split(/^(?=\*\*.+: \d+ files\*\*$)/m)
    .slice(1)
    .map((text) => {
      const [, what, announced] = /^\*\*(.+): (\d+) files\*\*/.exec(text)!
      const [list] = text.split("\n\n").slice(1)
      return {
        what: what!,
        announced: Number(announced),
        files: [...list!.matchAll(/^- `([^`]+)`/gm)].map(([, path]) => path!)
      }
    })

const recipes = contributing
  .split("\n## Recipes\n")[1]!
  .split("\n## ")[0]!
  .split("\n### ")
  .slice(1)
  .map((text) => ({ title: text.split("\n")[0]!, lists: listsOf(text) }))

describe.each(recipes)("the recipe $title", ({ lists, title }) => {
  it("names as many files as it says", () => {
    assert.isAbove(lists.length, 0)
    for (const { announced, files, what } of lists) assert.strictEqual(files.length, announced, what)
  })

  it("says the same numbers in the table of recipes", () => {
    const anchor = title.toLowerCase().replaceAll(" ", "-")
    const [, cell] = new RegExp(`^\\| \\[.+\\]\\(#${anchor}\\) \\| ([^|]+) \\|`, "m").exec(contributing)!
    const told = [...cell!.matchAll(/\d+/g)].map(([number]) => Number(number))
    const counts = lists.map(({ announced }) => announced)
    // The package of a language in this repository, and what is elsewhere, are one number.
    const [own, ...others] = counts
    const sums = title === "Add a language" ? [own, others.reduce((total, count) => total + count, 0)] : counts
    assert.deepStrictEqual(told, sums)
  })
})

it("CONTRIBUTING.md names files and folders that are there", () => {
  const paths = [...contributing.matchAll(/`((?:[\w.-]+\/)+[\w.-]*)`/g)].map(([, path]) => path!)
  const ofRepository = paths.filter((path) =>
    /^(?:packages|web|infra-cdktf|examples|test|scripts|bench|\.github)\//.test(path)
  )
  assert.isAbove(ofRepository.length, 30)
  const later = new Set(["test/Programs.test.ts", "test/Readme.test.ts", "infra-cdktf/.cache"])
  for (const path of ofRepository) if (!later.has(path)) assert.isTrue(existsSync(new URL(path, root)), path)
})
