import { setTimeout as sleep } from "node:timers/promises"
import type { Terminal } from "./CommandLine.ts"
import { Failure } from "./CommandLine.ts"
import type { DeadLetter } from "./DeadLetter.ts"
import { ageMs, connectionMs, groupName } from "./DeadLetter.ts"
import type { DeadLetterQueue } from "./DeadLetterQueue.ts"
import { maximumLetters } from "./DeadLetterQueue.ts"
import { duration, table, time } from "./Table.ts"

/** What the commands work with. */
export interface Desk {
  readonly queue: DeadLetterQueue
  readonly terminal: Terminal
  readonly signal: AbortSignal
  /** Whether results are stored, so that a job whose connection has closed is not in vain. */
  readonly resultStore: boolean
  readonly now?: () => number
  readonly pause?: (milliseconds: number) => Promise<unknown>
  /** How many dead letters are handled at most. */
  readonly maximum?: number
}

/** Which dead letters: one by its message id, or all. */
export type Selection = { readonly id: string } | "all"

/** Ten a second: the workers should not be busy with dead letters alone. */
const betweenSendsMs = 100

const letters = (count: number): string => `${count} ${count === 1 ? "dead letter" : "dead letters"}`

/** Goes through the dead letters and returns how many are beyond those that SQS gave, about. */
const walk = async (
  { maximum = maximumLetters, queue, signal }: Desk,
  visit: (batch: ReadonlyArray<DeadLetter>) => Promise<"go on" | "stop">
): Promise<number> => {
  const { all } = await queue.count()
  let seen = 0
  for await (const batch of queue.batches(maximum, signal)) {
    seen += batch.length
    if ((await visit(batch)) === "stop") return 0
  }
  return Math.max(0, all - seen)
}

const tellOfOthers = ({ maximum = maximumLetters, terminal }: Desk, others: number): void => {
  if (others === 0) return
  terminal.warn(
    `About ${others} more could not be received: they wait behind ten of their group, somebody else has received them, or they are beyond ` +
      `the ${maximum} that one call handles`
  )
}

const notFound = (id: string, others: number) =>
  new Failure(
    others === 0
      ? `There is no dead letter ${id}`
      : `There is no dead letter ${id} among those that could be received; about ${others} could not be: they wait behind ten of their ` +
          "group, or somebody else has received them"
  )

/** Calls `visit` with the selected dead letters, one after another in their groups' order. */
const forSelected = async (
  desk: Desk,
  selection: Selection,
  visit: (letter: DeadLetter) => Promise<void>
): Promise<void> => {
  let found = false
  const others = await walk(desk, async (batch) => {
    for (const letter of batch) {
      desk.signal.throwIfAborted()
      if (selection !== "all" && letter.id !== selection.id) continue
      found = true
      await visit(letter)
    }
    return found && selection !== "all" ? "stop" : "go on"
  })
  if (selection === "all") tellOfOthers(desk, others)
  else if (!found) throw notFound(selection.id, others)
}

const nobodyWaits = ({ now = Date.now, resultStore }: Desk, letter: DeadLetter): boolean =>
  !resultStore && ageMs(letter, now()) > connectionMs

/** Prints how many dead letters there are. */
export const count = async ({ queue, terminal }: Desk): Promise<void> => {
  const { all, hidden } = await queue.count()
  terminal.line(`${letters(all)} in ${queue.name}${hidden === 0 ? "" : `, ${hidden} of them received by somebody now`}`)
}

const heading = ["MESSAGE", "GROUP", "SENT", "AGE", "RECEIVED", "BYTES", "JOB", "LANGUAGE", "NOTE"]

/** Prints a line for each dead letter: nothing of anybody's program. */
export const list = async (desk: Desk): Promise<void> => {
  const rows: Array<{ readonly sentAt: number; readonly cells: ReadonlyArray<string> }> = []
  const now = (desk.now ?? Date.now)()
  const others = await walk(desk, async (batch) => {
    for (const letter of batch) {
      const { bytes, id, job, receives, sentAt } = letter
      rows.push({
        sentAt: sentAt.getTime(),
        cells: [
          id,
          groupName(letter),
          time(sentAt),
          duration(ageMs(letter, now)),
          String(receives),
          String(bytes),
          job?.id ?? "-",
          job?.language ?? "-",
          job === undefined ? "no job" : nobodyWaits(desk, letter) ? "older than any connection" : ""
        ]
      })
    }
    return "go on"
  })
  const oldestFirst = rows.toSorted((one, other) => one.sentAt - other.sentAt).map(({ cells }) => cells)
  if (rows.length > 0) for (const line of table([heading, ...oldestFirst])) desk.terminal.line(line)
  desk.terminal.line(`${letters(rows.length)} listed`)
  tellOfOthers(desk, others)
}

/** Characters that steer a terminal or turn the direction of writing, as JSON escapes: JSON stays the same JSON. */
const harmless = (text: string): string =>
  text.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    /[\n\t]/.test(character) ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  )

/** Prints what is known of one dead letter, and its body only if asked for. */
export const show = (desk: Desk, id: string, withBody: boolean): Promise<void> =>
  forSelected(desk, { id }, async (letter) => {
    const { attributes, body, bytes, job, receives, sentAt } = letter
    const facts: ReadonlyArray<readonly [string, string]> = [
      ["message", id],
      ["group", groupName(letter)],
      ["sent", time(sentAt)],
      ["received", String(receives)],
      ["bytes", String(bytes)],
      ...Object.entries(attributes).map(
        ([name, { DataType, StringValue }]) => [`attribute ${name}`, StringValue ?? `(${DataType})`] as const
      ),
      ...(job === undefined
        ? [["job", "the body is no job"] as const]
        : ([
            ["job", job.id],
            ["attempt", String(job.attempt)],
            ["language", job.language],
            ["submitted", `${time(job.submittedAt)}, ${duration(ageMs(letter, (desk.now ?? Date.now)()))} ago`],
            ["pushed to", job.hasConnection ? "a connection" : "nobody: its result is read with its key"]
          ] as const))
    ]
    for (const line of table(facts)) desk.terminal.line(harmless(line))
    if (withBody) desk.terminal.line(`\n${harmless(body)}`)
  })

/** Settings of `sendAgain`. */
export interface SendAgainOptions {
  /** Send without pauses. */
  readonly atOnce: boolean
  /** Send also jobs whose output nobody can get any more. */
  readonly old: boolean
}

/**
 * Puts dead letters back on the queue of jobs. One is deleted only after it was sent. With `all`, those that become dead letters meanwhile
 * stay: they may be jobs that were sent again, and would be so for ever.
 */
export const sendAgain = async (desk: Desk, selection: Selection, { atOnce, old }: SendAgainOptions): Promise<void> => {
  const { now = Date.now, pause = sleep, queue, terminal } = desk
  const startedAt = now()
  let sent = 0
  let refused = 0
  let newer = 0
  await forSelected(desk, selection, async (letter) => {
    if (selection === "all" && letter.sentAt.getTime() > startedAt) return void newer++
    const { id, job } = letter
    const named = `${id} (${job === undefined ? "no job" : `job ${job.id}, ${job.language}`})`
    if (!old && nobodyWaits(desk, letter)) {
      refused++
      return terminal.warn(
        `not sent: ${named} is older than any connection, so nobody would get its output; --old sends it`
      )
    }
    if (sent > 0 && !atOnce) await pause(betweenSendsMs)
    try {
      await queue.sendAgain(letter)
    } catch (error) {
      throw new Failure(`${named} was not sent and stays, ${letters(sent)} were sent before it: ${String(error)}`)
    }
    try {
      await queue.remove([letter])
    } catch (error) {
      throw new Failure(`${named} was sent again but is a dead letter still: delete it. ${String(error)}`)
    }
    sent++
    terminal.line(`sent again: ${named}`)
  })
  terminal.line(`${letters(sent)} sent again`)
  if (newer > 0) terminal.warn(`${letters(newer)} came in meanwhile and stay`)
  if (refused > 0) throw new Failure(`${letters(refused)} not sent`)
}

/** Deletes dead letters for good. */
export const remove = async (desk: Desk, selection: Selection): Promise<void> => {
  const { queue, terminal } = desk
  if (selection !== "all") {
    await forSelected(desk, selection, (letter) => queue.remove([letter]))
    return terminal.line(`deleted: ${selection.id}`)
  }
  let deleted = 0
  const others = await walk(desk, async (batch) => {
    await queue.remove(batch)
    deleted += batch.length
    return "go on"
  })
  terminal.line(`${letters(deleted)} deleted`)
  tellOfOthers(desk, others)
}
