import { monotonicMs } from "@glissade/core/Monotonic"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import { rmSync } from "node:fs"
import { makeRunnerFolder, runnerPaths } from "./RunnerFolder.ts"
import { runnerProgram } from "./RunnerObstacle.ts"

/**
 * How long to wait before a runner that ended is started again, in milliseconds, given how many have ended within a minute of their start one
 * after the other: the next one will hardly fare better.
 */
const restartMs = (failures: number): number => Math.min(60_000, 5_000 * 2 ** Math.max(0, failures - 1))

/** How long a runner may take to destroy its containers, in milliseconds. */
const farewellMs = 10_000

/** Runs the runner until it ends, or ends it. */
const runOnce = (environment: Readonly<Record<string, string>>): Effect.Effect<number | null> =>
  Effect.callback((resume) => {
    // In a session of its own: what a terminal sends to a server that drains must not end it. It ends when the channel closes, which is
    // also how it learns that the server was killed.
    const child = spawn(process.execPath, ["--conditions=@glissade/source", runnerProgram], {
      env: { ...environment },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      detached: true
    })
    child.once("error", () => resume(Effect.succeed(null)))
    child.once("exit", (code) => resume(Effect.succeed(code)))
    return Effect.callback<void>((ended) => {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return ended(Effect.void)
      const timer = setTimeout(() => child.kill("SIGKILL"), farewellMs)
      child.once("exit", () => {
        clearTimeout(timer)
        ended(Effect.void)
      })
      child.kill("SIGTERM")
    })
  })

/** Removes a runner's folder when the scope closes. */
export const removeAtEnd = (folder: string) =>
  Effect.addFinalizer(() => Effect.sync(() => rmSync(folder, { recursive: true, force: true })))

/**
 * Runs a runner in a folder that was made for it, and again whenever it ends, until the scope closes. Members of the group, by its number,
 * may connect.
 */
export const keepRunner = Effect.fnUntraced(function* (
  folder: string,
  settings: Readonly<Record<string, string>>,
  group?: number
) {
  const { keyFile, socketPath } = runnerPaths(folder)
  const environment = {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    ...settings,
    RUNNER_SOCKET: socketPath,
    RUNNER_PUBLIC_KEY: keyFile,
    RUNNER_FOLDER: folder,
    RUNNER_OF_SERVER: "yes",
    ...(group !== undefined && { RUNNER_GROUP: String(group) })
  }
  let failures = 0
  const keep = Effect.gen(function* () {
    const startMs = yield* monotonicMs
    const code = yield* runOnce(environment)
    failures = (yield* monotonicMs) - startMs < 60_000 ? failures + 1 : 0
    const waitMs = restartMs(failures)
    const warning = Effect.logWarning(`the runner ended; it is started again in ${waitMs / 1000} seconds`)
    yield* Effect.annotateLogs(warning, { code })
    yield* Effect.sleep(waitMs)
  })
  yield* Effect.forkScoped(Effect.forever(keep))
})

/** Starts a runner of this server's. Gives what a sandbox needs to reach it, at once: it answers some seconds later. */
export const startRunner = Effect.fnUntraced(function* (settings: Readonly<Record<string, string>>) {
  const { folder, ...place } = makeRunnerFolder()
  yield* removeAtEnd(folder)
  yield* keepRunner(folder, settings)
  return place
})
