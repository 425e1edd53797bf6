import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Sandbox } from "@glissade/core/Sandbox"
import type { Execution } from "@glissade/protocol/Execution"
import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import { execution } from "@glissade/testing/Fixtures"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { readdirSync, readFileSync } from "node:fs"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"
import { installedLanguages } from "../src/Language.ts"
import { greetings } from "./Greetings.ts"
import { kinds, layerRemote } from "./TestRunner.ts"

const folder = fileURLToPath(new URL("../languages", import.meta.url))
const installed = kinds.some(({ isHere }) => isHere)
  ? installedLanguages(folder, dirname(dirname(process.execPath)))
  : []
const limits = { timeoutMs: 60_000, memoryBytes: 512 << 20, outputBytes: 64 << 10 }

/** A program of the language that does not compile, with the error in line 2; for compilers that CI's machine may lack. */
const mistakes: Readonly<Record<string, string>> = {
  rust: "fn main() {\n    x;\n}",
  go: "package main\nfunc main() { x() }",
  ocaml: "let () = print_newline ()\nlet y = x",
  pascal: "program main;\nbegin x := 1;\nend.",
  assembly: "section .text\n  jump nowhere,,",
  fortran: "program main\n  x = = 1\nend program",
  haskell: "main :: IO ()\nmain = x"
}

/** A program that fails in line 2. */
const failures: Readonly<Record<string, string>> = {
  go: 'package main\nfunc main() { panic("no") }',
  java: 'class Main { public static void main(String[] args) {\nthrow new IllegalStateException("no"); } }',
  javascript: "\nthrow new TypeError('no')",
  lua: "\nerror('no')",
  perl: "\ndie 'no'",
  php: "<?php\nthrow new Exception('no');",
  python: "\nraise ValueError('no')",
  ruby: "\nraise 'no'",
  rust: 'fn main() {\n    panic!("no");\n}',
  typescript: "\nthrow new TypeError('no' as string)"
}

/** A program of several files. */
const parts: Readonly<Record<string, { readonly code: string; readonly name: string; readonly content: string }>> = {
  c: {
    code: '#include <stdio.h>\nint twice(int n);\nint main(void) { printf("%d", twice(21)); }',
    name: "twice.c",
    content: "int twice(int n) { return 2 * n; }"
  },
  cpp: {
    code: "#include <iostream>\nint twice(int n);\nint main() { std::cout << twice(21); }",
    name: "twice.cpp",
    content: "int twice(int n) { return 2 * n; }"
  },
  go: {
    code: "package main\nfunc main() { print_(twice(21)) }",
    name: "twice.go",
    content: 'package main\nimport "fmt"\nfunc twice(n int) int { return 2 * n }\nfunc print_(n int) { fmt.Print(n) }'
  },
  java: {
    code: "class Main { public static void main(String[] args) { System.out.print(Twice.of(21)); } }",
    name: "Twice.java",
    content: "class Twice { static int of(int n) { return 2 * n; } }"
  },
  rust: {
    code: 'mod twice;\nfn main() { print!("{}", twice::of(21)); }',
    name: "twice.rs",
    content: "pub fn of(n: i32) -> i32 { 2 * n }"
  }
}

it("says in each manifest the language that its file is named after", () => {
  for (const name of readdirSync(folder)) {
    const { language } = JSON.parse(readFileSync(`${folder}/${name}`, "utf8")) as { readonly language: string }
    assert.strictEqual(`${language}.json`, name)
  }
})

/** Languages that keep back what is written to a pipe, and offer no way to change that from outside. */
const late = new Set(["pascal", "tcl", "haskell"])

/** Those of which one kind of containers is enough to be looked at more closely: an interpreter, a compiler, an event loop, threads. */
const brief = new Set(["c", "java", "javascript", "perl", "python"])

/** Those that this machine has whose programs ask. */
const asking = installed.map(({ language: { language } }) => language).filter((language) => language in greetings)

for (const { isHere, kind } of kinds)
  describe.skipIf(!isHere)(`the languages that this machine has, in containers of ${kind},`, () => {
    const runtime = ManagedRuntime.make(
      layerRemote(
        installed.map(({ language }) => language.language),
        kind
      )
    )
    beforeAll(() => runtime.context())
    afterAll(() => runtime.dispose())

    const run = (language: string, code: string, changes: Partial<Execution> = {}) =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        const events = yield* Stream.runCollect(sandbox.run(execution(code, { language, limits, ...changes })))
        return (events.at(-1) as { readonly result: ExecutionResult }).result
      })

    it.each(installed.map(({ language }) => language))(
      "run their example: $name",
      ({ example, language }) =>
        runtime.runPromise(
          Effect.gen(function* () {
            const { exitCode, stderr, stdout } = yield* run(language, example)
            assert.deepStrictEqual([exitCode, stderr], [0, ""])
            assert.notStrictEqual(stdout, "")
          })
        ),
      120_000
    )

    it.each(kind === "gvisor" ? asking : asking.filter((language) => brief.has(language)))(
      "wait for what is typed: %s",
      (language) =>
        runtime.runPromise(
          Effect.gen(function* () {
            const sandbox = yield* Sandbox
            const typed = yield* Queue.unbounded<string, Cause.Done>()
            const seen: Array<string> = []
            let isOutput = false
            yield* sandbox.run(execution(greetings[language]!, { language, limits }), Stream.fromQueue(typed)).pipe(
              Stream.runForEach((event) =>
                Effect.sync(() => {
                  if (event.type === "waiting" && !seen.includes("waiting")) Queue.offerUnsafe(typed, "Ada\n")
                  const last = seen.at(-1)
                  // One line may come in several pieces.
                  if (event.type === "output" && isOutput) seen[seen.length - 1] = last + event.data
                  else seen.push(event.type === "output" ? event.data : event.type)
                  isOutput = event.type === "output"
                })
              )
            )
            // The prompt is there before the program waits, and the program goes on at once.
            const greeted = late.has(language)
              ? ["waiting", "Name? Hello, Ada\n"]
              : ["Name? ", "waiting", "Hello, Ada\n"]
            assert.deepStrictEqual(seen, ["started", ...greeted, "finished"])
          })
        ),
      120_000
    )

    // Nothing of these differs between kinds of containers.
    const names =
      kind === kinds.find(({ isHere }) => isHere)?.kind ? installed.map(({ language }) => language.language) : []
    it.each(names.filter((language) => language in failures))(
      "tell what a program failed with, and where: %s",
      (language) =>
        runtime.runPromise(
          Effect.gen(function* () {
            const { error, stderr } = yield* run(language, failures[language]!)
            assert.strictEqual(error?.line, 2, stderr ?? "")
            assert.match(error?.message ?? "", /^no\b/, stderr ?? "")
          })
        ),
      120_000
    )

    it.each(names.filter((language) => language in parts))(
      "compile the other files of a program: %s",
      (language) =>
        runtime.runPromise(
          Effect.gen(function* () {
            const { code, content, name } = parts[language]!
            const { stderr, stdout } = yield* run(language, code, { files: [{ name, content, encoding: "utf8" }] })
            assert.strictEqual(stdout, "42", stderr ?? "")
          })
        ),
      120_000
    )

    const compiled = installed.filter(({ language: { language } }) => language in mistakes)
    it.each(compiled.map(({ language: { language } }) => language))(
      "tell where a program does not compile: %s",
      (language) =>
        runtime.runPromise(
          Effect.gen(function* () {
            const { error, stderr } = yield* run(language, mistakes[language]!)
            assert.deepInclude(error, { type: "CompileError", line: 2 }, stderr ?? "")
            assert.notStrictEqual(error?.message, "the program does not compile")
          })
        ),
      120_000
    )
  })
