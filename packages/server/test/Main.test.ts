import { assert, describe, it } from "@effect/vitest"
import { once } from "node:events"
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll } from "vitest"
import { ended, launch, line } from "./LaunchedServer.ts"
import { RawSocket } from "./RawSocket.ts"

describe("the server's process", () => {
  it("tells its address and its languages with their versions", async () => {
    const server = launch({ PORT: "0" })
    const url = await line(server, /http:\/\/127\.0\.0\.1:\d+/)
    assert.match(await line(server, /Languages: .*/), /python 3\.\d+\.\d+, javascript .+, typescript .+/)
    assert.strictEqual((await fetch(`${url}/health`)).status, 200)
    server.child.kill("SIGTERM")
    assert.strictEqual(await ended(server.child), 0)
  })

  it("finishes a running job on SIGTERM, closes its sockets with a reason and ends with code 0", async () => {
    const server = launch({ PORT: "0" })
    const url = await line(server, /http:\/\/127\.0\.0\.1:\d+/)
    const socket = await RawSocket.open(`${url.replace("http", "ws")}/ws`)
    const connectionId = await socket.ping()
    const code = "import time\nprint('begun', flush=True)\ntime.sleep(1)\nprint('done')"
    await fetch(`${url}/execute/async`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ code, connection_id: connectionId })
    })
    let message = await socket.next()
    while (message.type !== "output") message = await socket.next()
    server.child.kill("SIGTERM")
    while (message.type !== "result") message = await socket.next()
    assert.deepInclude(message.result as object, { status: "success", stdout: "begun\ndone\n" })
    assert.strictEqual((await socket.closed).code, 1012)
    assert.strictEqual(await ended(server.child), 0)
  })

  for (const [name, value] of [
    ["PORT", "eighty"],
    ["PORT", "70000"],
    ["MAX_CONNECTIONS", "0"],
    ["INTERPRETERS", "many"],
    ["ALLOWED_ORIGINS", "https://docs.example/"],
    ["ALLOWED_HOSTS", "http://glissade.example"],
    ["METRICS_TOKEN", "short"],
    ["METRICS_PORT", "0"],
    ["OS_WALL", "sometimes"],
    ["TYPE_CHECKS", "maybe"]
  ] as const) {
    it(`does not start with ${name}=${value}, and names the setting in one line`, async () => {
      const { child, output } = launch({ PORT: "0", [name]: value })
      assert.strictEqual(await ended(child), 1)
      assert.include(output.text, name)
      assert.notInclude(output.text, "    at ")
      assert.isAtMost(output.text.trim().split("\n").length, 3)
    })
  }

  it("says which walls do not stand, at its start and when it is asked", async () => {
    const server = launch({ PORT: "0", OS_WALL: "off" })
    const url = await line(server, /http:\/\/127\.0\.0\.1:\d+/)
    const told = await line(server, /Walls that do not stand: .*/)
    assert.include(told, "bubblewrap, a filter of system calls, limits of processes (switched off)")
    const { walls } = (await (await fetch(`${url}/health?detail`)).json()) as {
      readonly walls: { readonly stand: ReadonlyArray<string>; readonly missing: string }
    }
    assert.lengthOf(walls.stand, 2)
    assert.include(told, walls.missing)
    assert.deepStrictEqual(await (await fetch(`${url}/health`)).json(), { status: "ok" })
    server.child.kill("SIGTERM")
    assert.strictEqual(await ended(server.child), 0)
  })

  describe("keeps compiled code", () => {
    // Where root runs the tests, another user's would be elsewhere.
    const home = mkdtempSync(join(tmpdir(), "glissade-home-"))
    afterAll(() => rmSync(home, { recursive: true }))

    const started = async (environment: Record<string, string>) => {
      const server = launch({ PORT: "0", SERVER_USER: "root", ...environment })
      await line(server, /http:\/\/127\.0\.0\.1:\d+/)
      server.child.kill("SIGTERM")
      assert.strictEqual(await ended(server.child), 0)
      return server.output.text
    }

    it("in a folder of its user's own", async () => {
      assert.notInclude(await started({ HOME: home }), "is not kept")
      const folder = join(home, ".cache/glissade/compile")
      assert.strictEqual(statSync(folder).mode & 0o777, 0o700)
      assert.isNotEmpty(readdirSync(folder))
    })

    it("nowhere where others can write", async () => {
      const shared = join(home, "shared")
      mkdirSync(shared)
      chmodSync(shared, 0o777)
      const folder = join(shared, "cache")
      assert.include(await started({ CACHE_FOLDER: folder }), `Compiled code is not kept: ${shared} can be written`)
      assert.deepStrictEqual(readdirSync(join(folder, "compile")), [])
    })
  })

  it("says so when its port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1")
    await once(other, "listening")
    const address = other.address()
    const { child, output } = launch({ PORT: String(typeof address === "object" ? address!.port : 0) })
    assert.strictEqual(await ended(child), 1)
    assert.match(output.text, /EADDRINUSE.*Set PORT/)
    other.close()
  })
})
