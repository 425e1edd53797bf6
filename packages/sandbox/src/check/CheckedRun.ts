import type { SandboxEvent, SandboxUnavailable } from "@glissade/core/Sandbox"
import type { Execution } from "@glissade/protocol/Execution"
import * as Effect from "effect/Effect"
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
    const onEvent = (event: SandboxEvent): Effect.Effect<SandboxEvent> => {
      if (event.type === "started") return Effect.as(begin, event)
      if (event.type !== "finished" || checking === undefined) return Effect.succeed(event)
      return Effect.map(Effect.timeoutOption(Fiber.join(checking), maximumCheckWaitMs), (answer) => {
        const found = Option.getOrUndefined(Option.flatten(answer))
        return found === undefined ? event : { ...event, result: { ...event.result, diagnostics: found } }
      })
    }
    return events.pipe(
      Stream.mapEffect(onEvent),
      Stream.ensuring(
        Effect.sync(() => {
          isWanted = false
        })
      )
    )
  })
