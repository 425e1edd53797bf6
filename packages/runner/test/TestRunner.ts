import * as RemoteSandbox from "@glissade/containers/RemoteSandbox"
import { startRunner } from "@glissade/runner/Runner"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { generateKeyPairSync } from "node:crypto"
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

const runsc = "/usr/bin/runsc"
const bwrap = "/usr/bin/bwrap"

const canRun = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return process.getuid?.() === 0
  } catch {
    return false
  }
}

/** Whether gVisor's containers can be made here: by root, where it is installed. CI has both. */
export const hasRunsc = canRun(runsc)

/** Whether bubblewrap's can: that needs no root, but cgroups do, which the tests of limits need. */
export const hasBubblewrap = canRun(bwrap)

/** The kinds of containers, and whether they can be made here. */
export const kinds = [
  { kind: "gvisor", isHere: hasRunsc },
  { kind: "bubblewrap", isHere: hasBubblewrap }
] as const

/** A kind of container. */
export type Kind = (typeof kinds)[number]["kind"]

export const { privateKey, publicKey } = generateKeyPairSync("ed25519")

/** A runner in this process with a folder of its own; gives the path of its socket, which is in that folder unless it is given. */
export const testRunner = (
  languages: ReadonlyArray<string>,
  givenSocket?: string,
  maximumRuns = 8,
  containers: Kind = "gvisor"
) =>
  Effect.gen(function* () {
    const folder = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "glissade-runner-"))),
      (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
    )
    const socketPath = givenSocket ?? join(folder, "socket")
    yield* startRunner({
      socketPath,
      publicKey,
      folder,
      nodeFolder: dirname(dirname(process.execPath)),
      containers,
      runsc,
      bwrap,
      poolSize: 2,
      extraPlaces: 16,
      maximumRuns,
      languages
    })
    return socketPath
  })

/** The sandbox over such a runner. */
export const layerRemote = (languages: ReadonlyArray<string>, containers: Kind = "gvisor") =>
  Layer.unwrap(
    Effect.map(testRunner(languages, undefined, 8, containers), (socketPath) =>
      RemoteSandbox.layer({ socketPath, privateKey })
    )
  )
