import { assert, describe, it } from "@effect/vitest"
import { once } from "node:events"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll } from "vitest"
import { fetchWhenReady } from "@glissade/test-kit/FetchWhenReady"
import { ended, launch, line } from "../LaunchedServer.ts"

const folder = mkdtempSync(join(tmpdir(), "glissade-kills-"))
// As root, PostgreSQL runs as another user, who must get to its data.
chmodSync(folder, 0o711)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const kills = 20
const savesBetween = 500
const writers = 8

/** The version that was acknowledged last of each program, by its id. */
type Acknowledged = Map<string, number>

const start = async () => {
  const server = launch({ PORT: "0", DATA_DIR: join(folder, "data"), ENGINES: "@glissade/engine-lua" })
  const url = await line(server, /http:\/\/\S+/)
  return { ...server, url }
}

const headers = { "content-type": "application/json" }

/** A program to save again and again. */
const create = async (url: string): Promise<string> => {
  const response = await fetchWhenReady(`${url}/snippets`, { method: "POST", headers, body: '{"code":"version 1"}' })
  const body = (await response.json()) as { readonly id: string }
  assert.strictEqual(response.status, 201, JSON.stringify(body))
  return body.id
}

/** Saves a program until the server is gone; notes what was acknowledged. */
const keepSaving = async (url: string, id: string, acknowledged: Acknowledged, onSaved: () => void): Promise<void> => {
  while (true) {
    const version = acknowledged.get(id)!
    const response = await fetch(`${url}/snippets/${id}`, {
      method: "PUT",
      headers: { ...headers, "if-match": `"${version}"` },
      body: JSON.stringify({ code: `version ${version + 1}`, is_autosaved: true })
    }).catch(() => undefined)
    if (response === undefined) return
    if (response.status !== 200) assert.fail(await response.text())
    acknowledged.set(id, version + 1)
    onSaved()
  }
}

/** What is there now is what was acknowledged last, or a save that was under way when the server was killed. */
const check = async (url: string, acknowledged: Acknowledged): Promise<void> => {
  for (const [id, version] of acknowledged) {
    const response = await fetchWhenReady(`${url}/snippets/${id}`)
    assert.strictEqual(response.status, 200, await response.clone().text())
    const body = (await response.json()) as { readonly version: number; readonly code: string }
    assert.include([version, version + 1], body.version)
    assert.strictEqual(body.code, `version ${body.version}`)
    acknowledged.set(id, body.version)
  }
}

describe("a server that is killed while people save", () => {
  it(
    `has lost no acknowledged save after ${kills} kills and ${kills * savesBetween} saves`,
    { timeout: 1_200_000 },
    async () => {
      const acknowledged: Acknowledged = new Map()
      let saves = 0
      for (let kill = 0; kill < kills; kill++) {
        const server = await start()
        if (kill === 0) for (let n = 0; n < writers; n++) acknowledged.set(await create(server.url), 1)
        else await check(server.url, acknowledged)
        const until = saves + savesBetween
        const onSaved = () => {
          if (++saves === until) server.child.kill("SIGKILL")
        }
        await Promise.all([...acknowledged.keys()].map((id) => keepSaving(server.url, id, acknowledged, onSaved)))
        if (server.child.exitCode === null && server.child.signalCode === null) await once(server.child, "exit")
      }
      assert.isAtLeast(saves, kills * savesBetween)
      const server = await start()
      await check(server.url, acknowledged)
      server.child.kill("SIGTERM")
      assert.strictEqual(await ended(server.child), 0)
    }
  )
})
