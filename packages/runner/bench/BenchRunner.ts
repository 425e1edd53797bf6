import * as RemoteSandbox from "@glissade/containers/RemoteSandbox"
import type { RunnerOptions } from "@glissade/runner/Runner"
import { startRunner } from "@glissade/runner/Runner"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { generateKeyPairSync } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

/** A program of one line in an interpreter that waits, in one that starts in the run, and by a compiler. */
export const hello = {
  python: "print('hello')",
  javascript: "console.log('hello')",
  c: `#include <stdio.h>\nint main(void) { puts("hello"); }`
}

export type Name = keyof typeof hello

export const names = Object.keys(hello) as ReadonlyArray<Name>

export const limits = { timeoutMs: 60_000, memoryBytes: 512 << 20, outputBytes: 65_536 }

export const median = (values: ReadonlyArray<number>): number => values.toSorted((a, b) => a - b)[values.length >> 1]!

/** How long an effect takes, in milliseconds. */
export const timed = Effect.fnUntraced(function* <E, R>(body: Effect.Effect<unknown, E, R>) {
  const start = performance.now()
  yield* body
  return performance.now() - start
})

/** A runner of the languages of {@link hello}, with a sandbox over it. */
export const benchRunner = Effect.fnUntraced(function* (
  options: Pick<RunnerOptions, "containers" | "poolSize" | "extraPlaces">
) {
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "glissade-runner-"))),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
  )
  const socketPath = join(folder, "socket")
  const { privateKey, publicKey } = generateKeyPairSync("ed25519")
  const { kind, languages } = yield* startRunner({
    ...options,
    socketPath,
    publicKey,
    folder,
    nodeFolder: dirname(dirname(process.execPath)),
    runsc: "/usr/bin/runsc",
    bwrap: "/usr/bin/bwrap",
    maximumRuns: 8,
    languages: names
  })
  return { kind, languages, sandbox: yield* Layer.build(RemoteSandbox.layer({ socketPath, privateKey })) }
})
