import type { SandboxEvent } from "@glissade/core/Sandbox"
import type { Execution } from "@glissade/protocol/Execution"
import type { Artifact, ExecutionResult } from "@glissade/protocol/ExecutionResult"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import { result } from "@glissade/testing/Fixtures"
import type { Click } from "./Scenario.ts"

/** The source of a click's program, which fully determines what it does, as with a real program. */
export const programOf = (click: Click, number: number): string =>
  JSON.stringify({
    name: `client ${click.client} click ${number}`,
    pieces: click.pieces,
    pauseMs: click.pauseMs,
    hasPicture: click.hasPicture
  })

interface Parsed {
  readonly name: string
  readonly pieces: number
  readonly pauseMs: number
  readonly hasPicture: boolean
}

const line = ({ name }: Parsed, index: number, run: number): string => `${name}: line ${index} of run ${run}\n`

const outputOf = (program: Parsed, run: number): string =>
  Array.from({ length: program.pieces }, (_, index) => line(program, index, run)).join("")

/** A picture of two messages. Nobody decodes it here, so its bytes may be text. */
const pictureOf = ({ name }: Parsed, run: number): Artifact => ({
  name: `${name}.png`,
  mediaType: "image/png",
  data: Buffer.from(`${name}: picture of run ${run}\n`.repeat(800)).toString("base64")
})

const resultOf = (program: Parsed, run: number): ExecutionResult =>
  result(outputOf(program, run), program.hasPicture ? { artifacts: [pictureOf(program, run)] } : {})

/**
 * Whether a result is complete and of a single run. Every run prints something different, as with a program that uses random numbers, so
 * that pieces of two runs never fit together.
 */
export const isResultOf = (code: string, { artifacts = [], stdout }: ExecutionResult): boolean => {
  const program = JSON.parse(code) as Parsed
  const pictures = artifacts.map(({ data }) => Buffer.from(data, "base64").toString())
  const run = /of run (\d+)\n/.exec([stdout, ...pictures].join(""))?.[1]
  const expected = resultOf(program, Number(run ?? 0))
  return stdout === expected.stdout && JSON.stringify(artifacts) === JSON.stringify(expected.artifacts ?? [])
}

const interpreters = 2

/** Runs these programs with two interpreters on virtual time. */
export const makeSandboxRun = () => {
  const free = Semaphore.makeUnsafe(interpreters)
  let runs = 0
  return ({ code }: Execution): Stream.Stream<SandboxEvent> => {
    const program = JSON.parse(code) as Parsed
    const run = ++runs
    const pieces = Stream.fromIterable(Array.from({ length: program.pieces }, (_, index) => index)).pipe(
      Stream.mapEffect((index) =>
        Effect.as(Effect.sleep(program.pauseMs), {
          type: "output" as const,
          stream: "stdout" as const,
          data: line(program, index, run)
        })
      )
    )
    return Stream.unwrap(
      Effect.gen(function* () {
        yield* Effect.acquireRelease(free.take(1), () => free.release(1), { interruptible: true })
        return Stream.make<ReadonlyArray<SandboxEvent>>({ type: "started" }).pipe(
          Stream.concat(pieces),
          Stream.concat(Stream.make<ReadonlyArray<SandboxEvent>>({ type: "finished", result: resultOf(program, run) }))
        )
      })
    )
  }
}
