import * as NodeStream from "@effect/platform-node/NodeStream"
import { restoreBackup } from "@glissade/storage/RestoreBackup"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { createReadStream } from "node:fs"
import { commandDatabase } from "./CommandDatabase.ts"
import { failingWith } from "./CommandFailure.ts"

const linesOf = (file: string) =>
  NodeStream.fromReadable({
    evaluate: () => (file === "-" ? process.stdin : createReadStream(file)),
    onError: failingWith(`${file} cannot be read`)
  }).pipe(
    Stream.decodeText,
    Stream.splitLines,
    Stream.filter((line) => line !== "")
  )

/** `glissade restore FILE`. */
export const restore = Command.make(
  "restore",
  { file: Argument.String("file").pipe(Argument.withDescription("a backup; - for standard input")) },
  Effect.fnUntraced(function* ({ file }) {
    const sql = yield* commandDatabase(false)
    const rows = yield* restoreBackup(sql, linesOf(file))
    yield* Console.error(`${rows} rows were restored`)
  }, Effect.scoped)
).pipe(Command.withDescription("Fill an empty database from a backup, of this release or an earlier one"))
