import { Sandbox } from "@glissade/core/Sandbox"
import type { SandboxUnavailable } from "@glissade/core/Sandbox"
import { Execution } from "@glissade/protocol/Execution"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { readFileSync } from "node:fs"
import type { NodeSuite, NodeTest } from "./NodeSuite.ts"

/** The verdict on one of Node's tests. */
export type NodeVerdict =
  | { readonly kind: "passed" }
  | { readonly kind: "failed"; readonly why: string }
  | { readonly kind: "left out"; readonly why: string }

const limits = { timeoutMs: 20_000, memoryBytes: 256 << 20, outputBytes: 1 << 20 }

const own = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8")
const common = own("common.js")
const temporary = own("tmpdir.js")

/** Modules that programs do not have here, and those of Node's tests that need processes or a look into Node. */
const absent =
  /(?:require\(|from |import\()\s*["'](?:node:)?((?:child_process|worker_threads|cluster|dgram|dns|http|https|http2|inspector|net|tls|vm|v8|zlib|repl|async_hooks|diagnostics_channel|sqlite|wasi|trace_events|domain|internal|test|stream\/(?:iter|web)|zlib\/iter)(?:\/[\w/]+)?)["']/

const reasonToLeaveOut = ({ source }: NodeTest): string | undefined => {
  if (
    /^\/\/ Flags:.*(?:expose[-_]internals|expose[-_]gc|allow[-_]natives|permission|experimental|stack|heap|inspect)/m.test(
      source
    )
  ) {
    return "flags of Node, most of them to look into it"
  }
  if (/internalBinding|process\.binding/.test(source)) return "flags of Node, most of them to look into it"
  const module = absent.exec(source)?.[1]
  if (module !== undefined)
    return module.startsWith("internal") ? "flags of Node, most of them to look into it" : `\`${module}\``
  if (/common\/(?:child_process|watch|gc|wpt|net|http2|dns|tls|repl|inspector|crypto)/.test(source))
    return "other parts of `test/common`"
  if (/process\.execPath|\bspawn(?:Sync|Promisified)?\(|\bfork\(/.test(source)) return "`child_process`"
  return undefined
}

const filesOf = (suite: NodeSuite, test: NodeTest): Execution["files"] => {
  const kept = [
    "index.mjs",
    "fixtures.js",
    "fixtures.mjs",
    "tick.js",
    "countdown.js",
    "arraystream.js",
    "fs.js",
    "hijackstdio.js",
    "test-error-reporter.js"
  ].flatMap((name) => {
    const content = suite.file(`test/common/${name}`)
    return content === undefined ? [] : [{ name: `test/common/${name}`, content: content.toString() }]
  })
  const fixtures = [...suite.fixtures]
    .filter(([name]) => test.source.includes(name))
    .map(([, path]) => ({ name: path, content: suite.file(path)!.toString("base64"), encoding: "base64" as const }))
  return [
    ...kept,
    ...fixtures,
    { name: "test/common/index.js", content: common },
    { name: "test/common/tmpdir.js", content: temporary },
    { name: `test/parallel/${test.name}`, content: test.source }
  ]
}

const startOf = ({ name }: NodeTest): string =>
  name.endsWith(".mjs") ? `import("./test/parallel/${name}")` : `require("./test/parallel/${name}")`

/** A test as a program, with what it needs around it. */
export const programOf = (suite: NodeSuite, test: NodeTest): Execution =>
  Execution.make({
    language: "javascript",
    code: startOf(test),
    stdin: "",
    args: [],
    files: filesOf(suite, test),
    limits
  })

const told = (text: string): string =>
  text.split("\n").find((line) => /^\w*Error\b/.test(line)) ?? text.trim().split("\n").at(-1) ?? ""

/** Runs one of Node's tests as a program in the sandbox. */
export const runNodeTest = (
  suite: NodeSuite,
  test: NodeTest
): Effect.Effect<NodeVerdict, SandboxUnavailable, Sandbox> =>
  Effect.gen(function* () {
    const reason = reasonToLeaveOut(test)
    if (reason !== undefined) return { kind: "left out", why: reason }
    const { run } = yield* Sandbox
    const last = yield* Stream.runLast(Stream.filter(run(programOf(suite, test)), (event) => event.type === "finished"))
    if (last._tag === "None" || last.value.type !== "finished") throw new Error(`${test.name} did not finish`)
    const { status, stderr = "", stdout = "" } = last.value.result
    const skipped = /^1\.\.0 # Skipped: (.*)$/m.exec(stdout ?? "")
    if (skipped !== null) return { kind: "left out", why: "skipped by themselves" }
    if (status === "success") return { kind: "passed" }
    if (stderr?.includes("ERR_FEATURE_UNAVAILABLE_ON_PLATFORM") === true) {
      return { kind: "left out", why: "links of files and watching them, which the sandbox refuses" }
    }
    return { kind: "failed", why: status === "error" ? told(stderr ?? "").slice(0, 200) : status }
  })
