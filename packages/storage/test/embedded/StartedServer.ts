import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { EmbeddedPostgresOptions } from "../../src/embedded/EmbeddedPostgres.ts"
import * as EmbeddedPostgres from "../../src/embedded/EmbeddedPostgres.ts"

/** A program with a server, which a test kills or signals: tells where the server is, and ends at the end of its input. */
const program = Effect.gen(function* () {
  const options = JSON.parse(process.argv[2]!) as EmbeddedPostgresOptions
  const { database, password, port, socketFolder, username } = yield* EmbeddedPostgres.start(options)
  const address = { database, port, socketFolder, username, password: Redacted.value(password) }
  process.stdout.write(`${JSON.stringify(address)}\n`)
  yield* Effect.callback<void>((resume) => {
    process.stdin.resume().on("end", () => resume(Effect.void))
  })
}).pipe(
  Effect.scoped,
  Effect.catch(({ message, reason }) =>
    Effect.sync(() => process.stdout.write(`${JSON.stringify({ reason, message })}\n`))
  )
)

// A server that drains goes on after Ctrl-C.
process.on("SIGINT", () => {})
await Effect.runPromise(program)
