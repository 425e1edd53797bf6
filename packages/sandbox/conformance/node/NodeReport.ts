import type { NodeVerdict } from "./RunNodeTest.ts"

/** What became of one of Node's tests. */
export type NodeResult = NodeVerdict & { readonly name: string; readonly module: string }

const counted = (words: ReadonlyArray<string>): ReadonlyArray<readonly [string, number]> =>
  [...Map.groupBy(words, (word) => word)]
    .map(([word, all]) => [word, all.length] as const)
    .toSorted((a, b) => b[1] - a[1])

/** The section on Node's modules, in Markdown. */
export const nodeReport = (version: string, results: ReadonlyArray<NodeResult>): string => {
  const of = (kind: NodeResult["kind"], among: ReadonlyArray<NodeResult>) => among.filter((one) => one.kind === kind)
  const rate = (among: ReadonlyArray<NodeResult>): string => {
    const [passed, failed] = [of("passed", among).length, of("failed", among).length]
    return passed + failed === 0 ? "-" : `${((100 * passed) / (passed + failed)).toFixed(1)} %`
  }
  const modules = Map.groupBy(results, ({ module }) => module)
  const [passed, failed, leftOut] = [of("passed", results), of("failed", results), of("left out", results)]
  const rows = [...modules]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([module, among]) =>
        `| ${module} | ${of("passed", among).length} | ${of("failed", among).length} | ${of("left out", among).length} | ${rate(among)} |`
    )
  return `## Node's modules

The tests of Node ${version} for the modules that programs have here, unmodified: **${passed.length} of ${passed.length + failed.length} files pass,
${rate(results)}**. A file passes when it ends with exit code 0; one assertion that fails, of hundreds, fails the file. What
Node keeps around them (\`test/common\`) is replaced by ours, since it starts processes.

| module | passed | failed | left out | rate |
| --- | ---: | ---: | ---: | ---: |
${rows.join("\n")}

Left out, by what a file needs:

${counted(leftOut.map((one) => (one.kind === "left out" ? one.why : "")))
  .map(([why, count]) => `- ${why} (${count})`)
  .join("\n")}

The files that fail:

${[...Map.groupBy(failed, ({ module }) => module)]
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  .map(([module, among]) => `- ${module}: ${among.map(({ name }) => name.replace(/^test-|\.m?js$/g, "")).join(", ")}`)
  .join("\n")}
`
}
