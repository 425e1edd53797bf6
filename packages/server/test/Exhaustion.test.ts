import { afterEach, assert, describe, it } from "@effect/vitest"
import type { Socket } from "node:net"
import { connect } from "node:net"
import { ended, launch, line } from "./LaunchedServer.ts"
import { RawSocket } from "./RawSocket.ts"

const closers: Array<() => void> = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

const started = async (...[environment, descriptors]: Parameters<typeof launch>) => {
  const server = launch({ PORT: "0", ...environment }, descriptors)
  closers.push(() => server.child.kill("SIGKILL"))
  const url = await line(server, /http:\/\/127\.0\.0\.1:\d+/)
  const webSocketUrl = `${url.replace("http", "ws")}/ws`
  return { ...server, url, webSocketUrl, port: Number(new URL(url).port) }
}

type Started = Awaited<ReturnType<typeof started>>

const post = (url: string, body: object) =>
  fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) })

/** The result of a program for somebody who tries again as the server says. */
const resultOf = async (
  { url }: Started,
  code: string
): Promise<{ readonly status: string; readonly stdout: string }> => {
  for (let tries = 0; ; tries++) {
    const response = await post(`${url}/execute`, { code }).catch(() => undefined)
    if (response?.status === 200) return (await response.json()) as { status: string; stdout: string }
    await response?.arrayBuffer()
    assert.isBelow(tries, 60, `the last answer was ${response?.status}`)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

const open = (port: number, head: string): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(head)
      resolve(socket)
    })
    socket.on("error", () => resolve(socket))
    closers.push(() => socket.destroy())
  })

describe("a server that runs out of something", () => {
  it("lives with more sockets than it may have descriptors, and replaces interpreters meanwhile", async () => {
    const server = await started({}, 128)
    assert.strictEqual((await resultOf(server, "print(1)")).stdout, "1\n")
    // A connection that is there, for as long as the others leave no room for new ones.
    const body = JSON.stringify({ code: "import os\nos.abort()" })
    const head = `POST /execute HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`
    const kept = await open(server.port, head + body)
    const sockets = await Promise.all(Array.from({ length: 300 }, () => open(server.port, "")))
    for (let n = 0; n < 3; n++) {
      kept.write(head + body)
      await Promise.race([
        new Promise((resolve) => kept.once("data", resolve)),
        new Promise((resolve) => setTimeout(resolve, 3_000))
      ])
    }
    assert.isNull(server.child.exitCode, server.output.text)
    for (const socket of sockets) socket.destroy()
    assert.strictEqual((await resultOf(server, "print(2)")).stdout, "2\n")
    assert.notInclude(server.output.text, "nobody caught")
  })

  it("tells its clients and ends with code 1 after errors that nobody caught", async () => {
    // One seldom comes alone.
    const throwing = `process.on("SIGUSR2", () => {
      for (let n = 0; n < 3; n++) setTimeout(() => { throw new TypeError(["se", "cret"].join("")) }, n)
      Promise.reject(new TypeError(["se", "cret"].join("")))
    })`
    const server = await started({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(throwing)}` })
    const socket = await RawSocket.open(server.webSocketUrl)
    await socket.ping()
    const closed = socket.closed
    server.child.kill("SIGUSR2")
    assert.strictEqual(await ended(server.child), 1)
    assert.strictEqual((await closed).code, 1012)
    assert.strictEqual(server.output.text.split("an error that nobody caught ends the server").length, 2)
    assert.notInclude(server.output.text, "secret")
  })
})

const MiB = 1024 * 1024

/** A frame of a client, of which less comes than it says. */
const beginningOfFrame = (announced: number, sent: number): Buffer => {
  const head = Buffer.alloc(14)
  head[0] = 0x81
  head[1] = 0x80 | 127
  head.writeBigUInt64BE(BigInt(announced), 2)
  return Buffer.concat([head, Buffer.alloc(sent, 0x61)])
}

/** What fills one buffer of the process; docs/operations.md lists them all. Each leaves it filled. */
const fillings: Readonly<Record<string, (server: Started) => Promise<void>>> = {
  "the queue": async ({ url, webSocketUrl }) => {
    const code = `import time\ntime.sleep(20)\n#${"x".repeat(220_000)}`
    const limits = { timeout_ms: 60_000 }
    const statuses = await Promise.all(
      Array.from({ length: 30 }, async () => {
        const socket = await RawSocket.open(webSocketUrl)
        closers.push(() => socket.close())
        const connectionId = await socket.ping()
        const seen: Array<number> = []
        for (let n = 0; n < 20; n++) {
          const response = await post(`${url}/execute/async`, { code, limits, connection_id: connectionId })
          await response.arrayBuffer()
          seen.push(response.status)
        }
        return seen
      })
    )
    const all = new Set(statuses.flat())
    assert.isTrue(all.has(202) && (all.has(429) || all.has(503)), [...all].join())
  },
  "the results": async ({ url, webSocketUrl }) => {
    const socket = await RawSocket.open(webSocketUrl)
    closers.push(() => socket.close())
    const connectionId = await socket.ping()
    const code = `process.stdout.write("\u20ac".repeat(170_000))`
    for (let n = 0; n < 110; n++) {
      const job = { code, language: "javascript", connection_id: connectionId, job_key: `${n}`.padStart(32, "k") }
      const response = await post(`${url}/execute/async`, { ...job, limits: { output_bytes: 512 * 1024 } })
      await response.arrayBuffer()
      assert.strictEqual(response.status, 202)
      while ((await socket.next()).type !== "result");
    }
  },
  "messages that are not read": async ({ port, url }) => {
    const upgrade = `GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${"A".repeat(22)}==\r\nSec-WebSocket-Version: 13\r\n\r\n`
    const ping = Buffer.from([0x81, 0x80 | 17, 0, 0, 0, 0, ...Buffer.from('{"action":"ping"}')])
    const code = `process.stdout.write("x".repeat(512 * 1024))`
    for (let n = 0; n < 30; n++) {
      const socket = await open(port, upgrade)
      const id = await new Promise<string>((resolve) => {
        let text = ""
        socket.on("data", (chunk: Buffer) => {
          text += chunk.toString("latin1")
          const [, found] = /"connection_id":"([^"]+)"/.exec(text) ?? []
          if (found !== undefined) resolve(found)
        })
        socket.write(ping)
      })
      socket.removeAllListeners("data").pause()
      for (let k = 0; k < 8; k++) {
        const job = { code, language: "javascript", connection_id: id, limits: { output_bytes: 512 * 1024 } }
        await (await post(`${url}/execute/async`, job)).arrayBuffer()
      }
    }
  },
  "messages that do not come whole": async ({ port }) => {
    const upgrade = `GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${"A".repeat(22)}==\r\nSec-WebSocket-Version: 13\r\n\r\n`
    const sockets = await Promise.all(Array.from({ length: 200 }, () => open(port, upgrade)))
    const ends = sockets.map((socket) => new Promise((resolve) => socket.resume().once("close", resolve)))
    for (const socket of sockets) socket.write(beginningOfFrame(MiB, MiB - 1))
    // They are over the bound, so that some are cut.
    await Promise.race(ends)
  },
  "bodies under way": async ({ port }) => {
    const head = `POST /execute HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${MiB}\r\n\r\n`
    const sockets = await Promise.all(Array.from({ length: 300 }, () => open(port, head)))
    for (const socket of sockets) socket.write(Buffer.alloc(MiB - 1, 0x20))
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  },
  "calls that wait": async (server) => {
    const code = `import time\ntime.sleep(1)\n#${"x".repeat(240_000)}`
    const answers = await Promise.all(
      Array.from({ length: 600 }, async () => {
        const response = await post(`${server.url}/execute`, { code }).catch(() => undefined)
        await response?.arrayBuffer()
        return response?.status
      })
    )
    // Interpreters are busy with the queue: whoever is over the bound hears so at once, the others after two seconds.
    assert.include(answers, 503)
  }
}

describe("a server with a heap of 512 MB", () => {
  it(`lives with each of these filled: ${Object.keys(fillings).join(", ")}`, { timeout: 240_000 }, async () => {
    const server = await started({ NODE_OPTIONS: "--max-old-space-size=512" })
    await resultOf(server, "print(0)")
    for (const [what, fill] of Object.entries(fillings)) {
      await fill(server)
      assert.isNull(server.child.exitCode, `${what}: ${server.output.text}`)
      assert.strictEqual((await fetch(`${server.url}/health`)).status, 200, what)
    }
    // Whoever filled it leaves, and everything is as before.
    for (const close of closers.splice(1)) close()
    assert.strictEqual((await resultOf(server, "print(3)")).stdout, "3\n")
  })
})
