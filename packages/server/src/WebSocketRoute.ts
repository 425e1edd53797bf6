import type { Caller } from "@glissade/core/Caller"
import { CurrentCaller } from "@glissade/core/Caller"
import { whenBlocked } from "@glissade/core/BlockedUsers"
import { CurrentUser } from "@glissade/core/CurrentUser"
import { hashConnectionId } from "@glissade/core/ConnectionHash"
import { answerFrame, encodeFrame } from "@glissade/core/Frames"
import { ConnectionGone, Connections } from "@glissade/core/Push"
import { Readiness } from "@glissade/core/Readiness"
import { problemResponse } from "@glissade/api/ProblemResponse"
import { ConnectionId } from "@glissade/protocol/Ids"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Result from "effect/Result"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Socket from "effect/socket/Socket"
import { isAskerAllowed, originRefused } from "./Origin.ts"
import { descriptorLimit, maximumSockets } from "./Descriptors.ts"
import { ServerConfig } from "./ServerConfig.ts"
import { Shutdown } from "./Shutdown.ts"
import type { Holder } from "./UnreadBytes.ts"
import { UnreadBytes } from "./UnreadBytes.ts"
import { userOf } from "./UpgradeUser.ts"

/** Bytes that a client may leave unread before its connection is closed: about eight runs with all their output. */
export const maximumUnreadBytes = 4 * 1024 * 1024

/** Larger frames close the connection (1009) before they are read; smaller invalid ones get an `error`. */
export const maximumFrameBytes = 1024 * 1024 + 64 * 1024

/** How long `started` may wait to be sent together with what follows, in milliseconds: too short to be seen. */
const beginningMs = 20

/** How long the client has to answer a closing frame, in milliseconds. */
const closeGraceMs = 2_000

/** The close code of a socket whose user may not go on (RFC 6455). */
const policyViolation = 1008

const slowReaders = Metric.counter("glissade_slow_readers_total", {
  description: "Connections cut because they did not read what was sent",
  incremental: true
})

/** Bytes that all connections may hold together: unread messages, and incomplete ones of clients. */
export const maximumHeldBytes = 64 * 1024 * 1024

/** 144 random bits: whoever knows the id can push to this connection, so it must not be guessable. */
const makeConnectionId = (): ConnectionId =>
  ConnectionId.make(Buffer.from(globalThis.crypto.getRandomValues(new Uint8Array(18))).toString("base64url"))

const refuse = {
  upgrade: problemResponse({
    status: 426,
    type: "upgrade-required",
    title: "This is a WebSocket",
    detail: "connect with the WebSocket protocol",
    headers: { upgrade: "websocket" }
  }),
  share: problemResponse({
    status: 429,
    type: "too-many-connections",
    title: "Your address has as many connections as it may have",
    detail: "close some, or use POST /execute",
    retryAfter: 5
  }),
  full: problemResponse({
    status: 503,
    type: "unavailable",
    title: "No more connections are taken",
    detail: "as many clients are connected as the server takes; try again or use POST /execute",
    retryAfter: 5
  }),
  draining: problemResponse({
    status: 503,
    type: "unavailable",
    title: "The server is shutting down",
    detail: "no new connections are taken",
    retryAfter: 5
  })
}

/** Whether a request asks for a WebSocket. Without `Connection: Upgrade` it is an ordinary request, whatever its other headers. */
const asksForUpgrade = ({ connection = "", upgrade }: HttpServerRequest.HttpServerRequest["headers"]): boolean =>
  upgrade?.toLowerCase() === "websocket" && /(?:^|,)\s*upgrade\s*(?:,|$)/i.test(connection)

/** Serves one upgraded connection until it closes, the server closes, or its client reads too slowly. */
const serve = Effect.fnUntraced(function* (
  request: HttpServerRequest.HttpServerRequest,
  caller: Caller,
  held: UnreadBytes
) {
  const connections = yield* Connections
  const shutdown = yield* Shutdown
  const { idleTimeoutMs } = yield* ServerConfig
  const stream = NodeHttpServerRequest.toIncomingMessage(request).socket
  const socket = yield* request.upgrade
  const { pull } = yield* socket.reader
  const { write } = yield* socket.writer
  const connectionId = makeConnectionId()
  const cut = yield* Deferred.make<void>()

  const close = (code: number, reason: string) => Effect.ignore(write(new Socket.CloseEvent(code, reason)))
  // The client may never answer the closing frame, and a server cannot stop while its socket is open.
  const destroyLater = Effect.andThen(
    Effect.sleep(closeGraceMs),
    Effect.sync(() => stream.destroy())
  )
  const cutSlowReader = connections
    .close(connectionId)
    .pipe(
      Effect.andThen(Metric.update(slowReaders, 1)),
      Effect.andThen(Effect.logWarning("connection cut: it does not read what is sent")),
      Effect.andThen(Deferred.succeed(cut, undefined)),
      Effect.annotateLogs({ connection: hashConnectionId(connectionId) })
    )
  // Messages that are sent in one turn of the event loop (`started`, the last piece, the result) leave in one system call, which costs
  // 0.2 ms: a fifth of all that a short job costs.
  let isCorked = false
  const flush = () => {
    isCorked = false
    stream.uncork()
  }
  const gather = (isBeginning: boolean) => {
    if (isCorked) {
      if (!isBeginning) process.nextTick(flush)
      return
    }
    isCorked = true
    stream.cork()
    if (isBeginning) setTimeout(flush, beginningMs)
    else process.nextTick(flush)
  }
  const send = (text: string, isBeginning = false) =>
    Effect.suspend(() => {
      if (stream.writableLength > maximumUnreadBytes) return Effect.andThen(cutSlowReader, new ConnectionGone())
      gather(isBeginning)
      return Effect.mapBoth(write(text), {
        onFailure: () => new ConnectionGone(),
        // After the write: counted before, a message could exceed the bound and no connection would be closed.
        onSuccess: () => held.grow(text)
      })
    })

  // Bytes of an incomplete message. Its last fragment may never arrive.
  let readBefore = stream.bytesRead
  const holder: Holder = {
    heldBytes: () => stream.writableLength + stream.bytesRead - readBefore,
    cut: () => Effect.runFork(cutSlowReader)
  }
  const onData = (chunk: Buffer) => held.grow(chunk.length)
  held.add(holder)
  stream.on("data", onData)
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      stream.off("data", onData)
      held.remove(holder)
    })
  )
  yield* connections.open(connectionId, (message) => send(encodeFrame(message), message.type === "started"), caller)
  yield* Effect.addFinalizer(() => connections.close(connectionId))
  yield* Effect.addFinalizer(() => Effect.forkDetach(destroyLater))

  const answer = (frame: string | Uint8Array) =>
    Effect.flatMap(answerFrame(frame, connectionId), (messages) =>
      Effect.forEach(messages, (message) => send(encodeFrame(message)), { discard: true })
    )
  const read = pull.pipe(
    Effect.timeoutOrElse({
      duration: idleTimeoutMs,
      orElse: () => Effect.andThen(close(1001, "nothing was sent for too long"), Effect.interrupt)
    }),
    Effect.flatMap((frames) => {
      readBefore = stream.bytesRead
      return Effect.forEach(frames, answer, { discard: true })
    }),
    Effect.forever
  )
  const closing = Effect.andThen(shutdown.closing, close(1012, "the server is shutting down"))
  const slow = Effect.andThen(Deferred.await(cut), close(1013, "what was sent was not read"))
  const blocked = Effect.andThen(whenBlocked((yield* CurrentUser).id), close(policyViolation, "the user is blocked"))
  yield* Effect.raceAllFirst([Effect.ignore(read), closing, slow, blocked])
  if (Deferred.isDoneUnsafe(cut)) stream.destroy()
}, Effect.scoped)

/** `GET /ws`: pushes to the client, and pings from it. */
export const layer = Layer.suspend(() => {
  const held = new UnreadBytes(maximumHeldBytes)
  const sockets = maximumSockets(descriptorLimit())
  return HttpRouter.add(
    "GET",
    "/ws",
    Effect.gen(function* () {
      const request = yield* HttpServerRequest.HttpServerRequest
      const config = yield* ServerConfig
      const connections = yield* Connections
      const readiness = yield* Readiness
      if (!asksForUpgrade(request.headers)) return refuse.upgrade
      if (!isAskerAllowed(request.headers, config.allowedOrigins)) return originRefused
      if (readiness.isDraining()) return refuse.draining
      const user = yield* Effect.result(userOf(request))
      if (Result.isFailure(user)) return user.failure
      const maximum = Math.min(config.maximumConnections, sockets)
      if (connections.count() >= maximum) return refuse.full
      const caller = yield* CurrentCaller
      if (caller.isLimited && connections.countOf(caller) >= Math.max(1, maximum * config.addressShare)) {
        return refuse.share
      }
      yield* Effect.provideService(serve(request, caller, held), CurrentUser, user.success)
      return HttpServerResponse.empty()
    })
  )
})
