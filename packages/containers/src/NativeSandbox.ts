import type { NativeHost } from "@glissade/core/NativeRuntimes"
import { NativeRuntimes } from "@glissade/core/NativeRuntimes"
import { Sandbox, SandboxUnavailable } from "@glissade/core/Sandbox"
import { Turns } from "@glissade/core/Turns"
import type { Execution } from "@glissade/protocol/Execution"
import { LanguageExample } from "@glissade/protocol/Runtime"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Latch from "effect/Latch"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { RemoteSandboxOptions } from "./RemoteSandbox.ts"
import { greet, runOn } from "./RemoteSandbox.ts"
import type { Hello } from "./RunnerProtocol.ts"

/** How long to wait before greeting a runner again that does not answer, in milliseconds. */
const retryMs = (failures: number): number => Math.min(1_000, 250 * 2 ** Math.min(failures, 5))

/** How long after a runner has answered it is greeted again, in milliseconds, if no run of its own has told meanwhile that it is away. */
const greetAgainMs = 30_000

/** How long a run waits for a runner that is being started again, in milliseconds. */
const patienceMs = 15_000

/** After so many tries in vain the log says why: a runner that is started with its server takes some seconds. */
const quietTries = 20

/**
 * A sandbox that runs native programs on a runner, and all others as the sandbox below it. The runner need not be there yet: its languages
 * are told (`NativeRuntimes`) once it has answered, and remain while it is started again.
 */
export const layer = (options: Omit<RemoteSandboxOptions, "onHello">): Layer.Layer<Sandbox, never, Sandbox> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const below = yield* Sandbox
      let told: Hello | undefined
      /** Whether the runner answers, as far as is known, and latches for those who wait for either. */
      let isThere = false
      /** Whether it has not for so long that the log was told. */
      let isAway = false
      const whenThere = Latch.makeUnsafe(false)
      const whenAway = Latch.makeUnsafe(true)
      /** As many runs as the runner has places for, shared out between callers, of whom the runner knows nothing. */
      let turns = new Turns(1)
      /** Languages of which a container was there. */
      const begun = new Set<string>()

      const learn = (hello: Hello) => {
        const isAnother = hello.runner !== told?.runner
        told = hello
        if (!isAnother) return
        turns = new Turns(hello.maximumRuns)
        begun.clear()
      }
      const lose = Effect.sync(() => {
        isThere = false
        begun.clear()
        whenThere.closeUnsafe()
        whenAway.openUnsafe()
      })
      const follow = Effect.gen(function* () {
        for (let failures = 0; ;) {
          // One that ends while nobody runs anything tells nobody.
          if (isThere) yield* Effect.raceFirst(whenAway.await, Effect.sleep(greetAgainMs))
          const answer = yield* Effect.result(greet(options.socketPath))
          if (Result.isFailure(answer)) {
            // It answers that it has no place for one more connection.
            if (isThere && answer.failure.reason === "busy") continue
            if (isThere) yield* lose
            failures += 1
            isAway = failures >= quietTries
            if (failures === quietTries) yield* Effect.logWarning("no runner answers", answer.failure.message)
            yield* Effect.sleep(retryMs(failures))
            continue
          }
          failures = 0
          isAway = false
          learn(answer.success)
          isThere = true
          whenAway.closeUnsafe()
          whenThere.openUnsafe()
        }
      })
      yield* Effect.forkScoped(follow)

      const awaitRunner = Effect.timeoutOrElse(whenThere.await, {
        duration: patienceMs,
        orElse: () => new SandboxUnavailable({ reason: "boot", message: "no runner of native programs answers" })
      })

      /** Waits for a turn. Whoever is in line when the runner ends waits for the next one, and its turns. */
      const takeTurn = Effect.gen(function* () {
        const outer = yield* Effect.scope
        while (true) {
          yield* awaitRunner
          const scope = yield* Scope.fork(outer, "sequential")
          const current = turns
          yield* Scope.provide(current.take, scope)
          if (isThere && current === turns) return
          yield* Scope.close(scope, Exit.void)
        }
      })

      const runNatively = (execution: Execution, input: Stream.Stream<string> | undefined) =>
        Effect.gen(function* () {
          yield* takeTurn
          const runtime = told?.runtimes.find(({ language }) => language === execution.language)
          if (runtime !== undefined) return runOn({ ...options, onHello: learn }, runtime, execution, input)
          const message = `the runner does not run ${execution.language}`
          return yield* new SandboxUnavailable({ reason: "unsupported", message })
        }).pipe(
          Stream.unwrap,
          Stream.tap((event) => Effect.sync(() => void (event.type === "started" && begun.add(execution.language)))),
          Stream.tapError(({ message, reason }) =>
            reason === "crashed" ? Effect.andThen(lose, Effect.logWarning("a native run failed", message)) : Effect.void
          )
        )

      const sandbox = Sandbox.of({
        runtimes: below.runtimes,
        run: (execution, input) =>
          execution.runtime === "native" ? runNatively(execution, input) : below.run(execution, input),
        // The runner does not tell when it could begin: whoever waits for the first container of a language is told by its start.
        booting: (execution) => {
          if (execution.runtime !== "native") return below.booting?.(execution)
          return begun.has(execution.language) ? undefined : Effect.never
        }
      })
      const host = (): NativeHost => ({
        isKnown: told !== undefined,
        isAway,
        isolation: told?.isolation ?? "",
        runtimes: told?.runtimes ?? [],
        examples: (language) => {
          const code = told?.examples[language]
          return code === undefined ? [] : [LanguageExample.make({ title: "Example", code })]
        }
      })
      return Context.make(Sandbox, sandbox).pipe(Context.add(NativeRuntimes, host))
    })
  )
