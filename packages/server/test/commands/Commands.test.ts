import { assert, describe, it } from "@effect/vitest"
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll } from "vitest"
import { fetchWhenReady } from "@glissade/test-kit/FetchWhenReady"
import { ended, launch, launchWith, line } from "../LaunchedServer.ts"

const folder = mkdtempSync(join(tmpdir(), "glissade-commands-"))
// As root, PostgreSQL runs as another user, who must get to its data.
chmodSync(folder, 0o711)

const at = (name: string) => join(folder, name)

/** Runs `glissade` with arguments on a data folder; its exit code and what it said. */
const command = async (data: string, ...args: ReadonlyArray<string>) => {
  const { child, output } = launchWith(args, { DATA_DIR: at(data) })
  const code = await ended(child)
  return { code, text: output.text }
}

const save = async (url: string, title: string) => {
  const headers = { "content-type": "application/json" }
  const response = await fetchWhenReady(`${url}/snippets`, {
    method: "POST",
    headers,
    body: JSON.stringify({ code: "1", title })
  })
  assert.strictEqual(response.status, 201)
}

const titles = async (url: string): Promise<ReadonlyArray<string>> => {
  const response = await fetchWhenReady(`${url}/snippets`)
  const { items } = (await response.json()) as { readonly items: ReadonlyArray<{ readonly title: string }> }
  return items.map(({ title }) => title)
}

const serverOn = async (data: string) => {
  const server = launch({ PORT: "0", DATA_DIR: at(data), ENGINES: "@glissade/engine-lua" })
  const url = await line(server, /http:\/\/\S+/)
  return { ...server, url }
}

describe("glissade's commands", { timeout: 120_000 }, () => {
  let server: Awaited<ReturnType<typeof serverOn>>
  beforeAll(async () => {
    server = await serverOn("first")
    await save(server.url, "kept")
  }, 60_000)
  afterAll(async () => {
    server.child.kill("SIGTERM")
    await ended(server.child)
    rmSync(folder, { recursive: true, force: true })
  })

  it("back up while the server runs, into a file that only its owner may read, and restore elsewhere", async () => {
    const { code, text } = await command("first", "backup", at("backup"))
    assert.strictEqual(code, 0, text)
    assert.match(text, /^\d+ rows were written to /)
    assert.strictEqual(statSync(at("backup")).mode & 0o777, 0o600)
    const restored = await command("second", "restore", at("backup"))
    assert.strictEqual(restored.code, 0, restored.text)
    const second = await serverOn("second")
    assert.deepStrictEqual(await titles(second.url), ["kept"])
    second.child.kill("SIGTERM")
    assert.strictEqual(await ended(second.child), 0)
  })

  it("write a backup to standard output", async () => {
    const { code, text } = await command("first", "backup", "-")
    assert.strictEqual(code, 0, text)
    assert.include(text, '{"format":"glissade-backup","version":1')
  })

  it("restore nothing into a folder that a server uses, or where something is", async () => {
    await command("first", "backup", at("whole"))
    const used = await command("first", "restore", at("whole"))
    assert.strictEqual(used.code, 1)
    assert.include(used.text, `process ${server.child.pid}`)
    await command("third", "restore", at("whole"))
    const again = await command("third", "restore", at("whole"))
    assert.strictEqual(again.code, 1)
    assert.include(again.text, "the database is not empty")
  })

  it("restore nothing of a backup that was cut off", async () => {
    await command("first", "backup", at("cut"))
    const text = readFileSync(at("cut"), "utf8")
    writeFileSync(at("cut"), text.slice(0, text.length - 20))
    const { code, text: says } = await command("fourth", "restore", at("cut"))
    assert.strictEqual(code, 1)
    assert.match(says, /^glissade: the backup .+\n$/)
  })

  it("back up nothing where no server has been", async () => {
    const { code, text } = await command("unused", "backup", at("nothing"))
    assert.strictEqual(code, 1)
    assert.include(text, "no server has used this database yet")
    assert.isFalse(existsSync(at("nothing")))
  })

  it.each([
    ["backup", ["backup", "/nonexistent/file"], /\/nonexistent\/file cannot be written/],
    ["restore", ["restore", "/nonexistent"], /\/nonexistent cannot be read/],
    ["no such command", ["nonsense"], /Unknown subcommand "nonsense"/]
  ] as const)("say what is wrong: %s", async (_, args, says) => {
    const { code, text } = await command("fifth", ...args)
    assert.strictEqual(code, 1)
    assert.match(text, says)
  })

  it("explain themselves", async () => {
    const { code, text } = await command("fifth", "--help")
    assert.strictEqual(code, 0)
    assert.include(text, "backup")
  })
})
