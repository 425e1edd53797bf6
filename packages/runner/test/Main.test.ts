import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as RemoteSandbox from "@glissade/containers/RemoteSandbox"
import { Sandbox } from "@glissade/core/Sandbox"
import type { SandboxEvent } from "@glissade/core/Sandbox"
import { execution } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { ChildProcess } from "node:child_process"
import { execFileSync, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Kind } from "./TestRunner.ts"
import { hasBubblewrap, kinds, privateKey, publicKey } from "./TestRunner.ts"

const names: Readonly<Record<Kind, string>> = { gvisor: "runsc", bubblewrap: "bubblewrap" }

const installs: Readonly<Record<Kind, RegExp>> = {
  gvisor: /Install gVisor \(apt-get install runsc\), or name its program in RUNSC\n$/,
  bubblewrap: /Install bubblewrap \(apt-get install bubblewrap\), or name its program in BWRAP\n$/
}

/** Ids of the processes of bubblewrap that a runner with a folder has. */
const bubblewraps = (folder: string): ReadonlyArray<string> =>
  readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`\0${folder}/root\0`)
    } catch {
      return false
    }
  })

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

for (const { isHere, kind } of kinds)
  describe.skipIf(!isHere)(`the runner's process, with containers of ${kind}`, () => {
    let folder = ""
    let socketPath = ""
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "glissade-runner-"))
      chmodSync(folder, 0o711)
      socketPath = join(folder, "socket")
      writeFileSync(join(folder, "key.pem"), publicKey.export({ type: "spki", format: "pem" }))
    })
    afterAll(() => rmSync(folder, { recursive: true, force: true }))

    const start = async (settings: Readonly<Record<string, string>> = {}) => {
      const child = spawn(process.execPath, ["--conditions=@glissade/source", main], {
        env: {
          PATH: "/usr/bin:/bin",
          RUNNER_SOCKET: socketPath,
          RUNNER_PUBLIC_KEY: join(folder, "key.pem"),
          RUNNER_FOLDER: join(folder, "runner"),
          RUNNER_POOL: "1",
          CONTAINERS: kind,
          ...settings
        },
        stdio: ["ignore", "pipe", "pipe"]
      })
      let said = ""
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (piece: Buffer) => void (said += piece.toString()))
      while (!said.includes("Native languages") && child.exitCode === null) {
        await Promise.race([once(child.stdout, "data"), once(child, "exit")])
      }
      return { child, said: () => said }
    }

    const ended = (child: ChildProcess, signal: NodeJS.Signals) => {
      const exit = once(child, "exit")
      child.kill(signal)
      return exit
    }

    const containers = () => {
      if (kind === "bubblewrap") return bubblewraps(join(folder, "runner"))
      const arguments_ = [`--root=${join(folder, "runner", "state")}`, "list", "-quiet"]
      return execFileSync("/usr/bin/runsc", arguments_, { encoding: "utf8" }).split("\n").filter(Boolean)
    }

    /** Runs a program until its first output, or to its end. */
    const runUntil = (code: string, isOver: (event: SandboxEvent) => boolean) =>
      Effect.gen(function* () {
        const { run } = yield* Sandbox
        return yield* Stream.runCollect(Stream.takeUntil(run(execution(code)), isOver))
      }).pipe(Effect.provide(RemoteSandbox.layer({ socketPath, privateKey })), Effect.runPromise)

    it("says where it listens and what it runs, and leaves no container when it is stopped", async () => {
      const { child, said } = await start()
      assert.include(said(), `The runner listens on ${socketPath}: ${names[kind]} `)
      assert.strictEqual(/^Containers of bubblewrap are weaker/m.test(said()), kind === "bubblewrap")
      assert.match(said(), /^Native languages: .*python \d/m)
      const events = await runUntil("print(6 * 7)", () => false)
      assert.deepInclude(events.at(-1), { type: "finished" })
      // The next one is restored after the run.
      while (containers().length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
      await ended(child, "SIGTERM")
      assert.strictEqual(child.exitCode, 0)
      assert.deepStrictEqual(containers(), [])
    }, 60_000)

    /** Cgroups of the containers of a runner, in the trees of all controllers. */
    const groups = ({ pid }: ChildProcess) =>
      ["", ...readdirSync("/sys/fs/cgroup")]
        .map((tree) => join("/sys/fs/cgroup", tree, "glissade"))
        .flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []))
        .filter((name) => name.includes(`-${pid}-`))

    it("destroys at its start what one that was killed has left", async () => {
      const first = await start()
      await runUntil("print(1)", () => false)
      await ended(first.child, "SIGKILL")
      // Bubblewrap's end with the runner; gVisor's stay.
      if (kind === "bubblewrap") while (containers().length > 0) await new Promise((resolve) => setTimeout(resolve, 20))
      const second = await start()
      if (kind === "gvisor") assert.deepStrictEqual(containers(), [])
      assert.deepStrictEqual(groups(first.child), [])
      if (kind === "gvisor") assert.deepStrictEqual(readdirSync(join(folder, "runner", "containers")), [])
      const events = await runUntil("print(2)", () => false)
      assert.deepInclude(events.at(-1), { type: "finished" })
      await ended(second.child, "SIGTERM")
    }, 60_000)

    it("says which setting is missing, or what makes containers", async () => {
      const withoutKey = await start({ RUNNER_PUBLIC_KEY: join(folder, "nothing.pem") })
      assert.match(withoutKey.said(), /^The runner could not start: RUNNER_PUBLIC_KEY: .*nothing\.pem'\n$/)
      const without = await start({ RUNSC: join(folder, "runsc"), BWRAP: join(folder, "bwrap") })
      assert.match(without.said(), installs[kind])
      const unknown = await start({ CONTAINERS: "none" })
      assert.match(unknown.said(), /^The runner could not start: CONTAINERS: .*\n$/)
      const wrong = await start({ RUNNER_POOL: "many" })
      assert.match(wrong.said(), /^The runner could not start: RUNNER_POOL: .*\n$/)
    }, 60_000)
  })

/** Starts a program with a descriptor that nobody told it of, which Node passes on: it closes those from 0 on, up to the first gap. */
const strayed = `exec 200</etc/passwd; exec "$@"`

/** Some user of the machine that nobody is. */
const ordinary = { uid: 54_321, gid: 54_321 }

const canRead = spawnSync(process.execPath, ["-e", `require("node:fs").accessSync(${JSON.stringify(main)})`], ordinary)

describe.skipIf(!hasBubblewrap || canRead.status !== 0)(
  "a runner of an ordinary user, with containers of bubblewrap",
  () => {
    it("runs programs, each with a number of processes of its own, and says what does not hold", async ({
      onTestFinished
    }) => {
      const folder = mkdtempSync(join(tmpdir(), "glissade-runner-"))
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
      chownSync(folder, ordinary.uid, ordinary.gid)
      writeFileSync(join(folder, "key.pem"), publicKey.export({ type: "spki", format: "pem" }))
      const socketPath = join(folder, "socket")
      const child = spawn(
        "/bin/bash",
        ["-c", strayed, "bash", process.execPath, "--conditions=@glissade/source", main],
        {
          ...ordinary,
          env: {
            RUNNER_SOCKET: socketPath,
            RUNNER_PUBLIC_KEY: join(folder, "key.pem"),
            RUNNER_FOLDER: join(folder, "runner"),
            CONTAINERS: "bubblewrap"
          },
          stdio: ["ignore", "pipe", "inherit"]
        }
      )
      onTestFinished(() => void child.kill("SIGKILL"))
      let said = ""
      child.stdout.on("data", (piece: Buffer) => void (said += piece.toString()))
      while (!said.includes("Native languages")) await once(child.stdout, "data")
      assert.match(said, /^The runner may make no cgroups here: a program's memory limit does not hold/m)
      const code = `import os, time
count = 0
try:
    while count < 1_000:
        if os.fork() == 0:
            time.sleep(5)
            os._exit(0)
        count += 1
except OSError: pass
print(os.getuid(), 200 < count < 256, [fd for fd in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{fd}")])
for path in ("${folder}", "/root", "/home/run/../../tmp/x"):
    print(os.path.exists(path))`
      const events = await Effect.gen(function* () {
        const { run } = yield* Sandbox
        return yield* Stream.runCollect(run(execution(code)))
      }).pipe(Effect.provide(RemoteSandbox.layer({ socketPath, privateKey })), Effect.runPromise)
      const last = events.at(-1)
      assert.strictEqual(
        last?.type === "finished" && last.result.stdout,
        "1000 True ['0', '1', '2']\nFalse\nTrue\nFalse\n"
      )
      child.kill("SIGTERM")
      await once(child, "exit")
      assert.deepStrictEqual(bubblewraps(join(folder, "runner")), [])
      rmSync(folder, { recursive: true })
    }, 60_000)
  }
)
