import type { Execution, ExecutionRequest } from "@glissade/protocol/Execution"
import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import { longestRunMs } from "@glissade/protocol/Execution"
import { JobId } from "@glissade/protocol/Ids"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Latch from "effect/Latch"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { admit } from "./Admission.ts"
import { CurrentBacklog, executionBytes } from "../queue/Backlog.ts"
import { CurrentCaller, CurrentFairnessKey } from "../identity/Caller.ts"
import type { User } from "../identity/CurrentUser.ts"
import { CurrentUser } from "../identity/CurrentUser.ts"
import { UserBlocked, whenBlocked } from "../identity/BlockedUsers.ts"
import { Quotas } from "../identity/Quotas.ts"
import type { ProcessorTime } from "../run/ProcessorTime.ts"
import { makeProcessorTime } from "../run/ProcessorTime.ts"
import type { RunAccount } from "../run/RunAccount.ts"
import { openAccount } from "../run/RunAccount.ts"
import * as Metrics from "../telemetry/Metrics.ts"
import { LongestCall } from "./LongestCall.ts"
import { runtimesFor } from "./NativeRuntimes.ts"
import { Sandbox, SandboxUnavailable } from "./Sandbox.ts"
import { killedResult } from "./StoppedResult.ts"

/** How long a caller that waits for the answer waits for an interpreter, in milliseconds. */
export const maximumWaitMs = 2_000

/** How long it waits beside that for the first interpreter of its language to boot. */
export const maximumBootMs = 20_000

/** What a call takes beside the wait and the run: the start of a function, the network. */
const callMarginMs = 1_000

const busy = (message: string) => new SandboxUnavailable({ reason: "busy", message })

/** Waits for the first interpreter of a language, as long as the call has time for that and the run. */
const waitForBoot = Effect.fnUntraced(function* (booting: Effect.Effect<void>, { limits }: Execution) {
  const left = (yield* LongestCall) - longestRunMs(limits) - callMarginMs
  yield* Effect.timeoutOrElse(booting, {
    duration: Math.max(maximumWaitMs, Math.min(maximumBootMs, left)),
    orElse: () =>
      new SandboxUnavailable({
        reason: "boot",
        message: "the first interpreter of this language takes too long to start"
      })
  })
})

/** Runs a program once. */
const runOnce = Effect.fnUntraced(function* (execution: Execution, account: RunAccount, time: ProcessorTime) {
  const sandbox = yield* Sandbox
  const started = Latch.makeUnsafe(false)
  const begun = Effect.all([started.open, time.begin, account.started], { discard: true })
  const finished = sandbox.run(execution).pipe(
    Stream.tap((event) => (event.type === "started" ? begun : Effect.void)),
    Stream.runFold(
      () => Option.none<ExecutionResult>(),
      (result, event) => (event.type === "finished" ? Option.some(event.result) : result)
    ),
    Effect.ensuring(time.end)
  )
  const booting = sandbox.booting?.(execution)
  const boot = booting && waitForBoot(Effect.raceFirst(booting, started.await), execution)
  const waitTooLong = started.await.pipe(
    Effect.timeoutOrElse({
      duration: maximumWaitMs,
      orElse: () => busy("all interpreters of this language are taken")
    }),
    (wait) => (boot === undefined ? wait : Effect.andThen(boot, wait)),
    Effect.andThen(Effect.never)
  )
  const result = yield* Effect.raceFirst(finished, waitTooLong)
  if (Option.isNone(result)) {
    return yield* new SandboxUnavailable({ reason: "crashed", message: "the run ended without a result" })
  }
  return result.value
})

/** Runs a program; one whose interpreter the operating system kills is run once more, since another program may have been too large. */
const runTwice = Effect.fnUntraced(function* (execution: Execution, account: RunAccount, time: ProcessorTime) {
  const runtimes = yield* runtimesFor(execution, (yield* Sandbox).runtimes)
  const killed = { while: (fault: SandboxUnavailable) => fault.reason === "killed", times: 1 }
  return yield* Effect.retry(runOnce(execution, account, time), killed).pipe(
    Effect.catchIf(killed.while, () => {
      const result: ExecutionResult = { ...killedResult(execution.language, runtimes), stdout: "", stderr: "" }
      return Effect.succeed(result)
    })
  )
})

/** Stops the run of a user who is blocked meanwhile. */
const unlessBlocked = <A, E, R>({ id }: User, run: Effect.Effect<A, E, R>): Effect.Effect<A, E | UserBlocked, R> =>
  id === undefined
    ? run
    : Effect.raceFirst(
        run,
        Effect.flatMap(whenBlocked(id), () => new UserBlocked())
      )

/**
 * Runs a program and waits for its result: the synchronous fallback. Waits at most two seconds for an interpreter and then
 * fails with `SandboxUnavailable` for the reason `busy`. While the first interpreter of the language boots, nobody is told so: the two seconds
 * begin when it is ready, or after 20 s the reason is `boot`. Fails with `UserBlocked` if the user is blocked meanwhile. A wrong program is a result.
 */
export const execute = Effect.fn("Execute.execute")(
  function* (request: ExecutionRequest) {
    const execution = yield* admit(request, "sync")
    const caller = yield* CurrentCaller
    const backlog = yield* CurrentBacklog
    const user = yield* CurrentUser
    const quotas = yield* Quotas
    const account = yield* openAccount(() => ({
      way: "sync",
      jobId: JobId.make(globalThis.crypto.randomUUID()),
      attempt: 1,
      delivery: 1,
      owner: user.id,
      snippetId: request.snippetId,
      language: execution.language
    }))
    const share = { caller, connection: undefined, bytes: executionBytes(execution) }
    const time = makeProcessorTime()
    const wait = Effect.suspend(() =>
      backlog.take(share) === undefined ? Effect.void : busy("too many programs wait for an interpreter")
    )
    const run = account.submitted(execution).pipe(
      Effect.andThen(unlessBlocked(user, runTwice(execution, account, time))),
      Effect.provideService(CurrentFairnessKey, { caller: caller.key, connection: "" }),
      Effect.onExit((exit) =>
        Exit.isSuccess(exit)
          ? account.finished(exit.value)
          : account.cancelled(Exit.hasInterrupts(exit) ? "connection" : "unavailable")
      )
    )
    const result = yield* Effect.acquireUseRelease(
      quotas.admit(user, { way: "sync", execution }),
      () =>
        Effect.acquireUseRelease(
          wait,
          () => run,
          () => Effect.sync(() => backlog.give(share))
        ),
      // What no interpreter began costs no quota.
      (place) => Effect.suspend(() => (time.hasBegun() ? place.leave(time.ms()) : place.withdraw))
    )
    yield* Metrics.countRun(result)
    return result
  },
  Effect.tapErrorTag("SandboxUnavailable", (fault) => Metrics.countFault(`sandbox_${fault.reason}`))
)
