/**
 * Runs CPython's own tests, test262 and Node's own tests in the sandbox, writes what came out to `docs/conformance.md`, and what CI holds on to, to
 * `expected.json`. Takes half an hour; `fetch.sh` fetches the suites. Arguments: `python`, `javascript` and
 * `node`; without any, all.
 */
import type { EngineName } from "@glissade/test-kit/Engines"
import { packageOf } from "@glissade/test-kit/Engines"
import * as Effect from "effect/Effect"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as EngineSandbox from "../src/EngineSandbox.ts"
import * as Expected from "./Expected.ts"
import { missing } from "./Missing.ts"
import { reasonOf as javascriptReason } from "./javascript/Reasons.ts"
import { leftOut, runTest } from "./javascript/RunTest.ts"
import * as Test262 from "./javascript/Test262.ts"
import { nodeReport } from "./node/NodeReport.ts"
import * as NodeSuite from "./node/NodeSuite.ts"
import { runNodeTest } from "./node/RunNodeTest.ts"
import { notRun, reasonOf } from "./python/Reasons.ts"
import type { ModuleResult } from "./python/RunModule.ts"
import { runModule } from "./python/RunModule.ts"
import { sample } from "./python/Sample.ts"
import * as Suite from "./python/Suite.ts"
import type { ScriptResult } from "./Report.ts"
import { javascriptReport, pythonReport } from "./Report.ts"

/** Which part of test262 CI repeats: every so manyth test. */
const step = 40

/** The same of Node's tests, which are fewer. */
const nodeStep = 10

const wanted = process.argv.slice(2)
const isWanted = (part: string): boolean => wanted.length === 0 || wanted.includes(part)
const say = (line: string): boolean => process.stdout.write(`${line}\n`)
const fetched = <A>(suite: A | undefined): A => {
  if (suite === undefined) throw new Error("the suites are not there: run packages/sandbox/conformance/fetch.sh")
  return suite
}
const sections = new URL("../.cache/conformance/", import.meta.url)
const section = (name: string): string => {
  const file = new URL(`${name}.md`, sections)
  return existsSync(file) ? readFileSync(file, "utf8") : ""
}
const keep = (name: string, text: string): void => {
  mkdirSync(sections, { recursive: true })
  writeFileSync(new URL(`${name}.md`, sections), text)
}
const sandbox = (engine: EngineName) => EngineSandbox.layer({ engines: [packageOf(engine)], interpreters: 2 })

const python = Effect.gen(function* () {
  const suite = fetched(Suite.find())
  const results = yield* Effect.forEach(
    suite.modules.filter((module) => !notRun.has(module)),
    (module) =>
      Effect.tap(runModule(suite, module), ({ failed, passed }) =>
        Effect.sync(() => say(`${module}: ${passed.length} passed, ${failed.size} failed`))
      ),
    { concurrency: 2 }
  )
  keep("python", pythonReport(suite.version, results))
  const expected = (result: ModuleResult) => ({
    passed: result.passed.length,
    failed: Object.fromEntries([...result.failed].map(([test, failure]) => [test, reasonOf(test, failure)]).toSorted())
  })
  const sampled = results.filter(({ module }) => sample.includes(module))
  Expected.write({
    ...Expected.read(),
    python: {
      version: suite.version,
      modules: Object.fromEntries(sampled.map((result) => [result.module, expected(result)]))
    }
  })
}).pipe(Effect.provide(sandbox("python")))

const javascript = Effect.gen(function* () {
  const suite = fetched(Test262.find())
  const results: ReadonlyArray<ScriptResult> = yield* Effect.forEach(
    suite.names,
    (name) => Effect.map(runTest(suite, name), (verdict) => ({ name, ...verdict })),
    { concurrency: 2 }
  )
  keep("javascript", javascriptReport(suite.commit, results, leftOut))
  const sampled = results.filter((_, index) => index % step === 0)
  const failed = sampled.filter(({ kind }) => kind === "failed").map(({ name }) => [name, javascriptReason(name)])
  const passed = sampled.filter(({ kind }) => kind === "passed").length
  Expected.write({
    ...Expected.read(),
    javascript: { commit: suite.commit, step, passed, failed: Object.fromEntries(failed) }
  })
}).pipe(Effect.provide(sandbox("javascript")))

const node = Effect.gen(function* () {
  const suite = fetched(NodeSuite.find())
  const results = yield* Effect.forEach(
    suite.tests,
    (test) => Effect.map(runNodeTest(suite, test), (verdict) => ({ name: test.name, module: test.module, ...verdict })),
    { concurrency: 2 }
  )
  keep("node", nodeReport(suite.version, results))
  const sampled = results.filter((_, index) => index % nodeStep === 0)
  Expected.write({
    ...Expected.read(),
    node: {
      version: suite.version,
      step: nodeStep,
      passed: sampled.filter(({ kind }) => kind === "passed").length,
      failed: sampled.filter(({ kind }) => kind === "failed").map(({ name }) => name)
    }
  })
}).pipe(Effect.provide(sandbox("javascript")))

if (isWanted("python")) await Effect.runPromise(python)
if (isWanted("javascript")) await Effect.runPromise(javascript)
if (isWanted("node")) await Effect.runPromise(node)

const page = `# Conformance

What was tried from outside: the tests that the makers of the languages wrote, run as programs in the sandbox. \`npm run test:conformance\`
fetches them, runs them all and writes this page; \`packages/sandbox/test/conformance\` repeats a part of them in CI and holds it to what
came out here, in both directions.

${section("python")}
${missing}
${section("javascript")}
${section("node")}`
writeFileSync(fileURLToPath(new URL("../../../docs/conformance.md", import.meta.url)), page)
