import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { ContainerFailed } from "./ContainerFailed.ts"

/** How long a command may take, in milliseconds. */
const timeoutMs = 20_000

/** What a program that ends by itself writes to its output; it fails with the last line of its errors. */
export const execute = (path: string, args: ReadonlyArray<string>): Effect.Effect<string, ContainerFailed> =>
  Effect.callback((resume) => {
    const child = execFile(
      path,
      args,
      { encoding: "utf8", timeout: timeoutMs, killSignal: "SIGKILL", maxBuffer: 1 << 20 },
      (error, stdout, stderr) => {
        if (error === null) return resume(Effect.succeed(stdout))
        const reason = stderr.trim().split("\n").at(-1) || error.message
        resume(Effect.fail(new ContainerFailed({ message: `${path} ${args.at(-1)}: ${reason}`.slice(0, 1_000) })))
      }
    )
    return Effect.sync(() => void child.kill("SIGKILL"))
  })

/** The version that a program tells by a pattern with one group. What makes it fail ends with how to install the program. */
export const versionOf = (path: string, pattern: RegExp, install: string): Effect.Effect<string, ContainerFailed> =>
  execute(path, ["--version"]).pipe(
    Effect.flatMap((said) => {
      const version = pattern.exec(said)?.[1]
      const message = `${path} tells no version that is known`
      return version === undefined ? Effect.fail(new ContainerFailed({ message })) : Effect.succeed(version)
    }),
    Effect.mapError(({ message }) => new ContainerFailed({ message: `${message}. ${install}` }))
  )
