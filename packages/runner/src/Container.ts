import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type { ChildProcess } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { ContainerFailed } from "./ContainerFailed.ts"
import { frame, GuestFrames } from "./GuestFrames.ts"
import type { GuestFrame } from "./GuestFrames.ts"
import { kill } from "./Kill.ts"
import type { Language } from "./Language.ts"
import type { MemoryGroup } from "./MemoryGroup.ts"

/** A container with a supervisor, for one run. */
export interface Container {
  readonly name: string
  /** Sends the supervisor a frame; what is sent to a container that has ended is lost. */
  readonly send: (kind: string, payload?: string | Uint8Array) => void
  /** The next frame; fails when the container has ended. */
  readonly next: Effect.Effect<GuestFrame, ContainerFailed>
  /** How its memory is bounded and counted; absent where the machine has no cgroups. */
  readonly memory: MemoryGroup | undefined
  /** Whether its process lives. One that waits can be ended from outside, for instance when the machine has no memory left. */
  readonly isAlive: () => boolean
}

/** Kills a process and those of its group. */
export const killGroup = (child: ChildProcess): void => {
  if (child.pid !== undefined) kill(-child.pid)
}

/** Ends the processes that a process has started itself. */
export const killChildren = ({ pid }: ChildProcess): void => {
  try {
    for (const task of readdirSync(`/proc/${pid}/task`)) {
      const children = readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ")
      for (const child of children) if (child !== "") kill(Number(child))
    }
  } catch {
    // It has ended meanwhile, or this kernel lists none.
  }
}

/** Waits until a process has ended. */
export const exited = (child: ChildProcess): Effect.Effect<void> =>
  Effect.callback((resume) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) resume(Effect.void)
    else child.once("exit", () => resume(Effect.void))
  })

export interface ContainerOptions {
  readonly name: string
  /** Starts what it runs in, with the supervisor's frames at its streams. */
  readonly start: () => ChildProcess
  readonly memory: MemoryGroup | undefined
  /** Ends it, with all that is in it. */
  readonly end: (child: ChildProcess) => Effect.Effect<void>
}

/** Frames that wait for their reader, in bytes, before a container's output is held up. */
const maximumHeldBytes = 1 << 20

/** What a frame takes here besides its payload, in bytes, about: empty ones are not free. */
const frameBytes = 256

/** How much of what a container says when it cannot be made is told, in characters. */
const maximumReasonLength = 500

/** Starts a container and speaks with its supervisor. It ends, with all that is in it, at the end of the scope. */
export const makeContainer = Effect.fnUntraced(function* ({ end, memory, name, start }: ContainerOptions) {
  // Bounded by pausing the container's output.
  const frames = yield* Queue.unbounded<GuestFrame, ContainerFailed>()
  const gone = (message: string) => Queue.failCauseUnsafe(frames, Cause.fail(new ContainerFailed({ message })))
  const child = yield* Effect.acquireRelease(Effect.sync(start), (child) =>
    Effect.gen(function* () {
      // Output that is held up for its reader has none from now on.
      child.stdout!.destroy()
      yield* end(child)
    })
  )
  const reader = new GuestFrames()
  let held = 0
  child.stdout!.on("data", (bytes: Buffer) => {
    const complete = reader.push(bytes)
    if (complete !== undefined) {
      for (const { payload } of complete) held += payload.length + frameBytes
      if (held > maximumHeldBytes) child.stdout!.pause()
      return Queue.offerAllUnsafe(frames, complete)
    }
    killGroup(child)
    return gone("the container sent too long a frame")
  })
  let reason = ""
  child.stderr?.on("data", (bytes: Buffer) => {
    reason = (reason + bytes.toString()).slice(0, maximumReasonLength)
    // A program may write there as well. Nothing is read beyond a few words, so that whoever writes more is blocked.
    if (reason.length === maximumReasonLength) child.stderr!.pause()
  })
  child.once("exit", () => child.stderr?.resume())
  // Its end is told by `next`.
  child.stdin!.on("error", () => {})
  child.on("error", ({ message }) => gone(message))
  child.on("close", (code, signal) =>
    gone(`the container ended (${signal ?? code})${reason && `: ${reason.trimEnd().replaceAll("\n", "; ")}`}`)
  )
  const container: Container = {
    name,
    send: (kind, payload) => void child.stdin!.write(frame(kind, payload)),
    next: Effect.tap(Queue.take(frames), ({ payload }) =>
      Effect.sync(() => {
        held -= payload.length + frameBytes
        if (held <= maximumHeldBytes && child.stdout!.isPaused()) child.stdout!.resume()
      })
    ),
    memory,
    isAlive: () => child.exitCode === null && child.signalCode === null
  }
  return container
})

/** How long a container may take until it waits for its program, in milliseconds. */
const readyTimeoutMs = 30_000

/** Waits until a container waits for its program. */
export const awaitReady = (container: Container): Effect.Effect<void, ContainerFailed> =>
  Effect.flatMap(container.next, ({ kind }) =>
    kind === "w"
      ? Effect.void
      : Effect.fail(new ContainerFailed({ message: `a container sent ${kind} before its program` }))
  ).pipe(
    Effect.timeoutOrElse({
      duration: readyTimeoutMs,
      orElse: () => Effect.fail(new ContainerFailed({ message: "a container was not ready in time" }))
    })
  )

/** Tells a container that was started from nothing how programs of its language are compiled and run, and has it start the interpreter. */
export const warmUp = (
  container: Container,
  { compile, run, warm }: Pick<Language, "compile" | "run" | "warm">
): Effect.Effect<void, ContainerFailed> => {
  if (warm) container.send("W", warm.join("\0"))
  if (compile) container.send("C", compile.join("\0"))
  container.send("X", run.join("\0"))
  container.send("L")
  return awaitReady(container)
}
