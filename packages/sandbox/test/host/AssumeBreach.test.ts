import { engineNamed } from "@glissade/test-kit/Engines"
import { afterAll, assert, beforeAll, beforeEach, describe, it } from "@effect/vitest"
import { createSocket } from "node:dgram"
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import type { AddressInfo } from "node:net"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { packProgram } from "@glissade/test-kit/PackedProgram"
import { join } from "node:path"
import type { HostCommand } from "../../src/process/HostCommand.ts"
import { hostCommand, resolvePrograms } from "../../src/process/HostCommand.ts"
import { findWall } from "../../src/isolation/OsWall.ts"
import type { Targets } from "./Attacker.ts"
import { runCommand, withoutFilter } from "./Wrapped.ts"

const wall = await findWall(process.execPath)
const packed = packProgram(new URL("./Attacker.ts", import.meta.url))
const attacker = packed.path
const folder = mkdtempSync(join(tmpdir(), "glissade-"))

const received: Array<string> = []
const udp = createSocket("udp4").on("message", (message) => received.push(message.toString()))
const servers = [createServer(), createServer(), createServer()]
const listen = (server: (typeof servers)[number], to: object): Promise<void> =>
  new Promise((resolve) => server.listen(to, resolve))

const targets = (walk: boolean): Targets => ({
  secretFile: join(folder, "secret"),
  readableFile: join(folder, "engine", "file"),
  port: (servers[0]!.address() as AddressInfo).port,
  socketPath: join(folder, "socket"),
  abstractSocket: `\0glissade-${process.pid}`,
  pids: [process.pid, process.ppid],
  walk
})

/** The attacker in place of the host's program, in the files of the Python engine. */
const attack = (walk: boolean): HostCommand => ({
  file: process.execPath,
  args: ["--no-warnings", attacker, JSON.stringify(targets(walk))],
  readable: [...hostCommand(engineNamed("python"), resolvePrograms()).readable, attacker, join(folder, "engine")]
})

interface Answer {
  readonly found: Readonly<Record<string, string>>
  readonly files: ReadonlyArray<string>
  readonly descriptors: ReadonlyArray<number>
  readonly environment: Readonly<Record<string, string>>
}

const answerOf = async (command: HostCommand): Promise<Answer> => {
  const { answer, code, stderr } = await runCommand(command)
  assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
  return JSON.parse(answer) as Answer
}

const gotOf = ({ found }: Answer): ReadonlyArray<string> =>
  Object.entries(found)
    .filter(([, what]) => what.startsWith("got"))
    .map(([name]) => name)

beforeEach(() => {
  mkdirSync(join(folder, "engine"), { recursive: true })
  writeFileSync(targets(false).readableFile, "x")
})

beforeAll(async () => {
  writeFileSync(join(folder, "secret"), "credentials")
  await listen(servers[0]!, { port: 0, host: "127.0.0.1" })
  await new Promise<void>((resolve) => udp.bind(targets(false).port, "127.0.0.1", resolve))
  await listen(servers[1]!, { path: targets(false).socketPath })
  await listen(servers[2]!, { path: targets(false).abstractSocket })
})

afterAll(() => {
  for (const server of servers) server.close()
  udp.close()
  rmSync(folder, { recursive: true })
  packed.remove()
})

it("without any wall the attacker gets what it tries for, so that the attempts prove something", async () => {
  const got = gotOf(await answerOf(attack(false)))
  for (const name of [
    `read ${targets(false).secretFile}`,
    "read /etc/passwd",
    "list /proc",
    "connect to a port of the machine",
    "connect to a unix socket",
    "connect to an abstract unix socket",
    "send a datagram",
    "append",
    "rename",
    "start a shell",
    `signal ${process.pid}`
  ]) {
    assert.include(got, name)
  }
  received.length = 0
})

describe.skipIf(!wall.walls.bubblewrap)(
  "arbitrary JavaScript in bubblewrap alone, Node's permission model off,",
  () => {
    const variants: ReadonlyArray<readonly [string, () => HostCommand]> = [
      ["with the filter of system calls", () => wall.wrap(attack(true))],
      ["without it", () => withoutFilter(wall.wrap(attack(true)))]
    ]
    it.each(variants)("gets no file, no network, no process and no environment %s", async (_name, command) => {
      const answer = await answerOf(command())
      // What stays within the walls: its own processes, and a network of its own that leads nowhere.
      const inside = new Set(["start itself again", "signal everybody", "send a datagram"])
      assert.deepStrictEqual(
        gotOf(answer).filter((name) => !inside.has(name)),
        []
      )
      assert.deepStrictEqual(received, [])
      assert.deepStrictEqual(answer.environment, { PWD: "/" })
      assert.deepStrictEqual(answer.descriptors, [])
      const allowed = [...attack(true).readable, realpathSync(process.execPath), "/lib", "/usr/lib"]
      assert.deepStrictEqual(
        answer.files.filter((path) => !allowed.some((start) => path.startsWith(start))),
        []
      )
      assert.isBelow(answer.files.filter((path) => path.startsWith("/lib") || path.startsWith("/usr/lib")).length, 20)
    })

    it.skipIf(!wall.walls.seccomp)("starts no process and signals none where system calls are filtered", async () => {
      assert.deepStrictEqual(gotOf(await answerOf(wall.wrap(attack(true)))), [])
    })
  }
)
