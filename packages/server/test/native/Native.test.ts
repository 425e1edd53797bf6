import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import type { NativeReport } from "@glissade/api/Health"
import { Client } from "@glissade/client/Client"
import { typeInto } from "@glissade/client/TypedInput"
import { descendantsOf } from "@glissade/test-kit/ProcessTree"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { ended, launch, line } from "../LaunchedServer.ts"

const isRoot = process.getuid?.() === 0

/** CI's machine has it. */
const hasRunsc = existsSync("/usr/bin/runsc") && isRoot

const hasBubblewrap = existsSync("/usr/bin/bwrap") && isRoot

const listening = /http:\/\/\S+/
const runnerReady = /Native languages: .*/

const folder = "/var/lib/glissade-runner"

/** Folders of a server's runners. Other servers of the machine have theirs beside them. */
const foldersOf = (server: ReturnType<typeof launch>) =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(`${server.child.pid}-`)) : []

const isThere = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))

const kinds = [
  { containers: "gvisor", isHere: hasRunsc, isolation: /^runsc \S+, \w+$/ },
  { containers: "bubblewrap", isHere: hasBubblewrap, isolation: /^bubblewrap \S+, weaker than gVisor$/ }
]

for (const { containers, isHere, isolation } of kinds)
  describe.skipIf(!isHere)(`a server that root starts, with containers of ${containers}`, () => {
    let server: ReturnType<typeof launch>
    let url = ""

    beforeAll(async () => {
      server = launch({ CONTAINERS: containers, NATIVE: "auto", PORT: "0", ENGINES: "@glissade/engine-lua" })
      url = await line(server, listening)
      await line(server, runnerReady)
      // The runner has told the terminal; the server asks it a moment later.
      const { status } = await execute({ language: "c", code: "" })
      assert.include([200, 503], status)
      while ((await runtimes()).native_runtimes === undefined) await new Promise((resolve) => setTimeout(resolve, 50))
    }, 60_000)

    afterAll(() => void server.child.kill("SIGKILL"))

    const runtimes = async () =>
      (await (await fetch(`${url}/runtimes`)).json()) as {
        readonly runtimes: ReadonlyArray<{ readonly language: string }>
        readonly native_runtimes?: ReadonlyArray<{ readonly language: string }>
        readonly native_isolation?: string
        readonly native_starting?: boolean
        readonly limits: Readonly<Record<string, object>>
      }

    const execute = async (body: object) => {
      const response = await fetch(`${url}/execute`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body)
      })
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    }

    it("lists native languages beside those in WebAssembly", async () => {
      const { native_isolation, native_runtimes, runtimes: listed } = await runtimes()
      assert.deepStrictEqual(
        listed.map(({ language }) => language),
        ["lua"]
      )
      const names = native_runtimes!.map(({ language }) => language)
      for (const name of ["bash", "c", "javascript", "python"]) assert.include(names, name)
      assert.match(native_isolation!, isolation)
    })

    it("tells the operator what runs them", async () => {
      const { native } = (await (await fetch(`${url}/health?detail`)).json()) as { readonly native: NativeReport }
      assert.strictEqual(native.status, "on")
      assert.match(native.isolation!, isolation)
      assert.isTrue(native.languages!.some((language) => /^bash \d/.test(language)))
    })

    it("has a limit of compiling, and compiles within it", { timeout: 60_000 }, async () => {
      const { limits, native_starting } = await runtimes()
      assert.deepStrictEqual(limits["compile_timeout_ms"], { default: 10_000, maximum: 30_000 })
      assert.isUndefined(native_starting)
      const code = '#warning "mind this"\nint main(void) { return 0; }'
      const { body } = await execute({ language: "c", code, compile_output: true })
      assert.deepInclude(body, { status: "success", stdout: "", stderr: "" })
      const { exit_code, stderr } = body["compile"] as { readonly exit_code: number; readonly stderr: string }
      assert.strictEqual(exit_code, 0)
      assert.include(stderr, "mind this")
      const refused = await execute({ language: "c", code, limits: { compile_timeout_ms: 1_000 } })
      assert.strictEqual(refused.status, 422)
    })

    it("takes what is typed while a program runs", { timeout: 60_000 }, async () => {
      const client = new Client({ apiUrl: url })
      const code =
        'print "Name? "; chomp(my $name = <STDIN>); print "Hello, $name\\n"; print defined(<STDIN>) ? "more" : "end"'
      const run = client.execute({ language: "perl", code, input: "stream" })
      const type = typeInto(run)
      const seen: Array<string> = []
      for await (const event of run) {
        if (event.type === "output") seen.push(event.data)
        if (event.type !== "waiting") continue
        type(seen.includes("waiting") ? "" : "Ada\n", seen.includes("waiting"))
        seen.push("waiting")
      }
      client.close()
      assert.deepStrictEqual(seen, ["Name? ", "waiting", "Hello, Ada\n", "waiting", "end"])
    })

    it("says at its start what is weaker than gVisor", () => {
      const says = /^Native programs: in containers of bubblewrap, which are weaker than gVisor's/m
      assert.strictEqual(says.test(server.output.text), containers === "bubblewrap")
    })

    it("has examples of them", async () => {
      const response = await fetch(`${url}/runtimes/c/examples`)
      const { examples } = (await response.json()) as { readonly examples: ReadonlyArray<{ readonly code: string }> }
      assert.include(examples[0]!.code, "int main")
    })

    it("runs a language that is native alone by its name", { timeout: 60_000 }, async () => {
      const code = '#include <stdio.h>\nint main(void) { printf("%d\\n", 6 * 7); return 0; }'
      const { body, status } = await execute({ language: "c", code, limits: { timeout_ms: 20_000 } })
      assert.strictEqual(status, 200)
      assert.deepInclude(body, { status: "success", stdout: "42\n", language: "c" })
    })

    it("tells apart who wants which", { timeout: 60_000 }, async () => {
      const { body } = await execute({ language: "python", runtime: "native", code: "import sys; print(sys.platform)" })
      assert.strictEqual(body["stdout"], "linux\n")
      const refused = await execute({ language: "lua", runtime: "wasm", code: "" })
      assert.strictEqual(refused.status, 400)
    })

    it("ends with its runner, and leaves nothing behind", { timeout: 60_000 }, async () => {
      const runner = descendantsOf(server.child.pid!).find((pid) =>
        readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("runner/src/main.ts")
      )!
      assert.isTrue(isThere(runner))
      assert.lengthOf(foldersOf(server), 1)
      server.child.kill("SIGTERM")
      assert.strictEqual(await ended(server.child), 0)
      assert.isFalse(isThere(runner))
      assert.deepStrictEqual(foldersOf(server), [])
    })
  })

describe.skipIf(!hasRunsc)("a server that is killed", () => {
  it("takes its runner with it", { timeout: 60_000 }, async () => {
    const server = launch({ NATIVE: "auto", PORT: "0", ENGINES: "@glissade/engine-lua" })
    await line(server, runnerReady)
    const runner = descendantsOf(server.child.pid!).find((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("runner/src/main.ts")
    )!
    server.child.kill("SIGKILL")
    await ended(server.child)
    // The folder goes last.
    while (isThere(runner) || foldersOf(server).length > 0) await new Promise((resolve) => setTimeout(resolve, 50))
  })
})

const start = (settings: Record<string, string>) =>
  launch({ NATIVE: "auto", PORT: "0", ENGINES: "@glissade/engine-lua", ...settings })

describe.skipIf(!isRoot)("a server whose runner does not start", () => {
  it("serves all else, says why, and tries again, less and less often", { timeout: 60_000 }, async () => {
    const server = start({ RUNSC: "/bin/false" })
    const url = await line(server, listening)
    await line(server, /The runner could not start: .+/)
    await line(server, /the runner ended; it is started again in 5 seconds/)
    await line(server, /the runner ended; it is started again in 10 seconds/)
    const { native, status } = (await (await fetch(`${url}/health?detail`)).json()) as {
      readonly native: NativeReport
      readonly status: string
    }
    assert.strictEqual(status, "ok")
    assert.include(["starting", "away"], native.status)
    server.child.kill("SIGKILL")
  })
})

describe("a server without native programs", () => {
  it("says which setting names no program of gVisor", async () => {
    const server = start({ RUNSC: "/nowhere/runsc" })
    await line(server, /Native programs: off, as \/nowhere\/runsc is no program: RUNSC must be the path of gVisor/)
    server.child.kill("SIGKILL")
  })

  it("says which setting names no program of bubblewrap", async () => {
    const server = start({ CONTAINERS: "bubblewrap", BWRAP: "/nowhere/bwrap" })
    await line(server, /Native programs: off, as \/nowhere\/bwrap is no program: BWRAP must be the path of bubblewrap/)
    server.child.kill("SIGKILL")
  })

  it.each([
    [
      "half of where a runner is",
      { RUNNER_SOCKET: "/run/runner" },
      "RUNNER_SOCKET and RUNNER_KEY must be set together, or neither"
    ],
    ["a key that is none", { RUNNER_SOCKET: "/run/runner", RUNNER_KEY: "/dev/null" }, "RUNNER_KEY: "],
    ["a word that it does not know", { NATIVE: "on" }, "NATIVE"],
    ["containers that it does not know", { CONTAINERS: "none" }, "CONTAINERS"],
    ["a pool for nobody", { RUNNER_POOL: "0" }, "RUNNER_POOL"]
  ] as const)("does not start when it is told %s", async (_, settings, says) => {
    const server = start(settings)
    assert.strictEqual(await ended(server.child), 1)
    assert.include(server.output.text, `Glissade could not start: ${says}`)
  })

  it("says that a program in native form is not for it", async () => {
    const server = launch({ PORT: "0", ENGINES: "@glissade/engine-lua" })
    const url = await line(server, listening)
    const response = await fetch(`${url}/execute`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ language: "lua", runtime: "native", code: "" })
    })
    assert.strictEqual(response.status, 422)
    assert.include(await response.text(), "this server has no native programs")
    const { limits, native_runtimes, native_starting } = (await (await fetch(`${url}/runtimes`)).json()) as {
      readonly native_runtimes?: unknown
      readonly native_starting?: unknown
      readonly limits: Readonly<Record<string, object>>
    }
    const { native } = (await (await fetch(`${url}/health?detail`)).json()) as { readonly native: NativeReport }
    assert.strictEqual(native.status, "off")
    assert.isUndefined(native_runtimes)
    assert.isUndefined(native_starting)
    assert.isUndefined(limits["compile_timeout_ms"])
    server.child.kill("SIGKILL")
  })
})
