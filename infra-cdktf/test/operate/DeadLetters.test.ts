import { beforeEach, describe, expect, it } from "vitest"
import { summarize } from "../../operate/DeadLetter.ts"
import type { Desk } from "../../operate/DeadLetterCommands.ts"
import { count, list, remove, sendAgain, show } from "../../operate/DeadLetterCommands.ts"
import { DeadLetterQueue } from "../../operate/DeadLetterQueue.ts"
import { FakeQueues } from "./FakeQueues.ts"
import { FakeTerminal } from "./Fakes.ts"

const now = Date.parse("2026-11-26T12:00:00Z")
const hour = 60 * 60_000

const jobBody = (number: number, submittedAt = now - 60_000): string =>
  JSON.stringify({
    job_id: `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`,
    attempt: 1,
    connection_id: "a-connection",
    submitted_at: submittedAt,
    execution: { language: "python", code: "print('somebody\u009b')" }
  })

let queues: FakeQueues
let terminal: FakeTerminal
let pauses: Array<number>
let interrupted: AbortController

beforeEach(() => {
  queues = new FakeQueues()
  terminal = new FakeTerminal()
  pauses = []
  interrupted = new AbortController()
})

const desk = async (more: Partial<Desk> = {}): Promise<Desk> => ({
  queue: await DeadLetterQueue.open(queues.client, "glissade-dev"),
  terminal,
  signal: interrupted.signal,
  resultStore: false,
  now: () => now,
  pause: async (milliseconds) => void pauses.push(milliseconds),
  ...more
})

const throttled = { atOnce: false, old: false }

describe("count", () => {
  it("says how many there are and how many are received by somebody", async () => {
    queues.add("a", jobBody(1))
    queues.add("b", jobBody(2))
    queues.dead[0]!.hidden = true
    await count(await desk())
    expect(terminal.lines).toEqual([
      "2 dead letters in glissade-dev-dead-letters.fifo, 1 of them received by somebody now"
    ])
  })
})

describe("list", () => {
  it("shows every group, oldest first, nothing of a program or a connection, and hides nothing after it", async () => {
    queues.add("secret-connection", jobBody(1), now - 60_000)
    queues.add("secret-connection", jobBody(2), now - 30_000)
    queues.add("other", jobBody(3, now - 3 * hour), now - 2 * hour)
    queues.add("none", "this is no job", now - 90_000)
    await list(await desk())
    const id = "00000000-0000-4000-8000-00000000000"
    expect(terminal.lines.map((line) => line.replaceAll(/ +/g, " "))).toEqual([
      "MESSAGE GROUP SENT AGE RECEIVED BYTES JOB LANGUAGE NOTE",
      expect.stringMatching(
        `^${id}3 \\S{12} 2026-11-26T10:00:00Z 3 h 1 \\d+ 0{8}-.*3 python older than any connection$`
      ),
      expect.stringMatching(`^${id}4 \\S{12} 2026-11-26T11:58:30Z 1 min 1 40 - - no job$`),
      expect.stringMatching(`^${id}1 \\S{12} 2026-11-26T11:59:00Z 1 min 1 \\d+ 0{8}-.*1 python$`),
      expect.stringMatching(`^${id}2 \\S{12} 2026-11-26T11:59:30Z 1 min 1 \\d+ 0{8}-.*2 python$`),
      "4 dead letters listed"
    ])
    expect(terminal.lines.join("\n")).not.toMatch(/secret|somebody/)
    expect(queues.hidden).toEqual([])
  })

  it("does not call a job old whose result is stored", async () => {
    queues.add("a", jobBody(1, now - 3 * hour))
    await list(await desk({ resultStore: true }))
    expect(terminal.lines.join("\n")).not.toContain("older than any connection")
  })

  it("tells of those that wait behind ten of their group", async () => {
    for (let number = 0; number < 13; number++) queues.add("a", jobBody(number))
    queues.add("b", jobBody(99))
    await list(await desk())
    expect(terminal.lines.at(-1)).toBe("11 dead letters listed")
    expect(terminal.warnings.join()).toContain("About 3 more could not be received")
    expect(queues.hidden).toEqual([])
  })

  it("stops at its maximum", async () => {
    for (let number = 0; number < 30; number++) queues.add(`group-${number}`, jobBody(number))
    await list(await desk({ maximum: 25 }))
    expect(terminal.lines.at(-1)).toBe("25 dead letters listed")
    expect(terminal.warnings.join()).toContain("About 5 more could not be received")
    expect(queues.hidden).toEqual([])
  })

  it("hides nothing after an interruption", async () => {
    for (let number = 0; number < 30; number++) queues.add(`group-${number}`, jobBody(number))
    const queue = await DeadLetterQueue.open(queues.client, "glissade-dev")
    const walk = async () => {
      for await (const _ of queue.batches(100, interrupted.signal)) interrupted.abort(new Error("Ctrl-C"))
    }
    await expect(walk()).rejects.toThrow("Ctrl-C")
    expect(queues.hidden).toEqual([])
  })
})

describe("show", () => {
  it("prints the body only if asked for, without control characters", async () => {
    queues.add("a", jobBody(1))
    const id = queues.add("a", jobBody(2))
    await show(await desk(), id, false)
    expect(terminal.lines.join("\n")).toMatch(/attribute traceparent +00-1-2-03/)
    expect(terminal.lines.join("\n")).not.toContain("somebody")
    await show(await desk(), id, true)
    expect(terminal.lines.join("\n")).toContain(String.raw`somebody\u009b'`)
    expect(JSON.parse(terminal.lines.at(-1) ?? "")).toEqual(JSON.parse(jobBody(2)))
    expect(queues.hidden).toEqual([])
  })

  it("refuses a message that is not there", async () => {
    queues.add("a", jobBody(1))
    await expect(show(await desk(), "00000000-0000-4000-8000-0000000000ff", false)).rejects.toThrow(
      "There is no dead letter"
    )
    expect(queues.hidden).toEqual([])
  })
})

describe("sendAgain", () => {
  it("sends all in their groups' order, ten a second, each with its own deduplication id and its attributes", async () => {
    const ids = Array.from({ length: 25 }, (_, number) => queues.add(number % 2 === 0 ? "a" : "b", jobBody(number)))
    await sendAgain(await desk(), "all", throttled)
    expect(queues.ids).toEqual([])
    expect(pauses).toEqual(Array.from({ length: 24 }, () => 100))
    expect(queues.sent.map(({ MessageDeduplicationId }) => MessageDeduplicationId).toSorted()).toEqual(
      ids.map((id) => `again-${id}`)
    )
    for (const group of ["a", "b"]) {
      const inOrder = queues.sent.filter(({ MessageGroupId }) => MessageGroupId === group)
      expect(inOrder.map(({ MessageBody }) => summarize(MessageBody)?.id)).toEqual(
        inOrder.map(({ MessageBody }) => summarize(MessageBody)?.id).toSorted()
      )
    }
    expect(queues.sent[0]).toMatchObject({ MessageAttributes: { traceparent: { StringValue: "00-1-2-03" } } })
    expect(terminal.lines.at(-1)).toBe("25 dead letters sent again")
  })

  it("sends without pauses at once", async () => {
    for (let number = 0; number < 3; number++) queues.add("a", jobBody(number))
    await sendAgain(await desk(), "all", { ...throttled, atOnce: true })
    expect(pauses).toEqual([])
  })

  it("sends one and leaves the rest", async () => {
    const first = queues.add("a", jobBody(1))
    const second = queues.add("a", jobBody(2))
    await sendAgain(await desk(), { id: second }, throttled)
    expect(queues.ids).toEqual([first])
    expect(queues.hidden).toEqual([])
  })

  it("refuses jobs whose output nobody can get, unless old ones are asked for or results are stored", async () => {
    const old = queues.add("a", jobBody(1, now - 3 * hour))
    queues.add("a", jobBody(2))
    await expect(sendAgain(await desk(), "all", throttled)).rejects.toThrow("1 dead letter not sent")
    expect(queues.ids).toEqual([old])
    expect(terminal.warnings.join()).toContain("--old sends it")
    await sendAgain(await desk(), { id: old }, { ...throttled, old: true })
    expect(queues.ids).toEqual([])
    queues.add("a", jobBody(3, now - 3 * hour))
    await sendAgain(await desk({ resultStore: true }), "all", throttled)
    expect(queues.ids).toEqual([])
  })

  it("leaves those that become dead letters meanwhile", async () => {
    queues.add("a", jobBody(1), now - 1000)
    const newer = queues.add("b", jobBody(2), now + 1000)
    await sendAgain(await desk(), "all", throttled)
    expect(queues.ids).toEqual([newer])
    expect(terminal.warnings).toEqual(["1 dead letter came in meanwhile and stay"])
  })

  it("keeps a dead letter that could not be sent", async () => {
    const id = queues.add("a", jobBody(1))
    queues.refused.set("SendMessage", "no such queue")
    await expect(sendAgain(await desk(), "all", throttled)).rejects.toThrow(`${id} (job`)
    expect(queues.ids).toEqual([id])
    expect(queues.hidden).toEqual([])
  })

  it("says when one was sent and could not be deleted, and repeats it with the same deduplication id", async () => {
    const id = queues.add("a", jobBody(1))
    queues.refused.set("DeleteMessageBatch", "access denied")
    await expect(sendAgain(await desk(), "all", throttled)).rejects.toThrow("was sent again but is a dead letter still")
    queues.refused.clear()
    await sendAgain(await desk(), "all", throttled)
    expect(queues.sent.map(({ MessageDeduplicationId }) => MessageDeduplicationId)).toEqual([
      `again-${id}`,
      `again-${id}`
    ])
  })
})

describe("remove", () => {
  it("deletes one, or all of them", async () => {
    const ids = Array.from({ length: 25 }, (_, number) => queues.add("a", jobBody(number)))
    await remove(await desk(), { id: ids[3]! })
    expect(queues.ids).toHaveLength(24)
    await remove(await desk(), "all")
    expect(queues.ids).toEqual([])
    expect(terminal.lines).toEqual([`deleted: ${ids[3]}`, "24 dead letters deleted"])
  })
})

describe("summarize", () => {
  it.for(["", "null", "[]", "7", '{"job_id":"1"}', jobBody(1).replace("python", "\\u001b[2J"), jobBody(1, 1e300)])(
    "takes %j for no job",
    (body) => {
      expect(summarize(body)).toBeUndefined()
    }
  )
})
