import { readdirSync, readFileSync } from "node:fs"
import { assert, describe, it } from "vitest"

const linesOf = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), "utf8").split("\n")

const lines = linesOf("Dockerfile")
const { devDependencies } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  readonly devDependencies: Readonly<Record<string, string>>
}

/** Nothing builds them here; this holds them to what docs/security.md says of them. */
describe("the Dockerfile", () => {
  it.each(["Dockerfile", "Dockerfile.runner"])("names its base by digest, with the Node that is tested: %s", (name) => {
    const bases = linesOf(name).filter((line) => line.startsWith("FROM "))
    assert.lengthOf(bases, 2)
    for (const base of bases) {
      assert.match(base, /^FROM node:\S+-bookworm-slim@sha256:[0-9a-f]{64}( AS build)?$/)
      assert.include(base, `node:${devDependencies["node"]}-`)
    }
  })

  it("has a container that belongs to root, runs as another user and wants the operating system's wall", () => {
    const run = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM "))).join("\n")
    for (const part of [
      "bubblewrap",
      "--chown=root:root",
      "\nUSER node\n",
      "OS_WALL=require",
      "CACHE_FOLDER=/app/.cache"
    ]) {
      assert.include(run, part)
    }
    assert.notMatch(run, /NODE_COMPILE_CACHE|\/tmp/)
  })
})

/** The package of Debian that has what a language of the runner is compiled and run by. */
const packages: Readonly<Record<string, string>> = {
  assembly: "nasm",
  bash: "", // Every Debian has it.
  c: "gcc",
  cpp: "g++",
  fortran: "gfortran",
  go: "golang-go",
  haskell: "ghc",
  java: "default-jdk-headless",
  javascript: "", // The Node that runs the runner.
  lua: "lua5.4",
  ocaml: "ocaml-nox",
  pascal: "fp-compiler",
  perl: "perl",
  php: "php-cli",
  python: "python3",
  r: "r-base-core",
  ruby: "ruby",
  rust: "rustc",
  tcl: "tcl",
  typescript: ""
}

describe("the runner's Dockerfile", () => {
  const text = linesOf("Dockerfile.runner").join("\n")

  it("installs gVisor, and every language that the runner knows", () => {
    const installed = new Set(/apt-get install ([^&]*)/.exec(text)?.[1]?.match(/[a-z][a-z0-9.+-]*/g))
    const languages = readdirSync(new URL("../packages/runner/languages", import.meta.url))
    assert.deepStrictEqual(languages.map((name) => name.replace(".json", "")).toSorted(), Object.keys(packages))
    for (const name of ["runsc", ...Object.values(packages)]) assert.isTrue(name === "" || installed.has(name), name)
  })

  it("has only the packages that the runner is made of", () => {
    const copied = [...text.matchAll(/\/app\/packages\/(\w+) /g)].map(([, name]) => name!)
    const needs = (name: string): ReadonlyArray<string> => {
      const { dependencies } = JSON.parse(linesOf(`packages/${name}/package.json`).join("\n")) as {
        readonly dependencies: Readonly<Record<string, string>>
      }
      const own = Object.keys(dependencies).flatMap((each) => each.match(/^@glissade\/(.*)$/)?.[1] ?? [])
      return [name, ...own.flatMap(needs)]
    }
    assert.deepStrictEqual(copied.toSorted(), [...new Set(needs("runner"))].toSorted())
  })
})
