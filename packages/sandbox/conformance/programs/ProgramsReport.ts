import { isSame, testsOf } from "./Compare.ts"
import type { Corpus } from "./Corpora.ts"
import type { Ending, Outcome } from "./Program.ts"
import { kindOf, reasonOf } from "./ProgramReasons.ts"
import type { Speed } from "./Speed.ts"
import { speedReport } from "./Speed.ts"

/** A corpus with what came out for it. */
export interface CorpusResult {
  readonly corpus: Corpus
  readonly outcomes: ReadonlyArray<Outcome>
}

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string | number>>): string =>
  [head, head.map((_, index) => (index === 0 ? "---" : "---:")), ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n")

const passes = ({ status }: Ending): boolean => status === "success"
const count = (outcomes: ReadonlyArray<Outcome>, test: (outcome: Outcome) => boolean): number =>
  outcomes.filter(test).length
const tests = (outcomes: ReadonlyArray<Outcome>, place: "here" | "native"): number =>
  outcomes.reduce((sum, outcome) => sum + testsOf(outcome[place]).passed, 0)

const isAlike = ({ here, native, varies }: Outcome): boolean =>
  varies ? here.status === native.status : isSame(here, native)

const corpusRow = ({ corpus, outcomes }: CorpusResult): ReadonlyArray<string | number> => {
  const ran = tests(outcomes, "native")
  return [
    corpus.title,
    outcomes.length,
    count(outcomes, ({ here }) => passes(here)),
    count(outcomes, ({ native }) => passes(native)),
    count(outcomes, isAlike),
    ran === 0 ? "" : `${tests(outcomes, "here")} / ${ran}`,
    corpus.before?.programs ?? "",
    corpus.before?.here ?? "",
    corpus.before?.native ?? ""
  ]
}

const grouped = (results: ReadonlyArray<CorpusResult>, test: (outcome: Outcome) => boolean) => {
  const groups = new Map<string, Array<string>>()
  for (const { corpus, outcomes } of results) {
    for (const outcome of outcomes.filter(test)) {
      const reason = reasonOf(corpus, outcome)
      groups.set(reason, [...(groups.get(reason) ?? []), `${corpus.id}: ${outcome.program}`])
    }
  }
  return [...groups].toSorted((a, b) => b[1].length - a[1].length)
}

const list = (groups: ReadonlyArray<readonly [string, ReadonlyArray<string>]>): string =>
  groups
    .map(([reason, programs]) => `- ${reason} (${programs.length}): ${programs.map((one) => `\`${one}\``).join(", ")}`)
    .join("\n")

const bothFail = (results: ReadonlyArray<CorpusResult>): string => {
  const groups = new Map<string, number>()
  for (const { outcomes } of results) {
    for (const { here, native } of outcomes) {
      if (passes(here) || passes(native)) continue
      const kind = kindOf(native)
      groups.set(kind, (groups.get(kind) ?? 0) + 1)
    }
  }
  return [...groups]
    .toSorted((a, b) => b[1] - a[1])
    .map(([kind, programs]) => `- ${kind}: ${programs}`)
    .join("\n")
}

/** The page `docs/programs.md`. */
export const report = (
  results: ReadonlyArray<CorpusResult>,
  speeds: ReadonlyArray<Speed>
): string => `# Programs of other people

What was tried from outside, besides the [tests of the languages' makers](conformance.md): repositories of programs that were written for other
purposes, run here and by the languages' own runtimes on the same machine. \`npm run test:programs\` fetches them, at the commits that
\`packages/sandbox/conformance/programs/fetch.sh\` names, runs them all and writes this page. None of them is part of this repository.

A program passes when its exit code is 0 within 60 s and 256 MB. Native are CPython 3.13, Node 24 (after esbuild, which resolves imports without
endings and removes types), Lua 5.4 and Ruby 3.1. The same are exit code and standard output; where the native runtime itself writes something
else each time, only how it ended. Tests in the style of Jest, pytest and busted run by small stand-ins of ours, in both places.

${table(
  [
    "corpus",
    "programs",
    "pass here",
    "pass natively",
    "the same",
    "tests that pass, here / natively",
    "before: programs",
    "here",
    "natively"
  ],
  results.map(corpusRow)
)}

"Before" is what came out in November 2026 for the version before, by other drivers, which chose programs and told success a little differently,
and within 25 s.

${speeds.length === 0 ? "" : speedReport(speeds)}
## What passes natively and not here

${list(grouped(results, ({ here, native }) => !passes(here) && passes(native))) || "Nothing."}

## What passes here and not natively

${list(grouped(results, ({ here, native }) => passes(here) && !passes(native))) || "Nothing."}

## What passes in both places with another output

${list(grouped(results, (outcome) => passes(outcome.here) && passes(outcome.native) && !isAlike(outcome))) || "Nothing."}

## What fails in both places

${bothFail(results) || "Nothing."}
`
