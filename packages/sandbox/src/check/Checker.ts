import { CurrentFairnessKey } from "@glissade/core/Caller"
import { utf8Length } from "@glissade/core/Utf8"
import type { Execution } from "@glissade/protocol/Execution"
import { Diagnostic, maximumDiagnosticBytes, maximumDiagnostics } from "@glissade/protocol/Diagnostic"
import type { Runtime } from "@glissade/protocol/Runtime"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { HostCommand } from "../process/HostCommand.ts"
import { run } from "../process/RunProgram.ts"
import * as Pool from "../pool/Pool.ts"

/** What was found in a program; nothing if that is not known, or comes too late. */
export type Findings = Option.Option<ReadonlyArray<Diagnostic>>

/** Checks programs of some languages in a locked process of its own, one at a time. */
export interface Checker {
  readonly languages: ReadonlyArray<string>
  /** Checks a program as soon as its turn comes, unless nobody wants it any more. Never fails. */
  readonly check: (execution: Execution, isWanted: () => boolean) => Effect.Effect<Findings>
  readonly pids: Pool.Pool["pids"]
}

export interface CheckerOptions {
  readonly name: string
  readonly languages: ReadonlyArray<string>
  readonly command: Effect.Effect<HostCommand>
  readonly recycling: Partial<Pool.Recycling>
}

/** A check that takes longer is given up, and its process is killed if it does not do that itself. */
const limits = { timeoutMs: 4_000, memoryBytes: 512 << 20, outputBytes: 256 << 10 }

/** Programs beyond these are not checked: their results would be there long before. */
const maximumWaiting = 32

/** How long no check is begun where the checker does not start, and for a caller whose program took all of its time or broke it, in milliseconds. */
const restMs = 60_000

/** Callers that are remembered. */
const maximumCallers = 1_000

const decodeFindings = Schema.decodeUnknownOption(
  Schema.fromJsonString(Schema.Array(Diagnostic).check(Schema.isMaxLength(maximumDiagnostics)))
)

/** The longest message that is sent, in UTF-16 units. The process is not trusted to keep to it. */
const longestMessage = 500

const bounded = (found: ReadonlyArray<Diagnostic>): ReadonlyArray<Diagnostic> => {
  let bytes = 0
  return found
    .map((one) => ({ ...one, message: one.message.slice(0, longestMessage) }))
    .filter((one) => (bytes += utf8Length(JSON.stringify(one)) + 1) <= maximumDiagnosticBytes)
}

/** Makes the checker. Its process starts with the first program to check. */
export const make = Effect.fnUntraced(function* ({ command, languages, name, recycling }: CheckerOptions) {
  const pool = yield* Pool.make({ engine: name, command, interpreters: 1, recycling })
  const { monotonicTimeNanosUnsafe } = yield* Clock.Clock
  const now = () => Number(monotonicTimeNanosUnsafe() / 1_000_000n)
  let waiting = 0
  let restsUntil = 0
  /** When programs of a caller are checked again, those that have waited for longest first. */
  const refused = new Map<string, number>()
  const refuse = (caller: string) => {
    refused.delete(caller)
    refused.set(caller, now() + restMs)
    for (const [other, until] of refused) {
      if (refused.size <= maximumCallers && until > now()) break
      refused.delete(other)
    }
  }
  const runtime = (language: string): Runtime => ({ language, version: "", engine: name, mainFile: "" })
  const findings = (execution: Execution, isWanted: () => boolean, caller: string): Effect.Effect<Findings> =>
    run(pool, runtime(execution.language), { ...execution, stdin: "", args: [], limits }).pipe(
      // The program is sent when the event after `started` is asked for.
      Stream.takeWhile(({ type }) => type !== "started" || isWanted()),
      Stream.runFold(
        (): Findings => Option.none(),
        (found, event) => {
          if (event.type !== "finished") return found
          if (event.result.status === "success") return decodeFindings(event.result.stdout)
          // It took all of its time, or cost the process, which others wait for.
          refuse(caller)
          return found
        }
      ),
      Effect.map(Option.map(bounded)),
      Effect.catchTag("SandboxUnavailable", (fault) => {
        // A process that a program broke is the fault of that program alone: others are checked again once there is another one.
        if (fault.reason === "boot") restsUntil = now() + restMs
        else refuse(caller)
        return Effect.as(Effect.logDebug("a program could not be checked", fault.message), Option.none())
      })
    )
  const checker: Checker = {
    languages,
    check: (execution, isWanted) =>
      Effect.flatMap(CurrentFairnessKey, ({ caller }) => {
        const isRefused = Math.max(restsUntil, refused.get(caller) ?? 0) > now()
        if (isRefused || waiting >= maximumWaiting) return Effect.succeed<Findings>(Option.none())
        waiting++
        return Effect.ensuring(
          findings(execution, isWanted, caller),
          Effect.sync(() => waiting--)
        )
      }),
    pids: pool.pids
  }
  return checker
})
