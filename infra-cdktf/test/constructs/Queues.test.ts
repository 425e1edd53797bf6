import { describe, expect, it } from "vitest"
import { visibilityFactor, workerGraceSeconds } from "../../settings/Visibility.ts"
import { both, evaluated } from "../../evaluate/Evaluations.ts"
import { blockOf, lambdaOf, resourceOf, statementsOf, variablesOf } from "../Read.ts"
import { full as inputs } from "../../evaluate/Sets.ts"

const { full, plain } = evaluated

describe.for(both)("the queues of %s", ([, set]) => {
  const queue = resourceOf(set, "aws_sqs_queue", "messaging/executions")
  const deadLetters = resourceOf(set, "aws_sqs_queue", "messaging/dead-letters")

  it.for([
    ["jobs", queue],
    ["dead letters", deadLetters]
  ] as const)("are FIFO with high throughput, and closed to all but TLS: %s", ([, one]) => {
    expect(one).toMatchObject({
      fifo_queue: true,
      deduplication_scope: "messageGroup",
      fifo_throughput_limit: "perMessageGroupId",
      max_message_size: 256 * 1024
    })
    expect(one.name).toMatch(/\.fifo$/)
    expect(statementsOf(one.policy)[0]).toMatchObject({
      Effect: "Deny",
      Principal: "*",
      Action: "sqs:*",
      Resource: expect.stringMatching(new RegExp(`^arn:aws:sqs:eu-west-1:123456789012:${String(one.name)}$`)),
      Condition: { Bool: { "aws:SecureTransport": "false" } }
    })
  })

  it("allow nobody anything by their policies", () => {
    for (const { policy } of [queue, deadLetters]) {
      for (const { Effect } of statementsOf(policy)) expect(Effect).toBe("Deny")
    }
  })

  it("make a dead letter of what was received five times, and keep it for 14 days", () => {
    expect(JSON.parse(String(queue.redrive_policy))).toEqual({
      deadLetterTargetArn: deadLetters.arn,
      maxReceiveCount: 5
    })
    expect(deadLetters.message_retention_seconds).toBe(14 * 24 * 60 * 60)
    expect(
      JSON.parse(
        String(
          resourceOf(set, "aws_sqs_queue_redrive_allow_policy", "messaging/redrive-allow-policy").redrive_allow_policy
        )
      )
    ).toEqual({ redrivePermission: "byQueue", sourceQueueArns: [queue.arn] })
  })

  it("hide a message for six times as long as the worker may take", () => {
    const timeout = Number(lambdaOf(set, "worker").timeout)
    expect(timeout).toBe(Number(variablesOf(set, "worker").LONGEST_RUN_MS) / 1000 + workerGraceSeconds)
    expect(visibilityFactor).toBeGreaterThanOrEqual(6)
    expect(queue.visibility_timeout_seconds).toBe(visibilityFactor * timeout)
  })

  it("feed the worker's alias one message at a time", () => {
    const mapping = resourceOf(set, "aws_lambda_event_source_mapping", "functions/executions")
    expect(mapping).toMatchObject({
      batch_size: 1,
      event_source_arn: queue.arn,
      function_response_types: ["ReportBatchItemFailures"],
      function_name: resourceOf(set, "aws_lambda_alias", "functions/worker/live").arn
    })
    expect(blockOf(mapping, "scaling_config")).toEqual({ maximum_concurrency: set === plain ? 5 : 200 })
  })
})

describe("the encryption of the queues", () => {
  it.for(["messaging/executions", "messaging/dead-letters"])("is SQS's own, or by the key that is set: %s", (path) => {
    expect(resourceOf(plain, "aws_sqs_queue", path)).toMatchObject({
      sqs_managed_sse_enabled: true,
      kms_master_key_id: null
    })
    const keyed = resourceOf(full, "aws_sqs_queue", path)
    expect(keyed.kms_master_key_id).toBe(inputs.kms_key_arn)
    expect(keyed.sqs_managed_sse_enabled).not.toBe(true)
  })
})

describe("the longest run", () => {
  it("can be so long that the worker's timeout is the longest that Lambda allows, and no longer", () => {
    // 885 is the maximum of `longest_run_seconds` in the schema.
    expect(885 + workerGraceSeconds).toBe(900)
  })
})
