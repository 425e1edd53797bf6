import type { ExecutionRequest } from "@glissade/protocol/Execution"
import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { admit } from "./Admission.ts"
import * as Metrics from "./Metrics.ts"
import { Sandbox, SandboxUnavailable } from "./Sandbox.ts"

/** How long a caller that waits for the answer waits for an interpreter, in milliseconds. */
export const maximumWaitMs = 2_000

/**
 * Runs a program and waits for its result: the synchronous fallback. Waits at most two seconds for an interpreter and then
 * fails with `SandboxUnavailable` for the reason `busy`. A wrong program is a result.
 */
export const execute = Effect.fn("Execute.execute")(
  function* (request: ExecutionRequest) {
    const sandbox = yield* Sandbox
    const execution = yield* admit(request, "sync")
    const started = Latch.makeUnsafe(false)
    const finished = sandbox.run(execution).pipe(
      Stream.tap((event) => (event.type === "started" ? started.open : Effect.void)),
      Stream.runFold(
        () => Option.none<ExecutionResult>(),
        (result, event) => (event.type === "finished" ? Option.some(event.result) : result)
      )
    )
    const waitTooLong = started.await.pipe(
      Effect.timeoutOrElse({
        duration: maximumWaitMs,
        orElse: () => new SandboxUnavailable({ reason: "busy", message: "all interpreters of this language are taken" })
      }),
      Effect.andThen(Effect.never)
    )
    const result = yield* Effect.raceFirst(finished, waitTooLong)
    if (Option.isNone(result)) {
      return yield* new SandboxUnavailable({ reason: "crashed", message: "the run ended without a result" })
    }
    yield* Metrics.countRun(result.value.language, result.value.status)
    return result.value
  },
  Effect.tapErrorTag("SandboxUnavailable", (fault) => Metrics.countFault(`sandbox_${fault.reason}`))
)
