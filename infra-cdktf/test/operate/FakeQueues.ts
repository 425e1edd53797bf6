import type { SQSClient } from "@aws-sdk/client-sqs"
import { fakeClient } from "./Fakes.ts"

export interface FakeMessage {
  readonly id: string
  readonly group: string
  readonly body: string
  readonly sentAt: number
  hidden: boolean
  receives: number
}

type Input<Name extends string> = { readonly [name in Name]: string }

interface Batch {
  readonly Entries: ReadonlyArray<Entry>
}

interface Sent extends Input<"MessageBody" | "MessageGroupId" | "MessageDeduplicationId"> {
  readonly MessageAttributes: object
}

interface Entry {
  readonly Id: string
  readonly ReceiptHandle: string
}

/** The two queues, as SQS does it: a group is not received from while one of its messages is hidden. */
export class FakeQueues {
  readonly dead: Array<FakeMessage> = []
  readonly sent: Array<Sent> = []
  /** What the next requests of a kind are refused with. */
  readonly refused = new Map<string, string>()
  readonly client: SQSClient

  constructor() {
    this.client = fakeClient<SQSClient>({
      GetQueueUrl: ({ QueueName }: Input<"QueueName">) => ({ QueueUrl: `https://sqs/${QueueName}` }),
      GetQueueAttributes: () => ({
        Attributes: {
          ApproximateNumberOfMessages: String(this.dead.filter(({ hidden }) => !hidden).length),
          ApproximateNumberOfMessagesNotVisible: String(this.dead.filter(({ hidden }) => hidden).length)
        }
      }),
      ReceiveMessage: ({ MaxNumberOfMessages }: { readonly MaxNumberOfMessages: number }) => ({
        Messages: this.#receive(MaxNumberOfMessages)
      }),
      ChangeMessageVisibilityBatch: ({ Entries }: Batch) => this.#batch(Entries, (message) => (message.hidden = false)),
      DeleteMessageBatch: ({ Entries }: Batch) => {
        this.#refuse("DeleteMessageBatch")
        return this.#batch(Entries, (message) => this.dead.splice(this.dead.indexOf(message), 1))
      },
      SendMessage: (input: Sent) => {
        this.#refuse("SendMessage")
        this.sent.push(input)
        return {}
      }
    })
  }

  add(group: string, body: string, sentAt = 0): string {
    const id = `00000000-0000-4000-8000-${String(this.dead.length + 1).padStart(12, "0")}`
    this.dead.push({ id, group, body, sentAt, hidden: false, receives: 0 })
    return id
  }

  get ids(): ReadonlyArray<string> {
    return this.dead.map(({ id }) => id)
  }

  get hidden(): ReadonlyArray<FakeMessage> {
    return this.dead.filter(({ hidden }) => hidden)
  }

  #refuse(operation: string): void {
    const message = this.refused.get(operation)
    if (message !== undefined) throw new Error(message)
  }

  #receive(maximum: number): ReadonlyArray<object> {
    const busy = new Set(this.hidden.map(({ group }) => group))
    const received = this.dead.filter(({ group, hidden }) => !hidden && !busy.has(group)).slice(0, maximum)
    for (const message of received) {
      message.hidden = true
      message.receives++
    }
    return received.map(({ body, group, id, receives, sentAt }) => ({
      MessageId: id,
      ReceiptHandle: `${id}/${receives}`,
      Body: body,
      Attributes: {
        MessageGroupId: group,
        SentTimestamp: String(sentAt),
        ApproximateReceiveCount: String(receives)
      },
      MessageAttributes: { traceparent: { DataType: "String", StringValue: "00-1-2-03" } }
    }))
  }

  #batch(entries: ReadonlyArray<Entry>, change: (message: FakeMessage) => unknown): object {
    if (entries.length === 0 || entries.length > 10) throw new Error(`a batch of ${entries.length}`)
    const Successful: Array<{ readonly Id: string }> = []
    const Failed: Array<{ readonly Id: string; readonly Message: string }> = []
    for (const { Id, ReceiptHandle } of entries) {
      const message = this.dead.find(({ id, receives }) => ReceiptHandle === `${id}/${receives}`)
      if (message === undefined) Failed.push({ Id, Message: "The receipt handle has expired." })
      else {
        change(message)
        Successful.push({ Id })
      }
    }
    return { Successful, Failed }
  }
}
