import { afterAll, afterEach, assert, describe, it } from "@effect/vitest"
import { fetchWhenReady } from "@glissade/test-kit/FetchWhenReady"
import { execFileSync } from "node:child_process"
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { ended, launch, launchWith, line } from "../LaunchedServer.ts"
import { processesUnder, processOf, untilGone } from "./Processes.ts"

const isRoot = process.platform === "linux" && process.getuid?.() === 0
const hasRunsc = existsSync("/usr/bin/runsc")

const serverId = 65_529
const databaseId = 65_528

const folder = mkdtempSync(join(tmpdir(), "glissade-root-"))
chmodSync(folder, 0o711)
const data = join(folder, "data")
const servers: Array<ReturnType<typeof launch>> = []
afterEach(() => {
  for (const { child } of servers.splice(0)) child.kill("SIGKILL")
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const runnerFolders = "/var/lib/glissade-runner"
/** Other servers may have theirs there. */
const foldersOfRunner = (server: number) =>
  (existsSync(runnerFolders) ? readdirSync(runnerFolders) : []).filter((name) => name.startsWith(`${server}-`))

const headers = { "content-type": "application/json" }

/** A server with a database, and with a runner where this machine has gVisor, all of whose processes are there. */
const started = async (settings: Record<string, string> = {}) => {
  const server = launch({ PORT: "0", DATA_DIR: data, NATIVE: "auto", ENGINES: "@glissade/engine-lua", ...settings })
  servers.push(server)
  const url = await line(server, /http:\/\/\S+/)
  if (hasRunsc && settings["NATIVE"] !== "off") await line(server, /Native languages: .*/)
  await line(server, /the database is ready/)
  return { ...server, url, pid: server.child.pid! }
}

/** What a process with the server's user and groups gets of the data folder. Threads, as tests run in, cannot change theirs. */
const gotAsServer = (): ReadonlyArray<string> => {
  const script = `
const fs = require("node:fs")
process.setgroups([${databaseId}]); process.setgid(${serverId}); process.setuid(${serverId})
const data = ${JSON.stringify(data)}
const attempts = {
  password: () => fs.readFileSync(data + "/password"),
  lock: () => fs.readFileSync(data + "/lock"),
  version: () => fs.readFileSync(data + "/postgresql/PG_VERSION"),
  cluster: () => fs.readdirSync(data + "/postgresql"),
  names: () => fs.readdirSync(data),
  socket: () => fs.readdirSync(data + "/socket"),
  writing: () => fs.writeFileSync(data + "/written", ""),
  runners: () => fs.readdirSync(${JSON.stringify(runnerFolders)})
}
const got = Object.keys(attempts).filter((name) => { try { attempts[name](); return true } catch { return false } })
console.log(JSON.stringify(got))`
  return JSON.parse(execFileSync(process.execPath, ["-e", script], { encoding: "utf8" })) as ReadonlyArray<string>
}

const post = async (url: string, body: object) => {
  const response = await fetchWhenReady(url, { method: "POST", headers, body: JSON.stringify(body) })
  return (await response.json()) as Record<string, unknown>
}

const one = (pid: number, part: string) => processesUnder(pid).find(({ command }) => command.includes(part))!

describe.skipIf(!isRoot)("a server that root starts", () => {
  it("is root no more, while its runner is, and its database is a third user's", { timeout: 120_000 }, async () => {
    const server = await started()
    await line(server, new RegExp(`The server runs as user ${serverId}${hasRunsc ? "; native programs are run" : ""}`))
    const { capabilities, groups, uids } = processOf(server.pid)
    assert.deepStrictEqual(
      { uids, groups, rights: Number.parseInt(capabilities, 16) },
      { uids: [serverId, serverId, serverId, serverId], groups: [databaseId], rights: 0 }
    )
    assert.strictEqual(
      (await post(`${server.url}/execute`, { language: "lua", code: "print(6 * 7)" }))["stdout"],
      "42\n"
    )
    for (const { uids } of processesUnder(server.pid).filter(({ command }) => command.includes("engines/lua")))
      assert.deepStrictEqual(uids, [serverId, serverId, serverId, serverId])
    assert.strictEqual(one(server.pid, "/postgres").uids[0], databaseId)
    assert.strictEqual(one(server.pid, "helper/main.ts").uids[0], 0)
    if (hasRunsc) {
      assert.strictEqual(one(server.pid, "runner/src/main.ts").uids[0], 0)
      const code = '#include <stdio.h>\nint main(void) { puts("native"); return 0; }'
      let run = await post(`${server.url}/execute`, { language: "c", code, limits: { timeout_ms: 20_000 } })
      // The runner has told the terminal; the server asks it a moment later.
      while (run["stdout"] === undefined) {
        await setTimeout(200)
        run = await post(`${server.url}/execute`, { language: "c", code, limits: { timeout_ms: 20_000 } })
      }
      assert.strictEqual(run["stdout"], "native\n")
    }
    const all = [server.pid, ...processesUnder(server.pid).map(({ pid }) => pid)]
    server.child.kill("SIGTERM")
    assert.strictEqual(await ended(server.child), 0, server.output.text)
    await untilGone(all)
    assert.deepStrictEqual(foldersOfRunner(server.pid), [])
    for (const name of ["lock", "socket"]) assert.notInclude(readdirSync(data), name)
  })

  it("opens what a server of root's kept, and the other way round", { timeout: 120_000 }, async () => {
    const ids: Array<unknown> = []
    for (const user of [{ SERVER_USER: "root" }, {}, { SERVER_USER: "root" }]) {
      const server = await started({ NATIVE: "off", ...user })
      for (const id of ids)
        assert.strictEqual(
          (await fetchWhenReady(`${server.url}/snippets/${String(id)}`)).status,
          200,
          server.output.text
        )
      ids.push((await post(`${server.url}/snippets`, { code: "kept" }))["id"])
      server.child.kill("SIGTERM")
      assert.strictEqual(await ended(server.child), 0)
    }
    assert.strictEqual(new Set(ids).size, 3)
  })

  it("gets no file of its database, which root backs up meanwhile", { timeout: 120_000 }, async () => {
    const server = await started({ NATIVE: "off" })
    const { id } = await post(`${server.url}/snippets`, { code: "in the backup" })
    assert.deepStrictEqual(gotAsServer(), [])
    const backup = launchWith(["backup", "-"], { DATA_DIR: data })
    assert.strictEqual(await ended(backup.child), 0, backup.output.text)
    assert.include(backup.output.text, String(id))
    server.child.kill("SIGTERM")
    assert.strictEqual(await ended(server.child), 0)
  })

  it.each([
    ["it is killed", undefined, null],
    ["its helper is killed", "helper/main.ts", 1],
    ["its database is killed, and then it", "/postgres", null]
  ] as const)("leaves nothing behind when %s", { timeout: 120_000 }, async (_, victim, code) => {
    const server = await started()
    const all = [server.pid, ...processesUnder(server.pid).map(({ pid }) => pid)]
    if (victim === "/postgres") {
      process.kill(one(server.pid, "/postgres").pid, "SIGKILL")
      // It is started again.
      while ((server.output.text.match(/the database is ready/g) ?? []).length < 2) await setTimeout(50)
      server.child.kill("SIGKILL")
    } else process.kill(victim === undefined ? server.pid : one(server.pid, victim).pid, "SIGKILL")
    assert.strictEqual(await ended(server.child), code)
    await untilGone(all)
    assert.deepStrictEqual(foldersOfRunner(server.pid), [])
  })
})
