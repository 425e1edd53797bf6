import type { SandboxEvent } from "@glissade/core/Sandbox"
import { SandboxUnavailable } from "@glissade/core/Sandbox"
import type { Execution } from "@glissade/protocol/Execution"
import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import { result } from "../Fixtures.ts"
import type { Click } from "./Scenario.ts"

/** The text of a click's program: what it does can be read from it alone, as with a real program. */
export const programOf = (click: Click, number: number): string =>
  JSON.stringify({ name: `client ${click.client} click ${number}`, pieces: click.pieces, pauseMs: click.pauseMs })

interface Parsed {
  readonly name: string
  readonly pieces: number
  readonly pauseMs: number
}

const piece = ({ name }: Parsed, index: number): string => `${name}: line ${index}\n`

/** What a program prints and comes to, whoever runs it and however often: the model that outcomes are compared with. */
export const expectedResult = (code: string): ExecutionResult => {
  const program = JSON.parse(code) as Parsed
  const lines = Array.from({ length: program.pieces }, (_, index) => piece(program, index))
  return result(lines.join(""))
}

const interpreters = 2

/** A sandbox of two interpreters that runs these programs on virtual time. `fails` tells for each run whether it breaks. */
export const makeSandboxRun = (fails: () => boolean) => {
  const free = Semaphore.makeUnsafe(interpreters)
  return ({ code }: Execution): Stream.Stream<SandboxEvent, SandboxUnavailable> => {
    const program = JSON.parse(code) as Parsed
    const pieces = Stream.fromIterable(Array.from({ length: program.pieces }, (_, index) => index)).pipe(
      Stream.mapEffect((index) =>
        Effect.as(Effect.sleep(program.pauseMs), {
          type: "output" as const,
          stream: "stdout" as const,
          data: piece(program, index)
        })
      )
    )
    return Stream.unwrap(
      Effect.gen(function* () {
        yield* Effect.acquireRelease(free.take(1), () => free.release(1), { interruptible: true })
        const broken = fails()
        const end: Stream.Stream<SandboxEvent, SandboxUnavailable> = broken
          ? Stream.fail(new SandboxUnavailable({ reason: "crashed", message: "the process died" }))
          : Stream.make({ type: "finished" as const, result: expectedResult(code) })
        return Stream.make<ReadonlyArray<SandboxEvent>>({ type: "started" }).pipe(
          Stream.concat(pieces),
          Stream.concat(end)
        )
      })
    )
  }
}
