import { assert, describe, it } from "@effect/vitest"
import type { Outcome } from "@glissade/client/Client"
import { Client } from "@glissade/client/Client"
import type { Environment } from "@glissade/client/Environment"
import { liveEnvironment } from "@glissade/client/Environment"
import type { SandboxEvent } from "@glissade/core/Sandbox"
import { result } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { behaviours, echo, layerServer, TestServer } from "@glissade/test-kit/TestServer"
import type { FaultProxy } from "./FaultProxy.ts"
import { faultProxy } from "./FaultProxy.ts"

/** How much faster a client's clocks go here: its longest patience is half a minute. */
const speed = 10

const fastEnvironment = (): Environment => {
  const live = liveEnvironment()
  return {
    ...live,
    now: () => live.now() * speed,
    setTimer: (callback, ms) => live.setTimer(callback, ms / speed)
  }
}

const pieces = Array.from({ length: 8 }, (_, n) => `piece ${n} é😀\n`)
const whole = pieces.join("")

/** A program that takes 0.4 s and prints all the while. */
const program: Stream.Stream<SandboxEvent> = Stream.concat(
  Stream.make({ type: "started" } as const),
  Stream.concat(
    Stream.fromIterable(pieces).pipe(
      Stream.map((data): SandboxEvent => ({ type: "output", stream: "stdout", data })),
      Stream.schedule(Schedule.spaced(50))
    ),
    Stream.make<ReadonlyArray<SandboxEvent>>({ type: "finished", result: result(whole) })
  )
)
behaviours.pieces = () => program

interface Story {
  readonly name: string
  /** Before the person presses Run. */
  readonly before?: (proxy: FaultProxy) => void
  /** When the first piece is seen, or never where there is none. */
  readonly during?: (proxy: FaultProxy) => void
  /** So long after the click, in milliseconds. */
  readonly after?: readonly [number, (proxy: FaultProxy) => void]
  readonly route: ReadonlyArray<"live" | "http">
}

const stories: ReadonlyArray<Story> = [
  { name: "nothing", route: ["live"] },
  { name: "a delay of 20 ms each way", before: (proxy) => (proxy.delayMs = 20), route: ["live"] },
  {
    name: "a connection that is reset in the middle of a run",
    during: (proxy) => proxy.cut(),
    route: ["live", "http"]
  },
  {
    name: "a connection that breaks in the middle of a frame",
    before: (proxy) => proxy.cutAfter(900),
    route: ["live", "http"]
  },
  {
    name: "a connection that says nothing any more and stays open",
    during: (proxy) => {
      proxy.fallSilent()
      setTimeout(() => proxy.speak(), 300)
    },
    route: ["live", "http"]
  },
  {
    name: "a server that cannot be reached at first",
    before: (proxy) => (proxy.admission = "refuse"),
    after: [100, (proxy) => (proxy.admission = "pass")],
    route: ["live", "http"]
  },
  { name: "a firewall that lets no WebSocket through", before: (proxy) => (proxy.admission = "block"), route: ["http"] }
]

/** Runs the program through the proxy; gives what was shown and every outcome. */
const tell = (story: Story, proxy: FaultProxy) =>
  Effect.promise(async () => {
    story.before?.(proxy)
    // Nothing waits where all goes well, and a machine that is busy is not to look like a server that is silent.
    const environment = story.route.includes("http") ? fastEnvironment() : liveEnvironment()
    const client = new Client({ apiUrl: proxy.url, environment })
    const execution = client.execute({ code: "pieces" })
    if (story.after !== undefined) setTimeout(story.after[1], story.after[0], proxy)
    let shown = ""
    let during = story.during
    for await (const event of execution) {
      if (event.type === "restart") shown = ""
      if (event.type !== "output") continue
      shown += event.data
      during?.(proxy)
      during = undefined
    }
    const outcome: Outcome = await execution.outcome
    client.close()
    return { outcome, shown, wasUsed: during === undefined }
  })

describe("a run between a real client and a real server", () => {
  for (const story of stories) {
    it.live(`comes to its one result through ${story.name}`, () =>
      Effect.gen(function* () {
        const proxy = yield* faultProxy((yield* TestServer).port)
        const { outcome, shown, wasUsed } = yield* tell(story, proxy)
        assert.isTrue(wasUsed)
        assert.isTrue(outcome.type === "result", JSON.stringify(outcome))
        if (outcome.type !== "result") return
        assert.strictEqual(outcome.result.stdout, whole)
        assert.strictEqual(shown, whole)
        assert.include(story.route, outcome.route)
      }).pipe(Effect.scoped, Effect.provide(layerServer(echo)))
    )
  }

  it.live("ends in one error that says so when nothing can be reached for good", () =>
    Effect.gen(function* () {
      const proxy = yield* faultProxy((yield* TestServer).port)
      proxy.admission = "refuse"
      const { outcome } = yield* tell({ name: "nothing", route: [] }, proxy)
      assert.deepInclude(outcome, {
        type: "failure",
        failure: { code: "unreachable", message: "the server cannot be reached" }
      })
    }).pipe(Effect.scoped, Effect.provide(layerServer(echo)))
  )
})
