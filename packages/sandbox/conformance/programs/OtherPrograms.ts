import { readFileSync } from "node:fs"
import { dirname } from "node:path"
import { exercises } from "./Exercism.ts"
import type { Program } from "./Program.ts"
import type { SourceTree } from "./SourceTree.ts"
import { javascriptImports, luaImports, neededFiles, rubyImports } from "./SourceTree.ts"
import { testedProgram } from "./TestedJavaScript.ts"

const busted = readFileSync(new URL("stand-ins/busted.lua", import.meta.url), "utf8")

/** Example solutions under the tests of their exercises. */
export const exercismJavaScriptPrograms = (
  tree: SourceTree,
  language: "javascript" | "typescript"
): ReadonlyArray<Program> =>
  exercises(tree).map(({ files, name, tests }) => {
    const test = tests.find((one) => /\.(?:test|spec)\.[jt]s$/.test(one))!
    return { ...testedProgram(language, test, files), name }
  })

/** The examples of a book of patterns, each one file. */
export const refactoringGuruPrograms = (tree: SourceTree): ReadonlyArray<Program> =>
  tree.list("src", ".ts").map((name) => ({
    name,
    language: "typescript",
    code: tree.read(name),
    files: neededFiles(tree, name, javascriptImports)
      .filter((path) => path.startsWith(name.slice(0, name.lastIndexOf("/"))))
      .map((path) => ({ name: path.slice(name.lastIndexOf("/") + 1), content: tree.read(path) }))
  }))

/** Namespaces over two files, which are compiled together. */
export const torokmarkPrograms = (tree: SourceTree): ReadonlyArray<Program> =>
  tree.list(".", "demo.ts").map((name) => {
    const demo = tree.read(name)
    const parts = [...demo.matchAll(/<reference path="([^"]+)"/g)].map(([, path]) =>
      tree.read(`${name.split("/")[0]}/${path}`)
    )
    const namespace = /namespace\s+(\w+)/.exec(demo)![1]!
    return { name, language: "typescript", code: [...parts, demo, `${namespace}.Demo.show()\n`].join("\n"), files: [] }
  })

/** Many ask for a number, for a list of them, or for both. */
const numbers = "5 3 8 1\n3\n2\n1\n"

/** Each file as the program itself, at its own path, with the text files beside it. */
export const plainRubyPrograms = (tree: SourceTree): ReadonlyArray<Program> =>
  tree.list(".", ".rb").map((name) => {
    const folder = dirname(name)
    const texts = tree.list(folder, ".txt").filter((path) => dirname(path) === folder)
    return {
      name,
      language: "ruby",
      code: `$0 = File.expand_path(${JSON.stringify(name)}, __dir__)\nDir.chdir(${JSON.stringify(folder)})\nload $0\n`,
      args: tree.read(name).includes("minitest") ? ["--seed", "1"] : [],
      stdin: numbers,
      files: [name, ...texts, ...neededFiles(tree, name, rubyImports)].map((path) => ({
        name: path,
        content: tree.read(path)
      }))
    }
  })

/** Example solutions under the tests of their exercises, by Minitest. */
export const exercismRubyPrograms = (tree: SourceTree): ReadonlyArray<Program> =>
  exercises(tree).map(({ files, name, tests }) => ({
    name,
    language: "ruby",
    // The exercises skip all tests but the first, for people to switch on one after the other.
    code: `${files.find((file) => file.name === tests[0])!.content.replaceAll(/^\s*skip$/gm, "")}`,
    args: ["--seed", "1"],
    files: files.filter((file) => file.name !== tests[0])
  }))

/** Specifications in busted's style, for LuaJIT and later versions of Lua. */
export const luaSpecPrograms = (tree: SourceTree): ReadonlyArray<Program> =>
  tree.list(".spec", "_spec.lua").map((name) => ({
    name,
    language: "lua",
    code: `package.path = "src/?.lua;src/?/init.lua;" .. package.path\nunpack = unpack or table.unpack\n${busted}\n${tree.read(name)}\nfinish_tests()\n`,
    files: neededFiles(tree, name, luaImports(["src"])).map((path) => ({ name: path, content: tree.read(path) }))
  }))

/** Example solutions under the specifications of their exercises. */
export const exercismLuaPrograms = (tree: SourceTree): ReadonlyArray<Program> =>
  exercises(tree).map(({ files, name, tests }) => ({
    name,
    language: "lua",
    code: `${busted}\n${files.find((file) => file.name === tests[0])!.content}\nfinish_tests()\n`,
    files: files.filter((file) => file.name !== tests[0])
  }))
