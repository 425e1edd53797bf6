import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"
import type { SystemUser } from "./DatabaseUser.ts"

/** A program to run under the supervisor. */
export interface SupervisedCommand {
  readonly file: string
  readonly args: ReadonlyArray<string>
  readonly user: SystemUser | undefined
  /** What it reads from its standard input; nothing if left out. */
  readonly input?: string
  /** Receives each line of its standard error. */
  readonly onLine: (line: string) => void
  /** Whether it takes a fast shutdown now; always if left out. */
  readonly isReady?: () => boolean
  /** An empty folder that is to go when the program has ended, also if this process does not live to see it. */
  readonly lastFolder?: string | undefined
}

/** A program that ends when this process does, however that ends. */
export interface SupervisedProcess {
  /** Completes when it has ended, with its exit code; that of a signal is 128 and its number, as in a shell. */
  readonly exited: Effect.Effect<number>
  /** Ends it, in up to three steps, and waits for its end. */
  readonly stop: Effect.Effect<void>
}

/**
 * Starts the program and reads a pipe that this process holds. When the pipe ends, so does the program: PostgreSQL takes INT for a fast
 * shutdown and QUIT for an immediate one. The shell ignores what a terminal sends: a server that drains still needs its database.
 */
const script = `
trap '' HUP INT TERM PIPE
last=$1
shift
exec 4<&0 </dev/null
"$@" <&4 3<&- 4<&- &
program=$!
exec 4<&-
{
  read -r _ <&3
  kill -INT $program
  sleep 3 3<&-
  kill -QUIT $program
  sleep 1 3<&-
  kill -KILL $program
} >/dev/null 2>&1 &
watcher=$!
echo $program >&3
wait $program
code=$?
exec 2>/dev/null
kill -KILL $watcher
[ -z "$last" ] || rmdir "$last"
exit $code
`

/** How long the program has for a fast shutdown, and for an immediate one. */
const steps = [
  ["SIGINT", 10_000],
  ["SIGQUIT", 5_000]
] as const

/** Processes that a killed server left may keep its pipes open. */
const lastLinesMs = 500

/** Exit code of a shell that did not find the program. */
const notStarted = 127

/** Runs a program under the supervisor. Closing the scope ends it. */
export const startSupervised = (command: SupervisedCommand): Effect.Effect<SupervisedProcess, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => launch(command)),
    ({ stop }) => stop
  )

const launch = ({ args, file, input, isReady, lastFolder, onLine, user }: SupervisedCommand): SupervisedProcess => {
  const ended = Deferred.makeUnsafe<number>()
  const started = Deferred.makeUnsafe<number | undefined>()
  const end = (code: number): void => {
    Deferred.doneUnsafe(started, Effect.undefined)
    Deferred.doneUnsafe(ended, Effect.succeed(code))
  }
  const fail = (error: unknown): void => {
    onLine((error as Error).message)
    end(notStarted)
  }
  try {
    const child = spawn("/bin/sh", ["-c", script, "sh", lastFolder ?? "", file, ...args], {
      cwd: "/",
      env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC", MALLOC_TRIM_THRESHOLD_: "131072" },
      // A session of its own: Ctrl-C at the terminal reaches the server only.
      detached: true,
      stdio: [input === undefined ? "ignore" : "pipe", "ignore", "pipe", "pipe"],
      ...user
    })
    child.on("error", fail)
    const [stdin, , stderr, pipe] = child.stdio
    // Where descriptors have run out, there are no pipes; the `error` event has the reason.
    if (stderr) {
      createInterface({ input: stderr as Readable }).on("line", onLine)
      child.on("close", (code) => end(code ?? notStarted))
      child.on("exit", (code) => setTimeout(end, lastLinesMs, code ?? notStarted))
      stdin?.on("error", () => {})
      stdin?.end(input)
      pipe!.on("error", () => {})
      pipe!.once("data", (text: Buffer) => Deferred.doneUnsafe(started, Effect.succeed(Number(text.toString()))))
    }
  } catch (error) {
    fail(error)
  }

  const exited = Deferred.await(ended)
  const signal = (name: NodeJS.Signals) =>
    Effect.map(Deferred.await(started), (pid) => {
      if (pid === undefined || Deferred.isDoneUnsafe(ended)) return
      try {
        process.kill(pid, name)
      } catch {
        // It has just ended.
      }
    })
  const stop = Effect.gen(function* () {
    for (const [name, patienceMs] of (isReady?.() ?? true) ? steps : steps.slice(1)) {
      yield* signal(name)
      if (Option.isSome(yield* Effect.timeoutOption(exited, patienceMs))) return
    }
    yield* signal("SIGKILL")
    yield* exited
  })
  return { exited, stop }
}
