/**
 * Runs the corpora that `fetch.sh` fetched, here and natively, and writes `docs/programs.md`. Arguments: ids of corpora, and `speed`;
 * without any, all.
 * What came out is kept beside the corpora, so that a corpus that is not run again stays in the table. After `again` only those programs are
 * run of which the two places last told otherwise: on a busy machine a program may need longer than its limit.
 */
import { packageOf } from "@glissade/test-kit/Engines"
import * as Effect from "effect/Effect"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as EngineSandbox from "../../src/EngineSandbox.ts"
import { compare, isSame } from "./Compare.ts"
import type { Corpus } from "./Corpora.ts"
import { corpora, rootOf } from "./Corpora.ts"
import type { Outcome } from "./Program.ts"
import { report } from "./ProgramsReport.ts"
import type { Speed } from "./Speed.ts"
import { speeds } from "./Speed.ts"

const isAgain = process.argv[2] === "again"
const wanted = process.argv.slice(isAgain ? 3 : 2)
const say = (line: string): boolean => process.stdout.write(`${line}\n`)

const results = new URL("../../.cache/programs/results/", import.meta.url)
const resultFile = ({ id }: Corpus): URL => new URL(`${id}.json`, results)
const read = (corpus: Corpus): ReadonlyArray<Outcome> =>
  existsSync(resultFile(corpus)) ? (JSON.parse(readFileSync(resultFile(corpus), "utf8")) as ReadonlyArray<Outcome>) : []

const runCorpus = (corpus: Corpus) =>
  Effect.gen(function* () {
    if (!existsSync(rootOf(corpus))) throw new Error(`${corpus.folder} is not there: run conformance/programs/fetch.sh`)
    const before = new Map(isAgain ? read(corpus).map((outcome) => [outcome.program, outcome] as const) : [])
    const outcomes = yield* Effect.forEach(
      corpus.programs(rootOf(corpus)),
      (program) => {
        const known = before.get(program.name)
        return known !== undefined && isSame(known.here, known.native) ? Effect.succeed(known) : compare(program)
      },
      { concurrency: isAgain ? 1 : 2 }
    )
    mkdirSync(results, { recursive: true })
    writeFileSync(resultFile(corpus), JSON.stringify(outcomes))
    const count = (place: "here" | "native"): number => outcomes.filter((one) => one[place].status === "success").length
    say(`${corpus.id}: ${outcomes.length} programs, ${count("here")} pass here, ${count("native")} natively`)
  }).pipe(Effect.provide(EngineSandbox.layer({ engines: [packageOf(corpus.engine)], interpreters: 2 })))

for (const corpus of corpora) {
  if (wanted.length === 0 || wanted.includes(corpus.id)) await Effect.runPromise(runCorpus(corpus))
}

const speedFile = new URL("speed.json", results)
if (wanted.length === 0 || wanted.includes("speed")) {
  const engines = (["python", "javascript", "lua", "ruby"] as const).map(packageOf)
  const measures = await Effect.runPromise(Effect.provide(speeds, EngineSandbox.layer({ engines, interpreters: 1 })))
  writeFileSync(speedFile, JSON.stringify(measures))
}

writeFileSync(
  fileURLToPath(new URL("../../../../docs/programs.md", import.meta.url)),
  report(
    corpora.map((corpus) => ({ corpus, outcomes: read(corpus) })).filter(({ outcomes }) => outcomes.length > 0),
    existsSync(speedFile) ? (JSON.parse(readFileSync(speedFile, "utf8")) as ReadonlyArray<Speed>) : []
  )
)
