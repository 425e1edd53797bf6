import { maximumPieces } from "@glissade/core/OutputBatcher"
import * as ActiveJobs from "@glissade/core/ActiveJobs"
import * as Push from "@glissade/core/Push"
import * as QueueMemory from "@glissade/core/QueueMemory"
import * as ResultStore from "@glissade/core/ResultStore"
import type { LimitRange } from "@glissade/core/ExecutionLimits"
import { ExecutionLimits } from "@glissade/core/ExecutionLimits"
import * as RunJournalBuffer from "@glissade/core/RunJournalBuffer"
import { maximumBodyBytes } from "@glissade/api/Routes"
import { maximumArtifactBytes } from "@glissade/engine/host/Artifacts"
import { defaultHeapMegabytes } from "@glissade/engine/Manifest"
import { maximumItems } from "@glissade/protocol/Execution"
import { maximumPushBytes } from "@glissade/protocol/Message"
import * as Descriptors from "../src/Descriptors.ts"
import * as RequestBodies from "../src/RequestBodies.ts"
import { findEngines } from "@glissade/sandbox/registry/EngineRegistry"
import * as ServerConfig from "@glissade/server/ServerConfig"
import * as WebSocketRoute from "../src/WebSocketRoute.ts"
import { assert, describe, it } from "@effect/vitest"
import { existsSync, readdirSync, readFileSync } from "node:fs"

const repository = new URL("../../../", import.meta.url)

const text = (path: string) => readFileSync(new URL(path, repository), "utf8")

/** The cells of the table's row whose first cell begins so. */
const row = (document: string, beginning: string): ReadonlyArray<string> => {
  const line = text(document)
    .split("\n")
    .find((each) => each.startsWith(`| ${beginning}`))
  assert.isDefined(line, `${document} has a row that begins with ${beginning}`)
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim())
}

const count = (n: number) => n.toLocaleString("en")
const mebibytes = (bytes: number) => `${bytes / 1024 ** 2} MiB`
const minutes = (ms: number) => `${ms / 60_000} minutes`

describe("docs/operations.md", () => {
  const { defaults: settings } = ServerConfig
  const { defaults: queue } = QueueMemory

  const heaps = findEngines().installed.flatMap(({ manifest: { heapMegabytes, languages } }) =>
    heapMegabytes === undefined ? [] : [`${languages[0].name} ${count(heapMegabytes)}`]
  )
  const bounds: ReadonlyArray<readonly [buffer: string, figures: ReadonlyArray<string>]> = [
    [
      "programs that wait or run",
      [
        `${mebibytes(settings.queueBytes)} in all`,
        `${mebibytes(settings.connectionQueueBytes)} for one connection`,
        `${count(queue.maximum)} jobs`,
        `${count(queue.maximumPerGroup)} for one connection`
      ]
    ],
    [
      "results for whoever asks later",
      [mebibytes(ResultStore.defaultMaximumBytes), minutes(ResultStore.resultLifetimeMs)]
    ],
    ["messages that a connection has not read", [mebibytes(WebSocketRoute.maximumUnreadBytes)]],
    ["the same of all connections", [`${mebibytes(WebSocketRoute.maximumHeldBytes)} together`]],
    ["one message of a client", [`${count(WebSocketRoute.maximumFrameBytes / 1024)} KiB`]],
    ["bodies under way", [`${RequestBodies.maximumBodies} of ${mebibytes(maximumBodyBytes)}`]],
    ["output that waits for 50 ms", [`${maximumPieces} pieces of ${count(maximumPushBytes)} bytes`]],
    ["connections |", [count(settings.maximumConnections), `${Descriptors.keptBack} fewer than descriptors`]],
    ["jobs that can be asked for", [count(ActiveJobs.maximumEntries)]],
    ["submits that are remembered", [count(queue.maximumSeen)]],
    ["connections whose time of closing is known", [count(Push.maximumClosed)]],
    ["dead letters", [count(queue.maximumDeadLetters), mebibytes(queue.maximumDeadLetterBytes)]],
    [
      "events of runs",
      [count(RunJournalBuffer.defaults.maximumEvents), mebibytes(RunJournalBuffer.defaults.maximumBytes)]
    ],
    ["memory of an interpreter", [`heap ${defaultHeapMegabytes} MiB`, ...heaps]]
  ]

  for (const [buffer, figures] of bounds) {
    it(`gives the bound of ${buffer.replace(" |", "")} that the code has`, () => {
      const [, bound] = row("docs/operations.md", buffer)
      for (const figure of figures) assert.include(bound, figure)
    })
  }

  it("gives the times of the same table that the code has", () => {
    const [, jobs] = row("docs/operations.md", "jobs that can be asked for")
    assert.strictEqual(ActiveJobs.forgetAfterMs, 3_600_000)
    assert.include(jobs, "an hour")
    const [, submits] = row("docs/operations.md", "submits that are remembered")
    assert.strictEqual(queue.deduplicationWindowMs, 5 * 60_000)
    assert.include(submits, "five minutes")
    assert.include(row("docs/operations.md", "bodies under way")[3], `after ${RequestBodies.slowMs / 1000} s`)
  })
})

describe("docs/security.md", () => {
  it("names tests that exist for what a review found", () => {
    const [, found] = text("docs/security.md").split("## Found by a review")
    const named = [...found!.matchAll(/`([\w/-]+\/[\w.]+\.ts)`(?: "([^"]+)")?/g)]
    assert.isAbove(named.length, 10)
    for (const [, path, name] of named) assert.include(text(path!), name ?? "")
  })
})

describe("docs/settings.md", () => {
  it("lists every setting that the server reads, and no other", () => {
    const listed = [...text("docs/settings.md").matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name!)
    const folders = ["library", "accounts", "native"].filter((name) =>
      existsSync(new URL(`packages/server/src/${name}`, repository))
    )
    const files = folders.flatMap((name) =>
      readdirSync(new URL(`packages/server/src/${name}`, repository)).map((file) => `${name}/${file}`)
    )
    const read = ["ServerConfig.ts", "main.ts", "root/LeaveRoot.ts", ...files].flatMap((file) =>
      [...text(`packages/server/src/${file}`).matchAll(/"([A-Z][A-Z_]+)"/g)].map(([, name]) => name!)
    )
    assert.sameMembers(
      listed,
      [...new Set(read)].filter((name) => !/^(?:SIG|EADDR|GET$|HEAD$|HOME$|PATH$|TMPDIR$|XDG_)/.test(name))
    )
  })

  const { defaults: settings } = ServerConfig
  const shown: ReadonlyArray<readonly [name: string, value: string | number]> = [
    ["PORT", settings.port],
    ["HOST", settings.host],
    ["MAX_CONNECTIONS", settings.maximumConnections],
    ["ADDRESS_SHARE", settings.addressShare],
    ["QUEUE_BYTES", settings.queueBytes],
    ["CONNECTION_QUEUE_BYTES", settings.connectionQueueBytes]
  ]

  for (const [name, value] of shown) {
    it(`gives the default of ${name}`, () => assert.strictEqual(row("docs/settings.md", `\`${name}\``)[1], `${value}`))
  }
})

describe("README.md", () => {
  const limits = ExecutionLimits.defaultValue()
  const { defaults: queue } = QueueMemory
  const seconds = ({ default: usual, maximum }: LimitRange) => [`${usual / 1000} s`, `${maximum / 1000} s`]
  const sizes = ({ default: usual, maximum }: LimitRange, unit: (bytes: number) => string) => [
    unit(usual),
    unit(maximum)
  ]
  const kibibytes = (bytes: number) => `${bytes / 1024} KiB`

  const rows: ReadonlyArray<readonly [what: string, figures: ReadonlyArray<string>]> = [
    ["time of a run |", seconds(limits.timeoutMs)],
    ["time of a run over", seconds(limits.syncTimeoutMs)],
    ["memory of a run", sizes(limits.memoryBytes, mebibytes)],
    ["output, each of", sizes(limits.outputBytes, kibibytes)],
    ["input", ["", kibibytes(limits.stdinBytes.maximum)]],
    ["program and files", ["", kibibytes(limits.sourceBytes.maximum)]],
    ["files, and arguments", ["", `${maximumItems} each`]],
    ["pictures of a run", ["", `${count(maximumArtifactBytes)} bytes`]],
    ["jobs that wait, of one connection", ["", count(queue.maximumPerGroup)]],
    ["jobs that wait, in all", ["", count(queue.maximum)]],
    ["connections |", [count(ServerConfig.defaults.maximumConnections), "`MAX_CONNECTIONS`"]]
  ]

  it("gives the limits that the code has", () => {
    for (const [what, figures] of rows) assert.deepStrictEqual(row("README.md", what).slice(1), figures, what)
  })

  it("gives the number of interpreters that docs/settings.md has", () => {
    assert.strictEqual(row("README.md", "programs at once")[1], row("docs/settings.md", "`INTERPRETERS`")[1])
  })

  it("links to files that are there", () => {
    for (const [, path] of text("README.md").matchAll(/\]\((?!http)([^)#]+)/g))
      assert.isTrue(existsSync(new URL(path!, repository)), path)
  })
})
