import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Logger from "effect/Logger"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import { keepRunner, removeAtEnd } from "../native/OwnRunner.ts"
import { requests } from "../root/HelperChannel.ts"
import { channel } from "./Channel.ts"
import { databaseRequests } from "./DatabaseRequests.ts"
import type { HelperAnswer } from "./HelperAnswer.ts"
import { encodeAnswer } from "./HelperAnswer.ts"
import { HelperTask } from "./HelperTask.ts"

const decodeTask = Schema.decodeUnknownEffect(Schema.fromJsonString(HelperTask))

/** A server asks for one thing at a time. What comes beyond this is from one that was taken over, and is dropped. */
const maximumWaiting = 16

/** The server's requests, until it closes the channel or is gone. */
const requested = Effect.gen(function* () {
  const closed = Deferred.makeUnsafe<void>()
  const asked = yield* Queue.dropping<number>(maximumWaiting)
  for (const event of ["end", "error", "close"] as const)
    channel.on(event, () => Deferred.doneUnsafe(closed, Effect.void))
  channel.on("data", (bytes) => {
    for (const byte of bytes.subarray(0, maximumWaiting)) Queue.offerUnsafe(asked, byte)
  })
  return { asked, closed: Deferred.await(closed) }
})

/** Bytes of answers that a server may leave unread. A server in order reads each, of at most some hundred. */
const maximumUnread = 65_536

const answer = (answer: HelperAnswer): void => {
  if (channel.writableLength > maximumUnread) channel.destroy()
  if (channel.writable) channel.write(`${encodeAnswer(answer)}\n`)
}

const program = Effect.gen(function* () {
  const { runner, server } = yield* decodeTask(process.argv[2])
  let isRunnerWanted = runner !== undefined
  // Also if the runner was never asked for.
  if (runner !== undefined) yield* removeAtEnd(runner.folder)
  const { startDatabase, stopDatabase } = yield* databaseRequests(server, answer)
  const startRunner = Effect.suspend(() => {
    if (runner === undefined || !isRunnerWanted) return Effect.void
    isRunnerWanted = false
    return keepRunner(runner.folder, runner.settings, runner.group)
  })
  const actions = new Map<number, typeof startRunner>([
    [requests.startDatabase, startDatabase],
    [requests.stopDatabase, stopDatabase],
    [requests.startRunner, startRunner]
  ])
  const { asked, closed } = yield* requested
  const serve = Effect.flatMap(Queue.take(asked), (byte) => actions.get(byte) ?? Effect.void)
  yield* Effect.raceFirst(Effect.forever(serve), closed)
}).pipe(Effect.scoped, Effect.provide(Logger.layer([Logger.consoleLogFmt])))

Effect.runFork(program).addObserver((exit) => process.exit(Exit.isSuccess(exit) ? 0 : 1))
