import { createHash } from "node:crypto"
import type { Message, MessageAttributeValue } from "@aws-sdk/client-sqs"

/** What a dead letter's body says of its job, without its program. */
export interface JobSummary {
  readonly id: string
  readonly language: string
  readonly attempt: number
  readonly submittedAt: Date
  /** Whether its output is pushed to a connection. Otherwise the result is read with the job's key. */
  readonly hasConnection: boolean
}

/** A message of the dead-letter queue that is hidden from others while it is looked at. */
export interface DeadLetter {
  readonly id: string
  readonly receiptHandle: string
  readonly group: string
  /** When it became a dead letter: a FIFO queue sets the time anew when it takes a message of another queue. */
  readonly sentAt: Date
  /** How often it was received, with the times that these programs looked at it. */
  readonly receives: number
  readonly bytes: number
  readonly body: string
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>
  readonly job: JobSummary | undefined
}

/** After two hours API Gateway closes every connection, so the output of an older job is pushed to nobody. */
export const connectionMs = 2 * 60 * 60_000

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What can be a language's name. Nothing else of a body is shown: it could hold control sequences. */
const language = /^[a-z][a-z0-9+#.-]{0,31}$/i

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null

const parse = (body: string): Fields => {
  try {
    const content: unknown = JSON.parse(body)
    return isFields(content) ? content : {}
  } catch {
    return {}
  }
}

/** The job in a body, or nothing if it is none. */
export const summarize = (body: string): JobSummary | undefined => {
  const { attempt, connection_id: connection, execution, job_id: id, submitted_at: submitted } = parse(body)
  const name = isFields(execution) ? execution["language"] : undefined
  if (typeof id !== "string" || !uuid.test(id)) return undefined
  if (typeof name !== "string" || !language.test(name)) return undefined
  if (typeof attempt !== "number" || typeof submitted !== "number") return undefined
  const submittedAt = new Date(submitted)
  if (Number.isNaN(submittedAt.getTime())) return undefined
  return { id, language: name, attempt, submittedAt, hasConnection: typeof connection === "string" }
}

const bytesOf = (body: string, attributes: DeadLetter["attributes"]): number =>
  Object.entries(attributes).reduce(
    (bytes, [name, { BinaryValue, DataType = "", StringValue = "" }]) =>
      bytes + Buffer.byteLength(name + DataType + StringValue) + (BinaryValue?.byteLength ?? 0),
    Buffer.byteLength(body)
  )

/** A message as SQS gives it. */
export const toDeadLetter = ({
  Attributes: system = {},
  Body: body = "",
  MessageAttributes: attributes = {},
  MessageId: id = "",
  ReceiptHandle: receiptHandle = ""
}: Message): DeadLetter => ({
  id,
  receiptHandle,
  group: system.MessageGroupId ?? "",
  sentAt: new Date(Number(system.SentTimestamp ?? 0)),
  receives: Number(system.ApproximateReceiveCount ?? 0),
  bytes: bytesOf(body, attributes),
  body,
  attributes,
  job: summarize(body)
})

/** How old its job is, or where it is none, how long it has been a dead letter. */
export const ageMs = ({ job, sentAt }: DeadLetter, now: number): number => now - (job?.submittedAt ?? sentAt).getTime()

/** The group as the logs name it: the id of a connection lets its holder push to it, so it is not shown. */
export const groupName = ({ group }: DeadLetter): string =>
  createHash("sha256").update(group).digest("base64url").slice(0, 12)
