import { readFileSync } from "node:fs"
import { basename, dirname } from "node:path"
import { gunzipSync } from "node:zlib"
import { exercises } from "./Exercism.ts"
import type { Program } from "./Program.ts"
import type { SourceTree } from "./SourceTree.ts"
import { neededFiles, pythonImports } from "./SourceTree.ts"

const standIn = (name: string): string => readFileSync(new URL(`stand-ins/${name}`, import.meta.url), "utf8")

const contentOf = (tree: SourceTree, names: ReadonlyArray<string>): Program["files"] =>
  names.map((name) => ({ name, content: tree.read(name) }))

/** Text files beside a module that its text names. */
const dataBeside = (tree: SourceTree, path: string): ReadonlyArray<string> => {
  const text = tree.read(path)
  return ["txt", "csv", "json"]
    .flatMap((ending) => tree.list(dirname(path), `.${ending}`))
    .filter((name) => dirname(name) === dirname(path) && text.includes(basename(name)))
}

const modules = (tree: SourceTree): ReadonlyArray<string> =>
  tree
    .list(".", ".py")
    .filter((path) => !path.startsWith(".") && !path.startsWith("scripts/") && !path.endsWith("__init__.py"))

/** The examples in the docstrings of each file, by `doctest`. */
export const docstringPrograms = (tree: SourceTree): ReadonlyArray<Program> =>
  modules(tree).map((name) => ({
    name,
    language: "python",
    code: standIn("doctests.py"),
    args: [name],
    files: contentOf(tree, [name, ...neededFiles(tree, name, pythonImports), ...dataBeside(tree, name)])
  }))

/** Each file as the program itself, without input. */
export const plainPythonPrograms = (tree: SourceTree): ReadonlyArray<Program> =>
  modules(tree).map((name) => ({
    name,
    language: "python",
    code: tree.read(name),
    files: [
      ...contentOf(tree, neededFiles(tree, name, pythonImports)),
      ...dataBeside(tree, name).map((data) => ({
        name: data.slice(dirname(name).length + 1),
        content: tree.read(data)
      }))
    ].filter((file) => file.name !== "main.py")
  }))

/** Each problem's own solution, followed by its own check. */
export const humanEvalPrograms = (root: string): ReadonlyArray<Program> =>
  gunzipSync(readFileSync(`${root}/data/HumanEval.jsonl.gz`))
    .toString()
    .trim()
    .split("\n")
    .map(
      (line) => JSON.parse(line) as Record<"task_id" | "prompt" | "canonical_solution" | "test" | "entry_point", string>
    )
    .map((problem) => ({
      name: problem.task_id,
      language: "python",
      code: `${problem.prompt}${problem.canonical_solution}\n${problem.test}\ncheck(${problem.entry_point})\nprint("# 1 of 1 pass")\n`,
      files: []
    }))

/** Modules of tests in pytest's style over the corrected programs. */
export const quixBugsPrograms = (tree: SourceTree): ReadonlyArray<Program> =>
  tree
    .list("python_testcases", ".py")
    .filter((path) => /\/test_\w+\.py$/.test(path))
    .map((path) => {
      const name = /test_(\w+)\.py$/.exec(path)![1]!
      const needed = [
        path,
        `correct_python_programs/${name}.py`,
        `json_testcases/${name}.json`,
        "python_testcases/load_testdata.py",
        "python_testcases/node.py"
      ]
      return {
        name: path,
        language: "python",
        code: `import os, sys\nsys.path.insert(0, os.path.abspath("python_testcases"))\nimport pytest\npytest.main(["test_${name}"])\n`,
        files: [
          { name: "pytest.py", content: standIn("pytest.py") },
          ...contentOf(
            tree,
            needed.filter((file) => tree.has(file))
          )
        ]
      }
    })

const moduleOf = (path: string): string => path.slice(0, -".py".length).replaceAll("/", ".")

/** Modules of tests by `unittest`, with the package that they test. */
export const keonPrograms = (tree: SourceTree): ReadonlyArray<Program> =>
  tree
    .list("tests", ".py")
    .filter((path) => /\/test_\w+\.py$/.test(path))
    .map((name) => ({
      name,
      language: "python",
      code: standIn("unittests.py"),
      args: [moduleOf(name)],
      files: [
        ...contentOf(tree, [name, ...neededFiles(tree, name, pythonImports)]),
        { name: "pytest.py", content: standIn("pytest.py") }
      ]
    }))

/** Example solutions under the tests of their exercises. */
export const exercismPythonPrograms = (tree: SourceTree): ReadonlyArray<Program> =>
  exercises(tree).map(({ files, name, tests }) => ({
    name,
    language: "python",
    code: standIn("unittests.py"),
    args: tests.map(moduleOf),
    files: [...files, { name: "pytest.py", content: standIn("pytest.py") }].filter((file) =>
      /\.(?:py|txt|csv|json)$/.test(file.name)
    )
  }))
