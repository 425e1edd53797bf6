import { readFileSync } from "node:fs"
import type { Program } from "./Program.ts"
import type { SourceTree } from "./SourceTree.ts"
import { javascriptImports, neededFiles } from "./SourceTree.ts"

const standIn = (name: string): string => readFileSync(new URL(`stand-ins/${name}`, import.meta.url), "utf8")

const packages = ["@jest/globals", "vitest"].flatMap((name) => [
  { name: `node_modules/${name}/package.json`, content: `{ "type": "module", "main": "index.js" }` },
  { name: `node_modules/${name}/index.js`, content: standIn("globals.js") }
])

const mainOf = (test: string): string =>
  `import "./node_modules/stand-in/expect.js"\nimport "./${test}"\nrunDefinedTests()\n`

const testFiles = [{ name: "node_modules/stand-in/expect.js", content: standIn("expect.js") }, ...packages]

/** A file of tests in Jest's or Vitest's style, with what it imports, and the part of these two that we wrote. */
export const testedProgram = (
  language: "javascript" | "typescript",
  test: string,
  files: Program["files"]
): Program => ({
  name: test,
  language,
  code: language === "typescript" ? `declare const runDefinedTests: () => void\n${mainOf(test)}` : mainOf(test),
  files: [...testFiles, ...files]
})

/** The files of tests of a repository. */
export const testedPrograms = (
  tree: SourceTree,
  language: "javascript" | "typescript",
  folder: string
): ReadonlyArray<Program> =>
  tree.list(folder, language === "typescript" ? ".test.ts" : ".test.js").map((test) =>
    testedProgram(
      language,
      test,
      [test, ...neededFiles(tree, test, javascriptImports)].map((name) => ({ name, content: tree.read(name) }))
    )
  )
