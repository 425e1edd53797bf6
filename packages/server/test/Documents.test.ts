import { maximumPieces } from "@glissade/core/OutputBatcher"
import * as ActiveJobs from "@glissade/core/ActiveJobs"
import * as Push from "@glissade/core/Push"
import * as QueueMemory from "@glissade/core/QueueMemory"
import * as ResultStore from "@glissade/core/ResultStore"
import * as RunJournalBuffer from "@glissade/core/RunJournalBuffer"
import { maximumBodyBytes } from "@glissade/api/Routes"
import { maximumPushBytes } from "@glissade/protocol/Message"
import { heapMegabytes } from "@glissade/sandbox/process/HostCommand"
import * as Descriptors from "../src/Descriptors.ts"
import * as RequestBodies from "../src/RequestBodies.ts"
import * as ServerConfig from "@glissade/server/ServerConfig"
import * as WebSocketRoute from "../src/WebSocketRoute.ts"
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"

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
    ["memory of an interpreter", [`heap ${heapMegabytes} MiB`]]
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

describe("README.md", () => {
  it("lists every setting that the server reads, and no other", () => {
    const listed = [...text("README.md").matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name!)
    const read = ["ServerConfig.ts", "main.ts"].flatMap((file) =>
      [...text(`packages/server/src/${file}`).matchAll(/"([A-Z][A-Z_]+)"/g)].map(([, name]) => name!)
    )
    assert.sameMembers(
      listed,
      [...new Set(read)].filter((name) => !name.startsWith("SIG"))
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
    it(`gives the default of ${name}`, () => assert.strictEqual(row("README.md", `\`${name}\``)[1], `${value}`))
  }
})
