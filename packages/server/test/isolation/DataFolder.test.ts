import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Sandbox } from "@glissade/core/Sandbox"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import * as EmbeddedPostgres from "@glissade/storage/EmbeddedPostgres"
import { packageOf } from "@glissade/test-kit/Engines"
import { run } from "@glissade/test-kit/Programs"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { buildSync } from "esbuild"
import { execFileSync } from "node:child_process"
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const folder = mkdtempSync(join(tmpdir(), "glissade-"))
const data = join(folder, "data")
const scope = Effect.runSync(Scope.make())
const walls = await Effect.runPromise(EngineSandbox.walls())

/**
 * JavaScript that tries for all that the database keeps, with every module of Node at hand, and notes what it got. Its connection counts
 * only once the server has answered.
 */
const attack = (socketFolder: string, postmaster: number): string => `
import * as fs from "node:fs"
import * as net from "node:net"
import { spawnSync } from "node:child_process"
const found = {}
const attempt = async (name, act) => {
  try { await act(); found[name] = "got" } catch (error) { found[name] = "refused" }
}
const data = ${JSON.stringify(data)}, socket = ${JSON.stringify(join(socketFolder, ".s.PGSQL.5432"))}, postmaster = ${postmaster}
for (const file of ["password", "lock", "postgresql.conf", "postgresql/pg_hba.conf", "postgresql/global/pg_control", "postgresql/postmaster.pid"])
  await attempt("read " + file, () => fs.readFileSync(data + "/" + file))
for (const name of ["", "/postgresql", "/postgresql/base", "/socket"]) await attempt("list " + name, () => fs.readdirSync(data + name))
await attempt("write a file", () => fs.writeFileSync(data + "/written", ""))
await attempt("append to the password", () => fs.appendFileSync(data + "/password", ""))
await attempt("change a mode", () => fs.chmodSync(data + "/password", 0o600))
await attempt("link to the password", () => { fs.symlinkSync(data + "/password", data + "/link"); fs.readFileSync(data + "/link") })
await attempt("read through the process", () => fs.readFileSync("/proc/" + postmaster + "/cwd/PG_VERSION"))
await attempt("read the memory map", () => fs.readFileSync("/proc/" + postmaster + "/maps"))
await attempt("start a program", () => { if (spawnSync("/bin/cat", [data + "/password"]).status !== 0) throw 0 })
await attempt("connect", () => new Promise((resolve, reject) => {
  const client = net.connect(socket, () => client.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])))
  client.setTimeout(3000, () => reject(new Error("no answer")))
  client.on("data", () => { client.destroy(); resolve() })
  client.on("error", reject)
}))
`

/** An interpreter that was broken out of: programs are bodies of functions of JavaScript. What was found before the lockdown is at hand. */
const breachedHost = `
import { startHost } from "@glissade/engine/host/Host"
const interpreter = {
  reset: () => true,
  run: (program, output) => {
    output.write("stdout", Buffer.from(String(new Function("process", "found", "reach", program.code)(process, found, (name) => import(name)))))
    return { status: "success", exitCode: 0, memoryBytes: 0, reusable: true }
  }
}
await startHost(async () => ({ name: "javascript", boot: async () => interpreter }))
`

/** What is left after the lockdown: no way to what could connect. */
const seek = `
const got = []
const attempt = (name, act) => { try { const value = act(); if (value !== undefined && value !== null) got.push(name) } catch {} }
for (const name of ["fs", "net", "child_process"]) attempt(name, () => process.getBuiltinModule(name))
for (const name of ["pipe_wrap", "tcp_wrap", "fs", "spawn_sync"]) attempt("binding " + name, () => process.binding(name))
for (const name of ["kill", "_kill", "dlopen", "mainModule", "_linkedBinding"]) attempt(name, () => process[name])
for (const name of ["fetch", "WebSocket", "Worker", "require"]) attempt(name, () => globalThis[name])
globalThis.caught ??= []
for (const name of ["node:fs", "node:net", "node:child_process"]) reach(name).then(() => caught.push(name), () => {})
return JSON.stringify({ found, got, caught })`

interface Loot {
  readonly found: Readonly<Record<string, string>>
  readonly got: ReadonlyArray<string>
  readonly caught: ReadonlyArray<string>
}

const gotOf = (found: Loot["found"]): ReadonlyArray<string> =>
  Object.keys(found).filter((name) => found[name] === "got")

const attacker = join(folder, "attacker.mjs")
const host = join(folder, "host.mjs")

beforeAll(async () => {
  chmodSync(folder, 0o711)
  const { socketFolder } = await Effect.runPromise(
    Effect.provideService(
      EmbeddedPostgres.start({ dataFolder: data, cacheFolder: join(folder, "cache") }),
      Scope.Scope,
      scope
    )
  )
  const postmaster = Number.parseInt(readFileSync(join(data, "postgresql", "postmaster.pid"), "utf8"), 10)
  const source = attack(socketFolder, postmaster)
  writeFileSync(attacker, `${source}\nfs.writeSync(1, JSON.stringify(found))`)
  buildSync({
    stdin: { contents: source + breachedHost, resolveDir: dirname(fileURLToPath(import.meta.url)) },
    outfile: host,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
    conditions: ["@glissade/source"],
    logLevel: "error"
  })
})

afterAll(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  rmSync(folder, { recursive: true })
})

const breach = (osWall: "auto" | "off"): Promise<Loot> =>
  Effect.gen(function* () {
    const { sandbox } = yield* EngineSandbox.make({
      engines: [packageOf("javascript")],
      interpreters: 1,
      programs: { host },
      osWall
    })
    const inside = Effect.provideService(run(seek, { language: "javascript" }), Sandbox, sandbox)
    yield* inside
    return JSON.parse((yield* inside).stdout ?? "") as Loot
  }).pipe(Effect.scoped, Effect.runPromise)

describe("a breached interpreter and the database", () => {
  it("without a wall the attacker gets everything, so that the attempts prove something", () => {
    const found = JSON.parse(execFileSync(process.execPath, [attacker], { encoding: "utf8" })) as Loot["found"]
    assert.deepStrictEqual(gotOf(found), Object.keys(found))
    assert.isAbove(Object.keys(found).length, 15)
    for (const name of ["written", "link"]) rmSync(join(data, name))
  })

  it.skipIf(!walls.bubblewrap)(
    "with bubblewrap it reaches neither socket nor files, also before it is locked",
    async () => {
      const { caught, found, got } = await breach("auto")
      assert.isAbove(Object.keys(found).length, 15)
      assert.deepStrictEqual({ found: gotOf(found), got, caught }, { found: [], got: [], caught: [] })
      assert.isFalse(existsSync(join(data, "written")))
    }
  )

  it("with Node's permission model alone it reaches no file, and has no way to the socket", async () => {
    const { caught, found, got } = await breach("off")
    assert.isAbove(Object.keys(found).length, 15)
    // The permission model lets a process connect. By the time that a program runs, the lockdown has taken what it would take.
    const files = gotOf(found).filter((name) => name !== "connect")
    assert.deepStrictEqual({ files, got, caught }, { files: [], got: [], caught: [] })
    assert.isFalse(existsSync(join(data, "written")))
  })
})
