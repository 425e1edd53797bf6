import { reasonOf as javascriptReason } from "./javascript/Reasons.ts"
import type { ModuleResult } from "./python/RunModule.ts"
import { notRun, reasonOf } from "./python/Reasons.ts"

const percent = (passed: number, failed: number): string =>
  passed + failed === 0 ? "-" : `${((100 * passed) / (passed + failed)).toFixed(1)} %`

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string | number>>): string =>
  [head, head.map((_, index) => (index === 0 ? "---" : "---:")), ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n")

const counted = (words: Iterable<string>): ReadonlyArray<readonly [string, number]> => {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1])
}

const why = (result: ModuleResult): string =>
  counted([...result.failed].map(([test, failure]) => reasonOf(test, failure)))
    .map(([reason, count]) => `${reason} (${count})`)
    .join("; ")

const skipReason = (reason: string): string => {
  if (/socket|network/i.test(reason)) return "sockets"
  if (/thread/i.test(reason)) return "threads"
  if (/subprocess|fork|pty|setitimer/i.test(reason)) return "processes"
  if (/memory|largefile/i.test(reason)) return "more memory or larger files"
  if (/Windows|win32|Solaris|BSD|Linux|macOS|MacOS|platform|windows|GIL/.test(reason)) return "another platform"
  if (/_test|_inter|Py_DEBUG|installed Python|Hypothesis|build/i.test(reason)) return "CPython's own test builds"
  if (/No module named/.test(reason)) return `a module that is not there (${/'(\w+)/.exec(reason)?.[1]})`
  return "something else"
}

/** The section on Python, in Markdown. */
export const pythonReport = (version: string, results: ReadonlyArray<ModuleResult>): string => {
  const ran = results.filter(({ failed, passed }) => passed.length + failed.size > 0)
  const skipped = results.filter(({ failed, passed }) => passed.length + failed.size === 0)
  const passed = ran.reduce((sum, result) => sum + result.passed.length, 0)
  const failed = ran.reduce((sum, result) => sum + result.failed.size, 0)
  const reasons = counted(ran.flatMap((result) => [...result.failed].map(([test, failure]) => reasonOf(test, failure))))
  const groups = Map.groupBy(skipped, ({ skipped }) => skipReason([...skipped.values()][0] ?? ""))
  const left = Map.groupBy(notRun, ([, reason]) => reason)
  return `## Python

CPython's own tests of ${version}, unmodified, in CPython 3.14.2 (the nearest that a registry has): **${passed} of ${passed + failed} pass,
${percent(passed, failed)}**, in ${ran.length} modules; ${ran.filter((result) => result.failed.size === 0).length} of them without a failure.

${table(["why tests fail", "tests"], reasons)}

${table(
  ["module", "passed", "failed", "skipped", "rate", "why"],
  ran.map((result) => [
    result.module,
    result.passed.length,
    result.failed.size,
    result.skipped.size,
    percent(result.passed.length, result.failed.size),
    why(result)
  ])
)}

All tests of these modules are skipped by the suite itself, for want of:

${[...groups].map(([reason, modules]) => `- ${reason}: ${modules.map(({ module }) => module).join(", ")}`).join("\n")}

These are not run at all:

${[...left].map(([reason, modules]) => `- ${reason}: ${modules.map(([module]) => module).join(", ")}`).join("\n")}
`
}

/** What became of one test of test262. */
export interface ScriptResult {
  readonly name: string
  readonly kind: "passed" | "failed" | "left out"
  readonly why?: string
}

/** The section on JavaScript, in Markdown. */
export const javascriptReport = (
  commit: string,
  results: ReadonlyArray<ScriptResult>,
  leftOut: ReadonlyMap<string, string>
): string => {
  const of = (kind: ScriptResult["kind"], among: ReadonlyArray<ScriptResult>) =>
    among.filter((one) => one.kind === kind)
  const [passed, failed] = [of("passed", results).length, of("failed", results)]
  const folders = Map.groupBy(results, ({ name }) => name.split("/").slice(0, 2).join("/"))
  return `## JavaScript

test262 at commit ${commit}: **${passed} of ${passed + failed.length} pass, ${percent(passed, failed.length)}**.

${table(
  ["folder", "passed", "failed", "left out", "rate"],
  [...folders].map(([folder, among]) => [
    folder,
    of("passed", among).length,
    of("failed", among).length,
    of("left out", among).length,
    percent(of("passed", among).length, of("failed", among).length)
  ])
)}

Left out, by the feature that a test names:

${counted(of("left out", results).map(({ why = "" }) => why))
  .map(([feature, count]) => `- ${feature} (${count}): ${leftOut.get(feature) ?? "one thread"}`)
  .join("\n")}

${table(["why tests fail", "tests"], counted(failed.map(({ name }) => javascriptReason(name))))}
`
}
