import { engineNamed, installedEngines } from "@glissade/test-kit/Engines"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { packProgram } from "@glissade/test-kit/PackedProgram"
import { hostCommand, resolvePrograms } from "../../src/process/HostCommand.ts"
import { keptGlobals, keptOfProcess } from "@glissade/engine/host/Kept"

/** Binaries of other versions of Node to be tried as well, with colons between them. */
const nodes = [process.execPath, ...(process.env["GLISSADE_NODES"] ?? "").split(":")].filter((path) => path !== "")

const host = packProgram(new URL("Within.ts", import.meta.url))
afterAll(host.remove)

interface Within {
  readonly globals: ReadonlyArray<string>
  readonly process: ReadonlyArray<string>
  readonly names: ReadonlyArray<string>
  readonly modules: ReadonlyArray<string>
}

const within = (node: string, engine: (typeof installedEngines)[number]): Within => {
  const { args, file } = hostCommand(engineNamed(engine), resolvePrograms({ host: host.path, node }))
  const { output, stderr } = spawnSync(file, args, {
    env: {},
    cwd: "/",
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    maxBuffer: 1 << 26
  })
  const answer = output[3]!.toString()
  assert.isNotEmpty(answer, stderr.toString())
  return JSON.parse(answer) as Within
}

const namesOf = (kept: ReadonlySet<PropertyKey>): ReadonlySet<string> =>
  new Set([...kept].map((key) => (typeof key === "symbol" ? key.toString() : String(key))))

/** What stands in the places of what `process` inherited. */
const replaced = new Set(["emit", "listenerCount", "off", "removeListener"])

/** Whatever is called so opens connections, makes streams of descriptors, or gets at other threads and processes. */
const outward =
  /^(?:TCP|TTY|UDP|Pipe|Socket|Server|Agent|ProxyAgent|EnvHttpProxyAgent|RetryAgent|Client|Pool|BalancedPool|Dispatcher|.*WebSocket.*|EventSource|fetch|Request|Worker|Message(?:Port|Channel)|BroadcastChannel|FileHandle|ChildProcess|spawn.*|exec(?:File|ve)|fork|dlopen|createConnection|connect|dispatch|require|compileFunction|EventEmitter|(?:Readable|Writable|Duplex)(?:Stream)?|ReadStream|WriteStream)$/

const outwardModules =
  /undici|^(?:net|http2?|https|tls|dgram|dns|child_process|cluster|inspector|_http_.*|_tls_.*|internal\/(?:tls|http|dgram|child_process|cluster).*)$/

describe.each(nodes)("a locked process on %s", (node) => {
  it.each(installedEngines)(
    "has the globals that are on the list, and nothing that leads outward: %s",
    { timeout: 60_000 },
    (engine) => {
      const { globals, modules, names, process: ofProcess } = within(node, engine)
      const listed = namesOf(keptGlobals)
      assert.deepStrictEqual(
        globals.filter((name) => !listed.has(name)),
        []
      )
      const listedOfProcess = namesOf(keptOfProcess)
      assert.deepStrictEqual(
        ofProcess.filter((name) => !listedOfProcess.has(name) && !replaced.has(name)),
        []
      )
      assert.deepStrictEqual(
        names.filter((name) => outward.test(name)),
        []
      )
      assert.deepStrictEqual(
        modules.filter((name) => outwardModules.test(name)),
        []
      )
      // The walk has been somewhere.
      assert.includeMembers([...names], ["Array", "TextDecoder", "getRandomValues", "hrtime"])
    }
  )
})
