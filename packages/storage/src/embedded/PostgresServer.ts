import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { join } from "node:path"
import type { DataFolder } from "./DataFolder.ts"
import { writeForDatabase } from "./DataFolder.ts"
import { EmbeddedPostgresFailed, onFolder, otherwise } from "./EmbeddedPostgresFailed.ts"
import { LastLines } from "./LastLines.ts"
import { serverSettings } from "./ServerSettings.ts"
import { socketFolder } from "./SocketFolder.ts"
import { startSupervised } from "./SupervisedProcess.ts"

/** Going through the journal after a crash takes seconds. */
const startTimeoutMs = 120_000

const failed = (message: string) =>
  new EmbeddedPostgresFailed({ reason: "failed", message: `${message}. ${otherwise}` })

/**
 * Starts the server on data that is set up, and waits until it takes connections. Closing the scope ends it. `onLine` sees all that the
 * server writes to its log.
 */
export const serve = Effect.fnUntraced(function* (
  folder: DataFolder,
  programs: string,
  onLine: (line: string) => void = () => {}
) {
  const socket = yield* socketFolder(folder)
  yield* onFolder(`PostgreSQL's settings cannot be written to ${folder.settings}`, () =>
    writeForDatabase(folder, folder.settings, serverSettings(socket.path, folder.isOpenToGroup))
  )
  let isReady = false
  const ready = Deferred.makeUnsafe<void>()
  const lines = new LastLines()
  const { exited, stop } = yield* startSupervised({
    file: join(programs, "postgres"),
    args: ["-D", folder.cluster, "-c", `config_file=${folder.settings}`],
    user: folder.user,
    lastFolder: socket.isTemporary ? socket.path : undefined,
    // PostgreSQL 18 does not end by a fast shutdown that is asked for while it recovers.
    isReady: () => isReady,
    onLine: (line) => {
      onLine(line)
      if (line.includes("terminating any other active server processes")) isReady = false
      if (line.includes("database system is ready to accept connections")) {
        isReady = true
        lines.open()
        Deferred.doneUnsafe(ready, Effect.void)
      } else lines.add(line)
    }
  })
  const gaveUp = Effect.flatMap(exited, (code) =>
    failed(`PostgreSQL did not start: ${lines.text || `it ended with ${code}`}`)
  )
  yield* Effect.raceFirst(Deferred.await(ready), gaveUp).pipe(
    Effect.timeoutOrElse({
      duration: startTimeoutMs,
      orElse: () => failed(`PostgreSQL was not ready after ${startTimeoutMs / 1_000} s: ${lines.text}`)
    })
  )
  return { exited: Effect.asVoid(exited), stop, socketFolder: socket.path, lastWords: Effect.sync(() => lines.text) }
})
