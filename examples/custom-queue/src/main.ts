import { work } from "@glissade/core/JobWorker"
import * as Push from "@glissade/core/Push"
import { Queue } from "@glissade/core/Queue"
import { layerRuntimes } from "@glissade/core/Sandbox"
import { submit } from "@glissade/core/Submit"
import { ConnectionId } from "@glissade/protocol/Ids"
import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as SqliteQueue from "./SqliteQueue.ts"

const main = Effect.gen(function* () {
  const connectionId = ConnectionId.make("connection-1")
  const finished = yield* Deferred.make<ExecutionResult>()
  const connections = yield* Push.Connections
  yield* connections.open(connectionId, (message) =>
    message.type === "result" ? Effect.asVoid(Deferred.succeed(finished, message.result)) : Effect.void
  )
  yield* submit({ language: "lua", code: "print(6 * 7)", connectionId })
  const queue = yield* Queue
  yield* Effect.forkScoped(queue.consume(work))
  const { status, stdout } = yield* Deferred.await(finished)
  process.stdout.write(`${status}: ${stdout}`)
})

const services = Layer.merge(layerRuntimes, SqliteQueue.layer(process.argv[2] ?? ":memory:")).pipe(
  Layer.provideMerge(EngineSandbox.layer({ engines: ["@glissade/engine-lua"] })),
  Layer.provideMerge(Push.layerMemory)
)

await Effect.runPromise(main.pipe(Effect.scoped, Effect.provide(services)))
