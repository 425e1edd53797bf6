import type { SandboxEvent, SandboxFinished, SandboxUnavailable } from "@glissade/core/Sandbox"
import type { Execution } from "@glissade/protocol/Execution"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Checker, Findings } from "./Checker.ts"

/** How long a result waits for the check, in milliseconds. */
export const maximumCheckWaitMs = 1_000

/**
 * The events of a run with the findings of a check in its result. The check begins when the run begins, in the scope of the sandbox: it goes
 * on where the run is over, since killing its process would cost the next check a boot.
 */
export const withCheck = (
  checker: Checker,
  execution: Execution,
  events: Stream.Stream<SandboxEvent, SandboxUnavailable>,
  scope: Scope.Scope
): Stream.Stream<SandboxEvent, SandboxUnavailable> =>
  Stream.suspend(() => {
    let checking: Fiber.Fiber<Findings> | undefined
    let isWanted = true
    const begin = Effect.map(
      Effect.forkIn(
        checker.check(execution, () => isWanted),
        scope
      ),
      (fiber) => {
        checking = fiber
      }
    )
    let finished: SandboxFinished | undefined
    const ran = events.pipe(
      Stream.tap(({ type }) => (type === "started" ? begin : Effect.void)),
      Stream.filter((event) => {
        if (event.type !== "finished") return true
        finished = event
        return false
      })
    )
    const waitFor = (event: SandboxFinished): Effect.Effect<SandboxEvent> =>
      checking === undefined
        ? Effect.succeed(event)
        : Effect.map(Effect.timeoutOption(Fiber.await(checking), maximumCheckWaitMs), (exit) => {
            const found = Option.getOrUndefined(Option.flatten(Option.flatMap(exit, Exit.getSuccess)))
            return found === undefined ? event : { ...event, result: { ...event.result, diagnostics: found } }
          })
    // Behind the end of the run, which gives its interpreter back.
    const withFindings = Stream.suspend(() =>
      finished === undefined ? Stream.empty : Stream.fromEffect(waitFor(finished))
    )
    return Stream.concat(ran, withFindings).pipe(
      Stream.ensuring(
        Effect.sync(() => {
          isWanted = false
        })
      )
    )
  })
