import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll } from "vitest"
import { fetchWhenReady } from "@glissade/test-kit/FetchWhenReady"
import { ended, launch, line } from "../LaunchedServer.ts"

const folder = mkdtempSync(join(tmpdir(), "glissade-full-"))
const megabytes = 400

/** A disk of its own, where this process may mount one; in CI it may. */
const isMounted =
  spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=711`, "tmpfs", folder], { stdio: "ignore" })
    .status === 0

afterAll(() => {
  if (isMounted) spawnSync("umount", ["-l", folder])
  rmSync(folder, { recursive: true, force: true })
})

const headers = { "content-type": "application/json" }

const post = async (url: string, body: object, send: typeof fetchWhenReady = fetch) => {
  const response = await send(url, { method: "POST", headers, body: JSON.stringify(body) })
  return { status: response.status, text: await response.text(), retryAfter: response.headers.get("retry-after") }
}

describe.skipIf(!isMounted)("a server whose disk is full", () => {
  it(
    "says so to whoever saves, runs programs all the same, and saves again when there is room",
    { timeout: 120_000 },
    async () => {
      const server = launch({
        PORT: "0",
        DATA_DIR: join(folder, "data"),
        CACHE_FOLDER: join(tmpdir(), "glissade-full-cache"),
        ENGINES: "@glissade/engine-lua"
      })
      const url = await line(server, /http:\/\/\S+/)
      const first = await post(`${url}/snippets`, { code: "first" }, fetchWhenReady)
      assert.strictEqual(first.status, 201, first.text)
      const { bavail, bsize } = statfsSync(folder)
      const ballast = join(folder, "ballast")
      writeFileSync(ballast, Buffer.alloc(bavail * bsize - 512 * 1024))
      const code = Array.from({ length: 20_000 }, () => globalThis.crypto.randomUUID().slice(0, 12)).join("")
      let saved = 0
      let refused = await post(`${url}/snippets`, { code })
      while (refused.status === 201) {
        saved++
        assert.isBelow(saved, 500, "the disk never became full")
        refused = await post(`${url}/snippets`, { code })
      }
      assert.strictEqual(refused.status, 503, refused.text)
      assert.isAtLeast(Number(refused.retryAfter), 1)
      const run = await post(`${url}/execute`, { language: "lua", code: "print(6 * 7)" })
      assert.include(run.text, '"stdout":"42\\n"')
      rmSync(ballast)
      let again = await post(`${url}/snippets`, { code: "again" })
      const until = performance.now() + 60_000
      // PostgreSQL may have ended for want of space and is started again.
      while (again.status === 503 && performance.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 200))
        again = await post(`${url}/snippets`, { code: "again" })
      }
      assert.strictEqual(again.status, 201, again.text)
      const response = await fetch(`${url}/snippets?q=first`)
      assert.include(await response.text(), '"preview":"first"')
      server.child.kill("SIGTERM")
      assert.strictEqual(await ended(server.child), 0)
    }
  )
})
