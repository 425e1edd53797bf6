import { runnerCounts } from "@glissade/containers/RunnerSettings"
import * as Config from "effect/Config"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { KeyObject } from "node:crypto"
import { createPrivateKey } from "node:crypto"
import { readFileSync } from "node:fs"
import { howStarted } from "../root/HowStarted.ts"
import { defaultPrograms, runnerObstacle } from "./RunnerObstacle.ts"

/** The settings of native programs contradict each other, or the key cannot be used. */
export class NativeSettingUnusable extends Data.TaggedError("NativeSettingUnusable")<{ readonly message: string }> {}

/** Who runs native programs: nobody, a runner that this server starts, or one that is there already. */
export type NativePrograms =
  | { readonly type: "off"; readonly reason: string | undefined }
  | {
      readonly type: "own"
      readonly settings: Readonly<Record<string, string>>
      /** What people must know of the containers; nothing where they are gVisor's, or somebody else's. */
      readonly weakness: string | undefined
    }
  | {
      readonly type: "remote"
      readonly socketPath: string
      readonly privateKey: KeyObject
      readonly weakness: string | undefined
    }

const settings = Config.all({
  native: Config.schema(Schema.Literals(["auto", "off"]), "NATIVE").pipe(Config.withDefault("auto")),
  socketPath: Config.String("RUNNER_SOCKET").pipe(Config.withDefault(undefined)),
  /** A PEM file with the server's private Ed25519 key, whose public one the runner has. */
  key: Config.String("RUNNER_KEY").pipe(Config.withDefault(undefined)),
  /** Bubblewrap is never chosen by itself: it is weaker. */
  containers: Config.schema(Schema.Literals(["gvisor", "bubblewrap"]), "CONTAINERS").pipe(Config.withDefault("gvisor")),
  bwrap: Config.String("BWRAP").pipe(Config.withDefault(defaultPrograms.bwrap)),
  runsc: Config.String("RUNSC").pipe(Config.withDefault(defaultPrograms.runsc)),
  ...runnerCounts
})

const readKey = (path: string) =>
  Effect.try({
    try: () => {
      const key = createPrivateKey(readFileSync(path))
      if (key.asymmetricKeyType === "ed25519") return key
      throw new Error(`${path} has a key of ${key.asymmetricKeyType}, not of ed25519`)
    },
    catch: (error) => new NativeSettingUnusable({ message: `RUNNER_KEY: ${(error as Error).message}` })
  })

/** Who runs native programs by the settings from the environment; docs/settings.md lists them. */
export const nativePrograms = Effect.gen(function* () {
  const { bwrap, containers, extraPlaces, key, maximumRuns, native, poolSize, runsc, socketPath } = yield* settings
  if (native === "off") return { type: "off", reason: undefined } satisfies NativePrograms
  if ((socketPath === undefined) !== (key === undefined))
    return yield* new NativeSettingUnusable({
      message: "RUNNER_SOCKET and RUNNER_KEY must be set together, or neither"
    })
  if (socketPath !== undefined)
    return {
      type: "remote",
      socketPath,
      privateKey: yield* readKey(key!),
      weakness: undefined
    } satisfies NativePrograms
  const weakness =
    containers === "gvisor"
      ? undefined
      : "in containers of bubblewrap, which are weaker than gVisor's: programs call this machine's kernel"
  const how = howStarted()
  if (how.type === "left")
    return how.native.type === "off"
      ? (how.native satisfies NativePrograms)
      : ({ type: "remote", weakness, ...how.native.place } satisfies NativePrograms)
  const reason = runnerObstacle(containers === "gvisor" ? { containers, runsc } : { containers, bwrap })
  if (reason !== undefined) return { type: "off", reason } satisfies NativePrograms
  const own = {
    CONTAINERS: containers,
    ...(containers === "gvisor" ? { RUNSC: runsc } : { BWRAP: bwrap }),
    RUNNER_POOL: String(poolSize),
    RUNNER_POOL_TOTAL: String(extraPlaces),
    RUNNER_RUNS: String(maximumRuns)
  }
  return { type: "own", settings: own, weakness } satisfies NativePrograms
})
