import { describe, expect, it } from "vitest"
import { evaluated } from "../../evaluate/Evaluations.ts"
import { eachOf, resourceOf, resourcesOf, statementsOf } from "../Read.ts"

const { full, mailed, plain } = evaluated

const severities = ["urgent", "notice"] as const

const actionsOf = (set: typeof plain, severity: (typeof severities)[number]) =>
  resourceOf(set, "aws_cloudwatch_composite_alarm", `alarms/${severity}`).alarm_actions

describe("what the alarms are told to", () => {
  it("is nobody by default", () => {
    for (const severity of severities) expect(actionsOf(plain, severity) ?? []).toEqual([])
    for (const type of ["aws_sns_topic", "aws_sns_topic_subscription", "aws_kms_key"]) {
      expect(resourcesOf(plain, type).size).toBe(0)
    }
  })

  it("is a topic for an address and the topic that is given, of each severity, when it begins and when it ends", () => {
    const made = (severity: string) => `arn:aws:sns:eu-west-1:123456789012:alarms-topics-${severity}`
    const given = (name: string) => `arn:aws:sns:eu-west-1:123456789012:${name}`
    for (const [severity, name] of [
      ["urgent", "pager"],
      ["notice", "tickets"]
    ] as const) {
      const alarm = resourceOf(full, "aws_cloudwatch_composite_alarm", `alarms/${severity}`)
      expect(new Set(alarm.alarm_actions as ReadonlyArray<string>)).toEqual(new Set([made(severity), given(name)]))
      expect(alarm.ok_actions).toEqual(alarm.alarm_actions)
      expect(actionsOf(mailed, severity)).toEqual([made(severity)])
    }
  })

  it("is an address for each severity", () => {
    const subscriptions = eachOf(full, "aws_sns_topic_subscription").map(([, one]) => [one.topic_arn, one.endpoint])
    expect(new Set(subscriptions)).toEqual(
      new Set([
        ["arn:aws:sns:eu-west-1:123456789012:alarms-topics-urgent", "pager@example.org"],
        ["arn:aws:sns:eu-west-1:123456789012:alarms-topics-notice", "team@example.org"]
      ])
    )
  })
})

describe("a topic", () => {
  it("is encrypted by the key that is set", () => {
    for (const [, { kms_master_key_id }] of eachOf(full, "aws_sns_topic")) {
      expect(kms_master_key_id).toBe("arn:aws:kms:eu-west-1:123456789012:key/0000")
    }
    expect(resourcesOf(full, "aws_kms_key").size).toBe(0)
  })

  it("is encrypted by a key of its own otherwise: CloudWatch may not use SNS's", () => {
    const key = resourceOf(mailed, "aws_kms_key", "alarms/topics/key")
    expect(key.enable_key_rotation).toBe(true)
    for (const [, { kms_master_key_id }] of eachOf(mailed, "aws_sns_topic")) expect(kms_master_key_id).toBe(key.arn)
  })

  it("has a key that CloudWatch may use, for this account's alarms, and that the account manages", () => {
    expect(statementsOf(resourceOf(mailed, "aws_kms_key", "alarms/topics/key").policy)).toEqual([
      {
        Sid: "Account",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::123456789012:root" },
        Action: "kms:*",
        Resource: "*"
      },
      {
        Sid: "Alarms",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: "*",
        Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } }
      }
    ])
  })
})
