import { Connections, layerMemory } from "@glissade/core/Push"
import type { ServerMessage } from "@glissade/protocol/Message"
import { connectionId } from "@glissade/testing/Fixtures"
import { pushContract } from "@glissade/testing/PushContract"
import * as Effect from "effect/Effect"
import * as EffectQueue from "effect/Queue"

let opened = 0

pushContract("layerMemory", {
  layer: layerMemory,
  connect: Effect.gen(function* () {
    const connections = yield* Connections
    const arrived = yield* EffectQueue.unbounded<ServerMessage>()
    const id = connectionId(`connection-${++opened}`)
    yield* connections.open(id, (message) => Effect.sync(() => void EffectQueue.offerUnsafe(arrived, message)))
    return { connectionId: id, receive: EffectQueue.take(arrived), close: connections.close(id) }
  })
})
