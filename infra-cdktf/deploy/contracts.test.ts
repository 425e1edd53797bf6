import * as AwsConfig from "@glissade/aws/AwsConfig"
import * as SqsQueue from "@glissade/aws/SqsQueue"
import { queueContract } from "@glissade/testing/QueueContract"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { afterAll, beforeAll } from "vitest"
import { maximumReceives } from "../constructs/Messaging.ts"
import { clientConfig, Emulator } from "./Emulator.ts"

let emulator: Emulator
let queues = 0

beforeAll(async () => {
  emulator = await Emulator.start()
})

afterAll(() => emulator.stop())

const createQueue = async (name: string, attributes: Record<string, string> = {}): Promise<string> => {
  const { QueueUrl } = await emulator.call<{ readonly QueueUrl: string }>("AmazonSQS.CreateQueue", {
    QueueName: `${name}.fifo`,
    Attributes: { FifoQueue: "true", ...attributes }
  })
  return QueueUrl
}

/** A new queue for each test, with its dead-letter queue, set up as in the stacks. */
const makeQueues = async () => {
  const name = `contract-${++queues}`
  const deadLetterUrl = await createQueue(`${name}-dead`)
  const { Attributes } = await emulator.call<{ readonly Attributes: { readonly QueueArn: string } }>(
    "AmazonSQS.GetQueueAttributes",
    { QueueUrl: deadLetterUrl, AttributeNames: ["QueueArn"] }
  )
  const url = await createQueue(name, {
    VisibilityTimeout: "60",
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: Attributes.QueueArn, maxReceiveCount: maximumReceives })
  })
  return { url, deadLetterUrl }
}

let current: { readonly url: string; readonly deadLetterUrl: string }

const layer = Layer.unwrap(
  Effect.promise(async () => {
    current = await makeQueues()
    return SqsQueue.layer.pipe(
      Layer.provide(AwsConfig.layerWith(clientConfig)),
      Layer.provide(
        Layer.succeed(
          ConfigProvider.ConfigProvider,
          ConfigProvider.fromUnknown({
            EXECUTION_QUEUE_URL: current.url,
            AWS_ENDPOINT_URL: emulator.url
          })
        )
      )
    )
  })
)

queueContract("SqsQueue on the emulator", {
  layer,
  slackMs: 500,
  live: true,
  deadLetters: Effect.promise(async () => {
    const { Messages = [] } = await emulator.call<{ readonly Messages?: ReadonlyArray<{ readonly Body: string }> }>(
      "AmazonSQS.ReceiveMessage",
      { QueueUrl: current.deadLetterUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 }
    )
    return Messages.map(({ Body }) => Body)
  })
})
