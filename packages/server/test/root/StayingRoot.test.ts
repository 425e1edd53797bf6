import { afterAll, assert, describe, it } from "@effect/vitest"
import { execFileSync } from "node:child_process"
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { ended, launch, launchProgram, line } from "../LaunchedServer.ts"
import { processOf } from "./Processes.ts"

const isRoot = process.platform === "linux" && process.getuid?.() === 0

const checkout = fileURLToPath(new URL("../../../..", import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "glissade-stays-"))
chmodSync(folder, 0o711)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const folderOf = (name: string, mode: number): string => {
  const path = join(folder, name)
  mkdirSync(path)
  chmodSync(path, mode)
  return path
}

const settings = { PORT: "0", AUTH: "none", ENGINES: "@glissade/engine-lua" }

/** Waits until the server has told all; gives its user and what it told. */
const told = async (server: ReturnType<typeof launch>) => {
  await line(server, /Walls(?: that do not stand)?: .*/)
  const [uid] = processOf(server.child.pid!).uids
  server.child.kill("SIGTERM")
  assert.strictEqual(await ended(server.child), 0, server.output.text)
  return { uid, text: server.output.text }
}

/** Containers often let everybody listen on every port. */
const portsOfRoot = isRoot && Number(readFileSync("/proc/sys/net/ipv4/ip_unprivileged_port_start", "utf8")) >= 1_024

/** What is in the way by these settings. A process tells it: threads, as tests run in, cannot be another user for a while. */
const obstacles = (cases: ReadonlyArray<readonly [Record<string, string>, boolean]>) => {
  const script = `
import { obstacle } from ${JSON.stringify(fileURLToPath(new URL("../../src/root/Obstacle.ts", import.meta.url)))}
const user = { uid: 65529, gid: 65529, groups: [] }
const cases = ${JSON.stringify(cases)}
const told = cases.map(([given, isNamed]) => obstacle({ PATH: process.env.PATH, ...given }, user, isNamed) ?? null)
console.log(JSON.stringify(told))`
  const args = ["--conditions=@glissade/source", "--input-type=module", "-e", script]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as ReadonlyArray<string | null>
}

describe.skipIf(!isRoot)("a server that root starts stays root, and says why", () => {
  it("in a checkout that others cannot read", async () => {
    const closed = folderOf("closed", 0o700)
    for (const part of ["src", "package.json"])
      cpSync(join(checkout, "packages/server", part), join(closed, "packages/server", part), { recursive: true })
    symlinkSync(join(checkout, "node_modules"), join(closed, "node_modules"))
    const start = join(closed, "packages/server/src/start.ts")
    const { text, uid } = await told(
      launchProgram(process.execPath, ["--conditions=@glissade/source", start], settings)
    )
    assert.strictEqual(uid, 0)
    assert.include(text, `The server runs as root: user 65529 cannot read ${closed}`)
  })

  it("with a cache that is root's", async () => {
    const cache = folderOf("cache", 0o700)
    const { text, uid } = await told(launch({ ...settings, CACHE_FOLDER: cache }))
    assert.strictEqual(uid, 0)
    assert.include(text, "The server runs as root: user 65529 cannot keep anything in CACHE_FOLDER (EACCES")
    assert.strictEqual(statSync(cache).uid, 0)
  })

  it("with a setting that takes root", () => {
    const packages = folderOf("packages", 0o700)
    const cases: ReadonlyArray<readonly [Record<string, string>, boolean, RegExp | undefined]> = [
      [{}, false, undefined],
      [{ PORT: "80" }, false, portsOfRoot ? /^user 65529 cannot listen on PORT=80$/ : undefined],
      [{ METRICS_PORT: "443" }, true, portsOfRoot ? /^user 65529 cannot listen on METRICS_PORT=443$/ : undefined],
      [{ RUNNER_SOCKET: "/run/runner" }, false, /^the runner of RUNNER_SOCKET may let root alone in/],
      [{ RUNNER_SOCKET: "/run/runner" }, true, undefined],
      [{ PACKAGES_FOLDER: packages }, true, new RegExp(`^user 65529 cannot read ${packages}$`)]
    ]
    const told = obstacles(cases.map(([environment, isNamed]) => [environment, isNamed]))
    for (const [index, [environment, , says]] of cases.entries())
      if (says === undefined) assert.isNull(told[index], JSON.stringify(environment))
      else assert.match(told[index]!, says)
  })
})

describe.skipIf(!isRoot)("SERVER_USER", () => {
  it("keeps a server root without a word", async () => {
    const { text, uid } = await told(launch({ ...settings, SERVER_USER: "root" }))
    assert.strictEqual(uid, 0)
    assert.notInclude(text, "The server runs as")
  })

  it("names another user, who gets a cache that is missing", async () => {
    const cache = join(folderOf("caches", 0o755), "own")
    const { text, uid } = await told(launch({ ...settings, SERVER_USER: "64999", CACHE_FOLDER: cache }))
    assert.strictEqual(uid, 64_999)
    assert.include(text, "The server runs as user 64999\n")
    assert.notInclude(text, "is not kept")
    const { mode, uid: owner } = statSync(cache)
    assert.deepStrictEqual([owner, mode & 0o777], [64_999, 0o700])
  })

  it("is obeyed or refused", async () => {
    const cache = folderOf("rootsCache", 0o700)
    for (const [environment, says] of [
      [{ SERVER_USER: "0" }, "SERVER_USER: must be root or a user's number from 1"],
      [{ SERVER_USER: "65528" }, "SERVER_USER: the database runs as 65528"],
      [{ SERVER_USER: "64999", CACHE_FOLDER: cache }, "SERVER_USER: user 64999 cannot keep anything in CACHE_FOLDER"]
    ] as const) {
      const server = launch({ ...settings, ...environment })
      assert.strictEqual(await ended(server.child), 1)
      assert.include(server.output.text, `Glissade could not start: ${says}`)
    }
  })
})

describe.skipIf(!isRoot)("a server that an ordinary user starts", () => {
  it("runs as that user, and says nothing of it", async () => {
    const home = folderOf("home", 0o700)
    chownSync(home, 64_998, 64_998)
    const start = fileURLToPath(new URL("../../src/start.ts", import.meta.url))
    const { text, uid } = await told(
      launchProgram(
        process.execPath,
        ["--conditions=@glissade/source", start],
        { ...settings, HOME: home, NATIVE: "auto", SERVER_USER: "root" },
        { uid: 64_998, gid: 64_998 }
      )
    )
    assert.strictEqual(uid, 64_998)
    assert.notInclude(text, "The server runs as")
    assert.match(text, /Native programs: off, as (?:the server was not started by root|gVisor is not installed)/)
    assert.isTrue(statSync(join(home, ".cache/glissade/compile")).isDirectory())
  })
})
