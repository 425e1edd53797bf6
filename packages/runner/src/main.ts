import { runnerCounts } from "@glissade/containers/RunnerSettings"
import * as Cause from "effect/Cause"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { createPublicKey } from "node:crypto"
import { readFileSync, rmSync } from "node:fs"
import { dirname } from "node:path"
import { startRunner } from "./Runner.ts"
import { ContainerFailed } from "./ContainerFailed.ts"

const settings = Config.all({
  /** Where the server finds the runner. */
  socketPath: Config.String("RUNNER_SOCKET"),
  /** A PEM file with the server's public Ed25519 key. */
  publicKey: Config.String("RUNNER_PUBLIC_KEY"),
  /** Of this runner alone. */
  folder: Config.String("RUNNER_FOLDER"),
  /** Id of the group of the server's user, where that is another one than the runner's. */
  socketGroup: Config.schema(
    Schema.NumberFromString.check(Schema.isInt(), Schema.isBetween({ minimum: 0, maximum: 2 ** 31 })),
    "RUNNER_GROUP"
  ).pipe(Config.withDefault(undefined)),
  /** Whether the folder goes with the server that started the runner. */
  isOfServer: Config.schema(Schema.Literal("yes"), "RUNNER_OF_SERVER").pipe(Config.withDefault(undefined)),
  /** Bubblewrap is never chosen by itself: it is weaker. */
  containers: Config.schema(Schema.Literals(["gvisor", "bubblewrap"]), "CONTAINERS").pipe(Config.withDefault("gvisor")),
  bwrap: Config.String("BWRAP").pipe(Config.withDefault("/usr/bin/bwrap")),
  runsc: Config.String("RUNSC").pipe(Config.withDefault("/usr/bin/runsc")),
  ...runnerCounts
})

/** The settings, or the server's key, cannot be used. */
class SettingUnusable extends Data.TaggedError("SettingUnusable")<{ readonly message: string }> {}

const readKey = (path: string) =>
  Effect.try({
    try: () => {
      const key = createPublicKey(readFileSync(path))
      if (key.asymmetricKeyType === "ed25519") return key
      throw new Error(`${path} has a key of ${key.asymmetricKeyType}, not of ed25519`)
    },
    catch: (error) => new SettingUnusable({ message: `RUNNER_PUBLIC_KEY: ${(error as Error).message}` })
  })

/** A signal, or the end of the server that started it. */
const stopSignal = Effect.callback<void>((resume) => {
  const stop = () => resume(Effect.void)
  for (const event of ["SIGTERM", "SIGINT", "disconnect"] as const) process.once(event, stop)
  // The server ended before this was listening.
  if (process.send !== undefined && !process.connected) stop()
})

const program = Effect.gen(function* () {
  const { isOfServer, publicKey, ...options } = yield* settings
  // A server that was killed cannot remove the folder that it gave. One that lives uses it again.
  const removeAlone = Effect.sync(() => {
    if (!process.connected) rmSync(options.folder, { recursive: true, force: true })
  })
  if (isOfServer !== undefined) yield* Effect.addFinalizer(() => removeAlone)
  const stopping = yield* Effect.forkChild(stopSignal, { startImmediately: true })
  const { kind, languages } = yield* startRunner({
    ...options,
    publicKey: yield* readKey(publicKey),
    nodeFolder: dirname(dirname(process.execPath))
  })
  yield* Console.log(`The runner listens on ${options.socketPath}: ${kind.isolation}`)
  for (const weakness of kind.weaknesses) yield* Console.log(weakness)
  yield* Console.log(
    `Native languages: ${languages.map(({ runtime }) => `${runtime.language} ${runtime.version}`).join(", ")}`
  )
  yield* Fiber.join(stopping)
}).pipe(Effect.scoped, Effect.provide(Logger.layer([Logger.consoleLogFmt])))

/** Why the runner could not start, in one line. */
const describe = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  if (error instanceof Config.ConfigError && Schema.isSchemaError(error.cause)) {
    const { issues } = SchemaIssue.makeFormatterStandardSchemaV1()(error.cause.issue)
    return issues.map(({ message, path }) => `${(path ?? []).map(String).join(".")}: ${message}`).join("; ")
  }
  if (error instanceof ContainerFailed) return error.message
  return error instanceof Error ? error.message : String(error)
}

Effect.runFork(program).addObserver((exit) => {
  if (Exit.isFailure(exit)) process.stderr.write(`The runner could not start: ${describe(exit.cause)}\n`)
  process.exit(Exit.isSuccess(exit) ? 0 : 1)
})
