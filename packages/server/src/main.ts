import { HealthDetail } from "@glissade/api/Health"
import { errorPlace } from "@glissade/core/ErrorPlace"
import { Examples } from "@glissade/core/Examples"
import { NativeRuntimes } from "@glissade/core/NativeRuntimes"
import { Sandbox } from "@glissade/core/Sandbox"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { examplesOf } from "@glissade/sandbox/registry/EngineExamples"
import { findEngines, parseEngineNames } from "@glissade/sandbox/registry/EngineRegistry"
import { defaultCacheFolder } from "@glissade/sandbox/registry/PrivateFolder"
import * as Cause from "effect/Cause"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as HttpServer from "effect/http/HttpServer"
import * as Latch from "effect/Latch"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Schema from "effect/Schema"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { authMode } from "./library/AuthMode.ts"
import { nativePrograms } from "./native/NativeConfig.ts"
import { reportNative } from "./native/NativeReport.ts"
import { Listening } from "./Listening.ts"
import * as Server from "./Server.ts"
import { layerFromEnvironment, ServerConfig } from "./ServerConfig.ts"
import { endHelper } from "./root/EndHelper.ts"
import { canTypeIntoTerminal } from "./root/SharedTerminal.ts"
import { howStarted } from "./root/HowStarted.ts"
import { settingFault } from "./SettingFaults.ts"
import { Shutdown } from "./Shutdown.ts"
import { reportWalls } from "./WallReport.ts"

/** The page as the web workspace builds it, or in the package, where packing has put it; `undefined` where it was not built. */
const pageFolder = ["../../../web/dist", "../page"]
  .map((folder) => fileURLToPath(new URL(folder, import.meta.url)))
  .find((folder) => existsSync(join(folder, "index.html")))

/**
 * Waits for SIGTERM or SIGINT. A second signal exits at once. `NodeRuntime.runMain` would interrupt the program at the first signal, but a server
 * that drains must go on serving, and it would ignore the second one.
 */
const stopSignal = Effect.callback<NodeJS.Signals>((resume) => {
  const onSignal = (signal: NodeJS.Signals) => {
    process.once("SIGTERM", () => process.exit(1))
    process.once("SIGINT", () => process.exit(1))
    resume(Effect.succeed(signal))
  }
  process.once("SIGTERM", onSignal)
  process.once("SIGINT", onSignal)
})

const interpreters = Config.schema(
  Schema.NumberFromString.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: 256 })),
  "INTERPRETERS"
).pipe(Config.withDefault(2))

/** Whether a process runs programs of different people one after another, or is replaced after each. */
const isolation = Config.schema(Schema.Literals(["shared", "run"]), "ISOLATION").pipe(Config.withDefault("shared"))

const osWall = Config.schema(Schema.Literals(["auto", "require", "off"]), "OS_WALL").pipe(Config.withDefault("auto"))

/** Whether programs of TypeScript are checked beside their runs. */
const checks = Config.schema(Schema.Literals(["on", "off"]), "TYPE_CHECKS").pipe(
  Config.withDefault("on"),
  Config.map((text) => text === "on")
)

const cacheFolder = Config.String("CACHE_FOLDER").pipe(Config.withDefault(defaultCacheFolder()))

/** Packages of engines, with commas between them; by default those of Glissade that are installed. */
const engines = Config.String("ENGINES").pipe(Config.map(parseEngineNames), Config.withDefault(undefined))

/** Where the packages are that an operator has added; by default where `packages add` puts them. */
const packagesFolder = Config.String("PACKAGES_FOLDER").pipe(Config.withDefault(undefined))

const sandboxOptions = Effect.map(
  Config.all({ engines, interpreters, osWall, cacheFolder, isolation, packagesFolder, checks }),
  ({ engines, isolation, packagesFolder, ...settings }) => ({
    ...settings,
    ...(engines && { engines }),
    ...(packagesFolder && { packagesFolder }),
    ...(isolation === "run" && { recycling: "run" as const })
  })
)

/** Programs in WebAssembly, and native ones where something runs them. What those take is loaded only there. */
const sandbox = Layer.unwrap(
  Effect.gen(function* () {
    const engines = EngineSandbox.layer(yield* sandboxOptions)
    const programs = yield* nativePrograms
    if (programs.type === "off") return engines
    const { layer } = yield* Effect.promise(() => import("./native/NativePrograms.ts"))
    return Layer.provide(layer(programs), engines)
  })
)

const examples = Layer.effect(
  Examples,
  Effect.map(sandboxOptions, ({ engines, packagesFolder }) =>
    examplesOf(findEngines(engines, packagesFolder).installed)
  )
)

/** Anybody may request `/health?detail`: what takes work is done once. */
const health = Layer.effect(
  HealthDetail,
  Effect.gen(function* () {
    const walls = yield* Effect.cached(
      Effect.flatMap(Effect.orDie(osWall), (osWall) => Effect.map(EngineSandbox.walls({ osWall }), reportWalls))
    )
    const native = reportNative(yield* nativePrograms, yield* NativeRuntimes)
    return Effect.map(walls, (walls) => ({ walls, native: native() }))
  })
)

/** The service with what it keeps, or without. What keeping takes is loaded only where something is kept. */
const service = Layer.unwrap(
  Effect.gen(function* () {
    const mode = yield* authMode(yield* ServerConfig)
    if (mode === "none") return Server.layer
    if (mode === "oidc") {
      const { layerOidc } = yield* Effect.promise(() => import("./accounts/AccountsServer.ts"))
      return layerOidc(yield* cacheFolder)
    }
    const { layerLocal } = yield* Effect.promise(() => import("./library/LibraryServer.ts"))
    return layerLocal(yield* cacheFolder)
  })
)

const listening = Latch.makeUnsafe(false)

const announce = Effect.gen(function* () {
  const { address } = yield* HttpServer.HttpServer
  const { runtimes } = yield* Sandbox
  const { host } = yield* ServerConfig
  const port = "port" in address ? address.port : 0
  const languages = runtimes.map(({ language, version }) => `${language} ${version}`).join(", ")
  yield* Console.log(`Glissade listens on http://${host.includes(":") ? `[${host}]` : host}:${port}`)
  yield* Console.log(`Languages: ${languages}`)
  for (const { name, packages } of runtimes) {
    if (packages !== undefined)
      yield* Console.log(
        `Packages for ${name}: ${packages.map(({ name, version }) => `${name} ${version}`).join(", ")}`
      )
  }
  const options = yield* sandboxOptions
  for (const { engine, install } of EngineSandbox.missing(options))
    yield* Console.log(`Not installed: ${engine} (${install})`)
  const native = yield* nativePrograms
  const how = howStarted()
  if (how.type === "root") yield* Console.log(`The server runs as root: ${how.reason}`)
  if (how.type === "left") {
    const runner = how.native.type === "runner" ? "; native programs are run by a runner of root's" : ""
    yield* Console.log(`The server runs as user ${how.uid}${runner}`)
    if (canTypeIntoTerminal())
      yield* Console.log(
        "It shares root's terminal, into which it could type: run it as a service, or set sysctl dev.tty.legacy_tiocsti=0"
      )
  }
  if (native.type === "off" && native.reason !== undefined)
    yield* Console.log(`Native programs: off, as ${native.reason}`)
  if (native.type !== "off" && native.weakness !== undefined) yield* Console.log(`Native programs: ${native.weakness}`)
  const { walls } = yield* yield* HealthDetail
  if (walls !== undefined) yield* Console.log(`Walls: ${walls.stand.join(", ")}`)
  if (walls?.missing !== undefined) yield* Console.log(`Walls that do not stand: ${walls.missing}`)
  if (pageFolder === undefined) yield* Console.log("The page is not built; npm run build makes it.")
})

/** How long closing the sockets may take before the process exits, in milliseconds. */
const farewellMs = 500

/**
 * After an uncaught error the state of the process is unknown. It closes its connections (1012), so that clients submit again elsewhere or
 * later, and exits to be restarted.
 */
const endOnUncaught = Effect.gen(function* () {
  const { close } = yield* Shutdown
  const run = Effect.runForkWith(yield* Effect.context())
  let isEnding = false
  // Ignore further errors: Node would print them and exit before the connections are closed.
  const onUncaught = (error: unknown) => {
    if (isEnding) return
    isEnding = true
    const reason = errorPlace(error)
    const farewell = Effect.logError("an error that nobody caught ends the server").pipe(
      Effect.annotateLogs({ reason }),
      Effect.andThen(close),
      Effect.andThen(Effect.sleep(farewellMs)),
      Effect.ensuring(Effect.sync(() => process.exit(1)))
    )
    run(farewell)
  }
  process.on("uncaughtException", onUncaught)
  process.on("unhandledRejection", onUncaught)
})

const program = Effect.gen(function* () {
  // Listen for signals before announcing: whoever reads the announcement may stop the server at once.
  const stopping = yield* Effect.forkChild(stopSignal, { startImmediately: true })
  yield* endOnUncaught
  yield* announce
  const how = howStarted()
  yield* listening.open
  if (how.type === "left" && how.native.type === "runner") how.helper?.ask("startRunner")
  const signal = yield* Fiber.join(stopping)
  yield* Effect.logInfo(`${signal}: shutting down`)
  const shutdown = yield* Shutdown
  yield* shutdown.drain
}).pipe(
  Effect.provide(
    service.pipe(
      Layer.provideMerge(health),
      Layer.provideMerge([sandbox, examples, Layer.succeed(Listening, listening)]),
      Layer.provideMerge(layerFromEnvironment(pageFolder))
    )
  ),
  Effect.provide(Logger.layer([Logger.consoleLogFmt])),
  // No collector is configured here, and the spans of a job cost more than decoding it.
  Effect.withTracerEnabled(false),
  Effect.scoped,
  Effect.ensuring(endHelper)
)

/** Why the server could not start, in one line: an invalid setting, a port in use. */
const describe = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  if (error instanceof Config.ConfigError && Schema.isSchemaError(error.cause)) return settingFault(error)
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (inner instanceof Error && "code" in inner && inner.code === "EADDRINUSE")
    return `${inner.message}. Set PORT or METRICS_PORT to another`
  return inner instanceof Error ? inner.message : String(inner)
}

Effect.runFork(program).addObserver((exit) => {
  if (Exit.isFailure(exit)) process.stderr.write(`Glissade could not start: ${describe(exit.cause)}\n`)
  process.exit(Exit.isSuccess(exit) ? 0 : 1)
})
