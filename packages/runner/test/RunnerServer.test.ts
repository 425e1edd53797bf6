import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { maximumLineBytes } from "@glissade/containers/RunnerProtocol"
import { signRequest } from "@glissade/containers/Signing"
import { execution } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import type { KeyObject } from "node:crypto"
import { generateKeyPairSync, randomUUID } from "node:crypto"
import { once } from "node:events"
import { statSync } from "node:fs"
import { createConnection } from "node:net"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { hasRunsc, privateKey, testRunner } from "./TestRunner.ts"

class SocketPath extends Context.Service<SocketPath, string>()("test/SocketPath") {}

interface Answer {
  readonly type: string
  readonly reason?: string
  readonly status?: string
  readonly message?: string
}

const take = (changes: object = {}) => ({
  type: "take",
  id: randomUUID(),
  expires_at: Date.now() + 10_000,
  language: "python",
  ...changes
})

const signed = (request: object, key: KeyObject = privateKey) =>
  JSON.stringify(signRequest(JSON.stringify(request), key))

setFlagsFromString("--expose-gc")
const collectGarbage: () => void = runInNewContext("gc")

/** Bytes of buffers that something still refers to. What is garbage depends on when it was last collected. */
const keptBytes = (): number => {
  collectGarbage()
  return process.memoryUsage().arrayBuffers
}

describe.skipIf(!hasRunsc)("a runner's socket", () => {
  const runtime = ManagedRuntime.make(Layer.effect(SocketPath, testRunner(["python"])))
  let path = ""
  beforeAll(async () => {
    path = await runtime.runPromise(Effect.service(SocketPath))
  })
  afterAll(() => runtime.dispose())

  /** Sends lines at once, and gives what was answered when the runner closes the connection. */
  const say = async (...lines: ReadonlyArray<string>): Promise<ReadonlyArray<Answer>> => {
    const socket = createConnection(path)
    const pieces: Array<Buffer> = []
    socket.on("data", (piece: Buffer) => void pieces.push(piece))
    socket.on("error", () => {})
    socket.write(lines.map((line) => `${line}\n`).join(""))
    await once(socket, "close")
    return Buffer.concat(pieces)
      .toString("utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Answer)
  }

  const refusal = async (...lines: ReadonlyArray<string>) => (await say(...lines)).at(-1)

  it("says what it is first, and runs what is signed", async () => {
    const request = take()
    const run = { type: "run", id: request.id, execution: encoded("print(1)") }
    const answers = await say(signed(request), signed(run))
    assert.deepStrictEqual(
      answers.map(({ type }) => type),
      ["hello", "started", "output", "ended"]
    )
  })

  it("is its user's alone", () => {
    assert.strictEqual(statSync(path).mode & 0o777, 0o600)
  })

  it("refuses what another key signed", async () => {
    const answer = await refusal(signed(take(), generateKeyPairSync("ed25519").privateKey))
    assert.deepInclude(answer, { type: "unavailable", message: "a request is not signed by the server" })
  })

  it("refuses a request that was heard before, or is too old, or is good for too long", async () => {
    const heard = signed(take({ language: "cobol" }))
    assert.deepInclude(await refusal(heard), { reason: "unsupported" })
    assert.deepInclude(await refusal(heard), { message: "a request came twice" })
    assert.deepInclude(await refusal(signed(take({ expires_at: Date.now() - 1 }))), {
      message: "a request has expired"
    })
    assert.deepInclude(await refusal(signed(take({ expires_at: Date.now() + 1e9 }))), {
      message: "a request has expired"
    })
  })

  it("refuses a run without its container, and one of another connection", async () => {
    assert.deepInclude(await refusal(signed({ type: "run", id: "x", execution: encoded("1") })), {
      message: "a connection begins with take"
    })
    assert.deepInclude(await refusal(signed(take()), signed({ type: "run", id: "other", execution: encoded("1") })), {
      message: "take is followed by its run"
    })
  })

  it.each(["", "{}", "no json", "[".repeat(10_000), JSON.stringify({ body: "{}", signature: "!" })])(
    "refuses a line that is nothing it knows",
    async (line) => {
      assert.deepInclude(await refusal(line), { type: "unavailable" })
    }
  )

  it("ends a connection that sends more than a run needs", async () => {
    assert.deepInclude(await refusal("x".repeat(maximumLineBytes + 1)), { message: "too much was sent" })
    const request = take()
    const lines = Array.from({ length: 10 }, () => "{}")
    assert.deepInclude(await refusal(signed(request), ...lines), { type: "unavailable" })
  })

  it("lets a file name lead nowhere else", async () => {
    const request = take()
    const run = { type: "run", id: request.id, execution: encoded("1", [{ name: "../../etc/x", content: "" }]) }
    assert.deepInclude(await refusal(signed(request), signed(run)), { message: "a request is invalid" })
  })

  it("keeps nothing of what comes after too much, and hangs up on who goes on sending", async () => {
    const socket = createConnection(path)
    const closed = new Promise((resolve) => void socket.on("error", () => {}).once("close", resolve))
    const piece = Buffer.alloc(1 << 20, "x")
    const before = keptBytes()
    const send = (error?: Error | null) => void (!error && socket.write(piece, send))
    send()
    await closed
    assert.isBelow(keptBytes() - before, 4 * maximumLineBytes)
  })

  it("hangs up on who asks for nothing, and on who has a container and sends no program", async () => {
    const [silent, holder] = await Promise.all([refusal(), refusal(signed(take()))])
    for (const answer of [silent, holder]) assert.deepInclude(answer, { message: "a request did not come in time" })
  }, 120_000)

  it("refuses more connections than it may have, and takes some again when others have gone", async () => {
    const idle = Array.from({ length: 32 }, () => createConnection(path))
    await Promise.all(idle.map((socket) => once(socket, "data")))
    assert.deepInclude((await say())[0], { type: "unavailable", reason: "busy" })
    await Promise.all(
      idle.map((socket) => {
        socket.destroy()
        return once(socket, "close")
      })
    )
    let answer: Answer | undefined
    do answer = await refusal(signed(take({ language: "cobol" })))
    while (answer?.reason === "busy")
    assert.deepInclude(answer, { reason: "unsupported" })
  })

  it("lets who asks wait in line while all places are taken, also by those who do not read", async () => {
    const code = "print('x' * 4_000_000)\nwhile True: pass"
    const limits = { timeout_ms: 1_000, memory_bytes: 128 << 20, output_bytes: 8 << 20 }
    const deaf = Array.from({ length: 8 }, () => {
      const request = take()
      const run = { type: "run", id: request.id, execution: { ...encoded(code), limits } }
      const socket = createConnection(path)
      socket.on("error", () => {})
      socket.write(`${signed(request)}\n${signed(run)}\n`)
      return socket
    })
    await Promise.all(deaf.map((socket) => once(socket, "connect")))
    const request = take()
    const answers = await say(signed(request), signed({ type: "run", id: request.id, execution: encoded("print(1)") }))
    assert.deepInclude(answers.at(-1), { type: "ended", status: "success" })
    for (const socket of deaf) socket.destroy()
  }, 60_000)
})

const encoded = (code: string, files: ReadonlyArray<object> = []) => {
  const { limits, ...rest } = execution(code)
  return {
    ...rest,
    files,
    limits: { timeout_ms: limits.timeoutMs, memory_bytes: limits.memoryBytes, output_bytes: limits.outputBytes }
  }
}
