import { Sandbox } from "@glissade/core/Sandbox"
import type { SandboxUnavailable } from "@glissade/core/Sandbox"
import { Execution } from "@glissade/protocol/Execution"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { readFileSync } from "node:fs"
import { dirname, relative } from "node:path"
import type { Test262, Test262Test } from "./Test262.ts"

/** Why a test is not run: it asks for what the standard leaves to hosts, or what the standard did not have when it was written. */
export const leftOut: ReadonlyMap<string, string> = new Map([
  ["Temporal", "no part of the engine (a proposal when the engine was made)"],
  ["ShadowRealm", "a proposal"],
  ["decorators", "a proposal"],
  ["import-assertions", "withdrawn for import attributes"],
  ["json-modules", "a proposal when the suite was made"],
  ["source-phase-imports", "a proposal"],
  ["explicit-resource-management", "a proposal when the suite was made"],
  ["FinalizationRegistry.prototype.cleanupSome", "a proposal"],
  ["legacy-regexp", "a proposal"],
  ["IsHTMLDDA", "for browsers only"],
  ["tail-call-optimization", "implemented by no engine but JavaScriptCore"],
  ["cross-realm", "programs have one realm"],
  ["host-gc-required", "programs cannot collect garbage"],
  ["SharedArrayBuffer", "absent on purpose: one thread, and a clock in disguise"],
  ["Atomics", "absent on purpose: one thread"],
  ["Atomics.waitAsync", "absent on purpose: one thread"]
])

/** The verdict on one test. */
export type Verdict =
  | { readonly kind: "passed" }
  | { readonly kind: "failed"; readonly why: string }
  | { readonly kind: "left out"; readonly why: string }

const host = readFileSync(new URL("host.js", import.meta.url), "utf8")

/** Longer than any test takes; those that run for seconds natively are too much for an interpreter. */
const limits = { timeoutMs: 10_000, memoryBytes: 256 << 20, outputBytes: 1 << 20 }

const started = "test262: started"
const ended = "test262: ended"

/**
 * Programs are modules, and scripts are not: a script is evaluated as global code, by an indirect `eval`. Tests that may be either run as
 * strict code, as programs do.
 */
const evaluation = (test: Test262Test): string =>
  test.flags.has("module")
    ? `await import(${JSON.stringify(`./${test.name}`)})`
    : `(0, eval)(${JSON.stringify(
        test.flags.has("noStrict") || test.flags.has("raw") ? test.source : `"use strict";\n${test.source}`
      )})`

const programOf = (suite: Test262, test: Test262Test): string => `
(0, eval)(${JSON.stringify(`${host}\n${suite.harnessOf(test.name)}`)})
console.log(${JSON.stringify(started)})
try {
  ${evaluation(test)}
  console.log(${JSON.stringify(ended)})
} catch (error) {
  const name = error?.constructor?.name ?? typeof error
  console.log("threw " + name + "\\n" + (error?.message ?? String(error)))
}
`

const judge = (test: Test262Test, stdout: string, status: string): Verdict => {
  const failed = (why: string): Verdict => ({ kind: "failed", why })
  if (status === "timeout" || status === "memory_limit") return failed(status)
  const lines = stdout.split("\n")
  if (lines[0] !== started) return failed("the harness does not run")
  const thrown = lines.findIndex((line) => line.startsWith("threw "))
  if (test.negative !== undefined) {
    if (thrown < 0) return failed(`no ${test.negative}`)
    const name = lines[thrown]!.slice(6)
    return name === test.negative ? { kind: "passed" } : failed(`${name} instead of ${test.negative}`)
  }
  if (thrown >= 0) return failed(lines.slice(thrown).join(" ").trim().slice(6, 306))
  if (!lines.includes(ended)) return failed(`did not end: ${status}`)
  if (!test.flags.has("async")) return { kind: "passed" }
  const last = lines.findLast((line) => line.startsWith("Test262:"))
  return last === "Test262:AsyncTestComplete" ? { kind: "passed" } : failed(last ?? "never told that it is done")
}

/** Runs one test as a program in the sandbox. */
export const runTest = (suite: Test262, name: string): Effect.Effect<Verdict, SandboxUnavailable, Sandbox> =>
  Effect.gen(function* () {
    const test = suite.read(name)
    const reason = test.features.find((feature) => leftOut.has(feature))
    if (reason !== undefined) return { kind: "left out", why: reason }
    if (test.flags.has("CanBlockIsFalse") || test.flags.has("CanBlockIsTrue"))
      return { kind: "left out", why: "Atomics" }
    const { run } = yield* Sandbox
    const isModule = test.flags.has("module")
    const files = [...test.fixtures].map(([path, content]) => ({
      // A script imports from where the main file lies.
      name: isModule ? path : relative(dirname(name), path),
      content
    }))
    if (isModule && !test.fixtures.has(name)) files.push({ name, content: test.source })
    // The suite says itself what is a module. Without this, a file without imports and exports would be CommonJS.
    files.push({ name: "package.json", content: `{ "type": "module" }` })
    const last = yield* Stream.runLast(
      Stream.filter(
        run(
          Execution.make({
            language: "javascript",
            code: programOf(suite, test),
            stdin: "",
            args: [],
            files: files.filter((file) => !file.name.startsWith("..")),
            limits
          })
        ),
        (event) => event.type === "finished"
      )
    )
    if (last._tag === "None" || last.value.type !== "finished") throw new Error(`${name} did not finish`)
    return judge(test, last.value.result.stdout ?? "", last.value.result.status)
  })
