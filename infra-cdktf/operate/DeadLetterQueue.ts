import type { SQSClient } from "@aws-sdk/client-sqs"
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageCommand
} from "@aws-sdk/client-sqs"
import { Failure } from "./CommandLine.ts"
import type { DeadLetter } from "./DeadLetter.ts"
import { toDeadLetter } from "./DeadLetter.ts"

/** How many dead letters one call handles. */
export const maximumLetters = 10_000

/** Messages of one receive, and of one batch: the maximum of SQS. */
const batchSize = 10

/** How long a received message is hidden, in seconds, if this process dies before it makes the message visible again. */
const hiddenSeconds = 300

/** Long polling asks all of SQS's servers, so that an empty answer means that there is nothing more to receive. */
const waitSeconds = 2

/** How many messages a queue has. */
export interface Count {
  readonly all: number
  /** Those that somebody has received and neither deleted nor made visible again. */
  readonly hidden: number
}

const urlOf = async (client: SQSClient, name: string): Promise<string> => {
  try {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: name }))
    if (QueueUrl !== undefined) return QueueUrl
  } catch (error) {
    if (!(error instanceof QueueDoesNotExist)) throw error
  }
  throw new Failure(`There is no queue ${name}: is the environment deployed, and is this its account?`)
}

const inBatches = <A>(all: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(all.length / batchSize) }, (_, batch) =>
    all.slice(batch * batchSize, (batch + 1) * batchSize)
  )

/** The dead-letter queue of an environment and the queue that its jobs came from. */
export class DeadLetterQueue {
  readonly name: string
  readonly #client: SQSClient
  readonly #url: string
  readonly #executionsUrl: string
  /** The receipt handles of the messages that are hidden by this process, by message id. */
  readonly #hidden = new Map<string, string>()

  private constructor(client: SQSClient, name: string, url: string, executionsUrl: string) {
    this.name = name
    this.#client = client
    this.#url = url
    this.#executionsUrl = executionsUrl
  }

  static async open(client: SQSClient, prefix: string): Promise<DeadLetterQueue> {
    const name = `${prefix}-dead-letters.fifo`
    return new DeadLetterQueue(
      client,
      name,
      await urlOf(client, name),
      await urlOf(client, `${prefix}-executions.fifo`)
    )
  }

  async count(): Promise<Count> {
    const { Attributes = {} } = await this.#client.send(
      new GetQueueAttributesCommand({
        QueueUrl: this.#url,
        AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
      })
    )
    const hidden = Number(Attributes["ApproximateNumberOfMessagesNotVisible"] ?? 0)
    return { all: Number(Attributes["ApproximateNumberOfMessages"] ?? 0) + hidden, hidden }
  }

  /**
   * Receives the dead letters in batches, each letter once, and makes visible again those that were not removed when the loop is left.
   * While a message of a group is hidden SQS gives no more of that group: of each group these are the first ten at most, and further ones
   * only after those before them were removed.
   */
  async *batches(maximum: number, signal: AbortSignal): AsyncGenerator<ReadonlyArray<DeadLetter>> {
    const seen = new Set<string>()
    try {
      while (seen.size < maximum) {
        signal.throwIfAborted()
        const received = await this.#receive(Math.min(batchSize, maximum - seen.size))
        for (const { id, receiptHandle } of received) this.#hidden.set(id, receiptHandle)
        // One comes again when the walk takes longer than it is hidden.
        const unseen = received.filter(({ id }) => !seen.has(id))
        if (unseen.length === 0) return
        for (const { id } of unseen) seen.add(id)
        yield unseen
      }
    } finally {
      // What cannot be made visible now becomes so by itself. The error that ended the loop says more than this one.
      await this.#show().catch(() => undefined)
    }
  }

  /** Deletes received dead letters. */
  async remove(letters: ReadonlyArray<DeadLetter>): Promise<void> {
    for (const batch of inBatches(letters)) {
      const { Failed = [], Successful = [] } = await this.#client.send(
        new DeleteMessageBatchCommand({
          QueueUrl: this.#url,
          Entries: batch.map(({ id, receiptHandle }) => ({ Id: id, ReceiptHandle: receiptHandle }))
        })
      )
      for (const { Id = "" } of Successful) this.#hidden.delete(Id)
      if (Failed.length > 0) {
        throw new Failure(Failed.map(({ Code, Id, Message }) => `${Id} was not deleted: ${Message ?? Code}`).join("\n"))
      }
    }
  }

  /**
   * Puts a dead letter's message on the queue of jobs, in its group. The deduplication id is the dead letter's own: SQS drops a repeat of
   * the same letter within five minutes, and a letter that becomes a dead letter again has another id.
   */
  async sendAgain({ attributes, body, group, id }: DeadLetter): Promise<void> {
    await this.#client.send(
      new SendMessageCommand({
        QueueUrl: this.#executionsUrl,
        MessageBody: body,
        MessageGroupId: group,
        MessageDeduplicationId: `again-${id}`,
        MessageAttributes: { ...attributes }
      })
    )
  }

  async #receive(maximum: number): Promise<ReadonlyArray<DeadLetter>> {
    const { Messages = [] } = await this.#client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#url,
        MaxNumberOfMessages: maximum,
        VisibilityTimeout: hiddenSeconds,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ["MessageGroupId", "SentTimestamp", "ApproximateReceiveCount"],
        MessageAttributeNames: ["All"]
      })
    )
    return Messages.map(toDeadLetter)
  }

  /** Makes visible what this process has hidden. */
  async #show(): Promise<void> {
    const hidden = [...this.#hidden].map(([Id, ReceiptHandle]) => ({ Id, ReceiptHandle, VisibilityTimeout: 0 }))
    this.#hidden.clear()
    for (const Entries of inBatches(hidden)) {
      await this.#client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.#url, Entries: [...Entries] }))
    }
  }
}
