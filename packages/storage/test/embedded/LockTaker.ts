import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import * as Exit from "effect/Exit"
import { createInterface } from "node:readline"
import { lockFolder } from "../../src/embedded/FolderLock.ts"

/** A process that tries for each folder that it is told, and keeps what it gets until the next one. */
let scope: Scope.Closeable | undefined
for await (const folder of createInterface({ input: process.stdin })) {
  if (scope) await Effect.runPromise(Scope.close(scope, Exit.void))
  scope = await Effect.runPromise(Scope.make())
  const taking = lockFolder(folder).pipe(
    Effect.as("won"),
    Effect.catch(({ message }) => Effect.succeed(message)),
    Effect.provideService(Scope.Scope, scope)
  )
  process.stdout.write(`${await Effect.runPromise(taking)}\n`)
}
if (scope) await Effect.runPromise(Scope.close(scope, Exit.void))
