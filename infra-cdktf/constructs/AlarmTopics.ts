import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias/index.js"
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key/index.js"
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription/index.js"
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js"
import { Token } from "cdktf"
import { Construct } from "constructs"
import { onlyIf } from "../Counts.ts"
import { attributeOf, expression } from "../Hcl.ts"
import { text } from "../settings/Variables.ts"
import type { Place } from "./Place.ts"

/** How soon somebody must look: `urgent` now, `notice` on the next working day. */
export type Severity = "urgent" | "notice"

const settingsOf = {
  urgent: { email: "alarm_email", topic: "alarm_topic_arn" },
  notice: { email: "notice_email", topic: "notice_topic_arn" }
} as const

/**
 * The topics that alarms are sent to: a topic with an e-mail address, made where one is set, and a given topic. CloudWatch may not use
 * AWS's own key of SNS, so without `kms_key_arn` the made topics are encrypted with a key of their own.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export class AlarmTopics extends Construct {
  readonly #topics = new Map<Severity, SnsTopic>()

  constructor(scope: Construct, id: string, { accountId, partition, prefix }: Place) {
    super(scope, id)
    const key = new KmsKey(this, "key", {
      description: `Alarms of ${prefix}`,
      enableKeyRotation: true,
      deletionWindowInDays: 7,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "Account",
            Effect: "Allow",
            Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
            Action: "kms:*",
            Resource: "*"
          },
          {
            Sid: "Alarms",
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
            Resource: "*",
            Condition: { StringEquals: { "aws:SourceAccount": accountId } }
          }
        ]
      })
    })
    const alias = new KmsAlias(this, "key-alias", { name: `alias/${prefix}-alarms`, targetKeyId: key.keyId })
    onlyIf("var.kms_key_arn == null && (var.alarm_email != null || var.notice_email != null)", key, alias)
    for (const severity of ["urgent", "notice"] as const) {
      const { email } = settingsOf[severity]
      const topic = new SnsTopic(this, severity, {
        name: `${prefix}-${severity}`,
        kmsMasterKeyId: expression(`var.kms_key_arn == null ? ${attributeOf(key, "arn")} : var.kms_key_arn`)
      })
      const subscription = new SnsTopicSubscription(this, `${severity}-e-mail`, {
        topicArn: topic.arn,
        protocol: "email",
        endpoint: text(email)
      })
      onlyIf(`var.${email} != null`, topic, subscription)
      this.#topics.set(severity, topic)
    }
  }

  /** The topics of a severity. */
  actions(severity: Severity): Array<string> {
    const made = attributeOf(this.#topics.get(severity)!, "arn")
    return Token.asList(expression(`compact([var.${settingsOf[severity].topic}, ${made}])`))
  }
}
