import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"

/** What an operator reads when a function cannot start: one line that names the setting, without a stack. */
export class StartFailed extends Error {
  constructor(message: string) {
    super(message)
    this.name = "StartFailed"
    this.stack = `${this.name}: ${message}`
  }
}

const describe = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  return error instanceof Error ? error.message : String(error)
}

/**
 * Builds a function's services once, when its process starts, and keeps them for all invocations. A missing or invalid setting fails the
 * start with `StartFailed`.
 */
export const start = async <R, E>(layer: Layer.Layer<R, E>): Promise<ManagedRuntime.ManagedRuntime<R, E>> => {
  const runtime = ManagedRuntime.make(layer)
  const exit = await runtime.runPromiseExit(Effect.void)
  if (Exit.isFailure(exit)) {
    const message = describe(exit.cause)
    process.stderr.write(`${JSON.stringify({ level: "FATAL", message })}\n`)
    throw new StartFailed(message)
  }
  process.once("SIGTERM", () => void runtime.dispose())
  return runtime
}
