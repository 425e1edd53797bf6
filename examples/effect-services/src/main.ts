import { work } from "@glissade/core/JobWorker"
import * as Push from "@glissade/core/Push"
import { Queue } from "@glissade/core/Queue"
import * as QueueMemory from "@glissade/core/QueueMemory"
import { QueueMonitor } from "@glissade/core/QueueMonitor"
import { layerRuntimes } from "@glissade/core/Sandbox"
import { submit } from "@glissade/core/Submit"
import { ConnectionId } from "@glissade/protocol/Ids"
import type { ServerMessage } from "@glissade/protocol/Message"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const programs = [
  { language: "lua", code: `print("line 1"); print("line 2")` },
  { language: "javascript", code: "console.log(6 * 7)" }
]

/** What a WebSocket would carry. Output comes in pieces of any length. */
const describe = (message: ServerMessage): string => {
  if (message.type === "output") return message.data
  if (message.type === "result") return `result: ${message.result.status}\n`
  return `${message.type}\n`
}

const main = Effect.gen(function* () {
  const connectionId = ConnectionId.make("connection-1")
  const connections = yield* Push.Connections
  yield* connections.open(connectionId, (message) => Effect.sync(() => process.stdout.write(describe(message))))

  const queue = yield* Queue
  yield* Effect.forkScoped(queue.consume(work))

  // Jobs of one connection are run one after another, in the order of their submits.
  for (const program of programs) yield* submit({ ...program, connectionId })
  yield* (yield* QueueMonitor).whenEmpty
})

const services = Layer.merge(layerRuntimes, QueueMemory.layerMemory()).pipe(
  Layer.provideMerge(EngineSandbox.layer({ engines: ["@glissade/engine-lua", "@glissade/engine-javascript"] })),
  Layer.provideMerge(Push.layerMemory)
)

await Effect.runPromise(main.pipe(Effect.scoped, Effect.provide(services)))
