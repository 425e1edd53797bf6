import { writeBackup } from "@glissade/storage/WriteBackup"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { open, rename, rm } from "node:fs/promises"
import { commandDatabase } from "./CommandDatabase.ts"
import { failingWith } from "./CommandFailure.ts"

/** A file that is there only once it is whole. What people wrote is in it, so only its owner may read it. */
const wholeFile = (path: string) =>
  Effect.acquireRelease(
    Effect.tryPromise({
      try: async () => {
        const partial = `${path}.partial`
        await rm(partial, { force: true })
        return { partial, handle: await open(partial, "wx", 0o600) }
      },
      catch: failingWith(`${path} cannot be written`)
    }),
    ({ handle, partial }) =>
      Effect.promise(async () => {
        await handle.close().catch(() => {})
        await rm(partial, { force: true })
      })
  ).pipe(
    Effect.map(({ handle, partial }) => ({
      write: (text: string) =>
        Effect.tryPromise({ try: () => handle.writeFile(text), catch: failingWith(`${path} cannot be written`) }),
      finish: Effect.tryPromise({
        try: async () => {
          await handle.sync()
          await handle.close()
          await rename(partial, path)
        },
        catch: failingWith(`${path} cannot be written`)
      })
    }))
  )

const standardOutput = {
  write: (text: string) =>
    Effect.callback<void, Error>((resume) => {
      process.stdout.write(text, (error) =>
        resume(error ? Effect.fail(failingWith("the backup cannot be written")(error)) : Effect.void)
      )
    }),
  finish: Effect.void
}

/** `glissade backup FILE`. */
export const backup = Command.make(
  "backup",
  { file: Argument.String("file").pipe(Argument.withDescription("where to write it; - for standard output")) },
  Effect.fnUntraced(function* ({ file }) {
    const target = file === "-" ? standardOutput : yield* wholeFile(file)
    const sql = yield* commandDatabase(true)
    const rows = yield* writeBackup(sql, target.write)
    yield* target.finish
    yield* Console.error(`${rows} rows were written${file === "-" ? "" : ` to ${file}`}`)
  }, Effect.scoped)
).pipe(Command.withDescription("Write everything that is kept into a file, also while the server runs"))
