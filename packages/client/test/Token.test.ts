import { assert, describe, it } from "@effect/vitest"
import { Client } from "@glissade/client/Client"
import type { ClientOptions } from "@glissade/client/Client"
import type { Environment, SocketLike } from "@glissade/client/Environment"
import { liveEnvironment } from "@glissade/client/Environment"
import { holdToken } from "../src/Token.ts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { echo, layerServer, TestServer } from "@glissade/test-kit/TestServer"
import { makeGate } from "@glissade/test-kit/TokenServer"

const gated = () => {
  const { gate, layer } = makeGate("first & only")
  return { gate, server: layerServer(echo).pipe(Layer.provide(layer)) }
}

const run = (options: ClientOptions) =>
  Effect.promise(async () => {
    const client = new Client(options)
    const outcome = await client.execute({ code: "hello" }).outcome
    client.close()
    return outcome
  })

describe("a client of a server that asks who runs programs", () => {
  for (const [what, webSocketUrl, told] of [
    ["the WebSocket", undefined, 2],
    ["HTTP alone", null, 1]
  ] as const) {
    it.live(`brings the token that it was given, over ${what}`, () => {
      const { gate, server } = gated()
      return Effect.gen(function* () {
        const apiUrl = (yield* TestServer).url
        const options = { apiUrl, ...(webSocketUrl === null ? { webSocketUrl } : {}) }
        const outcome = yield* run({ ...options, token: gate.valid })
        assert.deepInclude(outcome, { type: "result", route: webSocketUrl === null ? "http" : "live" })
        assert.deepStrictEqual(gate.told, Array(told).fill(gate.valid))
      }).pipe(Effect.provide(server))
    })
  }

  it.live("is told that it is refused, without a token and with one that stays wrong", () => {
    const { gate, server } = gated()
    return Effect.gen(function* () {
      const options = { apiUrl: (yield* TestServer).url, webSocketUrl: null }
      for (const token of [undefined, "wrong", () => "wrong", () => Promise.reject(new Error("signed out"))]) {
        const outcome = yield* run({ ...options, token })
        assert.isTrue(outcome.type === "failure")
        if (outcome.type === "failure") assert.deepInclude(outcome.failure, { code: "rejected", status: 401 })
      }
      // Without a token there is nothing to ask for anew.
      assert.deepStrictEqual(gate.told, [undefined, "wrong", "wrong", "wrong", "wrong", undefined, undefined])
    }).pipe(Effect.provide(server))
  })

  it.live("asks for a token before it connects, keeps it, and asks again when it is refused", () => {
    const { gate, server } = gated()
    return Effect.gen(function* () {
      const { url: apiUrl } = yield* TestServer
      let asked = 0
      const token = () => {
        asked++
        return Promise.resolve(gate.valid)
      }
      yield* Effect.promise(async () => {
        const client = new Client({ apiUrl, token })
        for (const n of [1, 2]) {
          const outcome = await client.execute({ code: `${n}` }).outcome
          assert.deepInclude(outcome, { type: "result", route: "live" })
        }
        assert.strictEqual(asked, 1)
        gate.valid = "second"
        assert.deepInclude(await client.execute({ code: "3" }).outcome, { type: "result", route: "live" })
        assert.strictEqual(asked, 2)
        client.close()
      })
    }).pipe(Effect.provide(server))
  })
})

describe("a client of a gateway that refuses tokens", () => {
  for (const [status, asked] of [
    [401, 2],
    [403, 2],
    [404, 1]
  ] as const) {
    it(`asks for a token ${asked === 2 ? "once more" : "only once"} after a ${status}`, async () => {
      const sent: Array<string | null> = []
      const fetch = (_: string, { headers }: RequestInit) => {
        sent.push(new Headers(headers).get("authorization"))
        return Promise.resolve(Response.json({ message: "Forbidden" }, { status }))
      }
      let count = 0
      const token = () => `token ${++count}`
      const environment = { ...liveEnvironment(), fetch }
      const client = new Client({ apiUrl: "https://run.example", webSocketUrl: null, environment, token })
      const outcome = await client.execute({ code: "1" }).outcome
      client.close()
      assert.isTrue(outcome.type === "failure")
      if (outcome.type === "failure") assert.deepInclude(outcome.failure, { code: "rejected", status })
      assert.deepStrictEqual(sent, ["Bearer token 1", "Bearer token 2"].slice(0, asked))
    })
  }
})

/** What a server answers that knows no tickets. */
const older: Environment["fetch"] = () => Promise.resolve(Response.json({ runtimes: [] }))

/** A client whose sockets are never opened; the addresses that it would open them at, and what it has sent to the server. */
const connectWith = async (options: Partial<ClientOptions>, answer = older) => {
  const urls: Array<string> = []
  const sent: Array<string> = []
  const socket: SocketLike = { send: () => {}, close: () => {}, onopen: null, onmessage: null, onclose: null }
  const openSocket = (url: string) => {
    urls.push(url)
    return socket
  }
  const fetch: Environment["fetch"] = (url, init) => {
    const { authorization = "nobody" } = (init.headers ?? {}) as Record<string, string>
    sent.push(`${new URL(url).pathname} ${authorization}`)
    return answer(url, init)
  }
  const environment = { ...liveEnvironment(), openSocket, fetch }
  const client = new Client({ apiUrl: "https://run.example", environment, ...options })
  client.connect()
  const atOnce = urls.length
  await new Promise((resolve) => setTimeout(resolve, 5))
  return { atOnce, client, sent, socket, urls }
}

/** A server with tickets, or one that fails where it is asked for one. */
const withTickets =
  (ticket: () => Response): Environment["fetch"] =>
  (url) =>
    Promise.resolve(url.endsWith("/tickets") ? ticket() : Response.json({ features: ["tickets"] }))

describe("the address of a WebSocket", () => {
  it("has the token, encoded, and is left alone where there is none", async () => {
    for (const [options, url] of [
      [{}, "wss://run.example/ws"],
      [{ token: "a+b/c=&d" }, "wss://run.example/ws?token=a%2Bb%2Fc%3D%26d"],
      [{ token: () => undefined }, "wss://run.example/ws"],
      [{ token: "t", webSocketUrl: "wss://run.example/ws?v=1" }, "wss://run.example/ws?v=1&token=t"]
    ] as const) {
      const { client, urls } = await connectWith(options)
      assert.deepStrictEqual(urls, [url])
      client.close()
    }
  })

  it("has a ticket instead, where the server gives tickets out", async () => {
    const { client, sent, urls } = await connectWith(
      { token: "t" },
      withTickets(() => Response.json({ ticket: "once", expires_in: 30 }, { status: 201 }))
    )
    assert.deepStrictEqual(urls, ["wss://run.example/ws?ticket=once"])
    assert.deepStrictEqual(
      sent.filter((call) => call.startsWith("/tickets")),
      ["/tickets Bearer t"]
    )
    client.close()
  })

  for (const [what, answer] of [
    ["the server has tickets and gives none now", withTickets(() => Response.json({}, { status: 429 }))],
    ["nobody answers", () => Promise.reject(new TypeError("no network"))],
    ["the server fails before it says what it has", () => Promise.resolve(Response.json({}, { status: 503 }))]
  ] as ReadonlyArray<readonly [string, Environment["fetch"]]>) {
    it(`is not opened with the token where ${what}, but later`, async () => {
      const { client, urls } = await connectWith({ token: "t" }, answer)
      assert.deepStrictEqual(urls, [])
      assert.strictEqual(client.status.phase, "waiting")
      client.close()
    })
  }

  it("is opened at once where no token has to be waited for", async () => {
    const { atOnce, client } = await connectWith({})
    assert.strictEqual(atOnce, 1)
    client.close()
  })

  it("is not opened where the client was closed while it waited for a token", async () => {
    let give: (token: string) => void = () => {}
    const token = () =>
      new Promise<string>((resolve) => {
        give = resolve
      })
    const { client, urls } = await connectWith({ token })
    client.close()
    give("late")
    await new Promise((resolve) => setTimeout(resolve))
    assert.deepStrictEqual(urls, [])
  })
})

describe("a token that is held", () => {
  it("is none where it does not come in ten seconds, and leaves no timer behind where it comes", async () => {
    const timers = new Map<() => void, number>()
    const setTimer = (callback: () => void, ms: number) => {
      timers.set(callback, ms)
      return () => timers.delete(callback)
    }
    const environment = { ...liveEnvironment(), setTimer }
    assert.strictEqual(await holdToken(environment, () => Promise.resolve("here"))(), "here")
    await new Promise((resolve) => setTimeout(resolve))
    assert.strictEqual(timers.size, 0)
    const late = holdToken(environment, () => new Promise<string>(() => {}))()
    const [[callback, ms]] = [...timers] as [[() => void, number]]
    assert.strictEqual(ms, 10_000)
    callback()
    assert.isUndefined(await late)
  })
})
