import type { Environment } from "../../settings/EnvironmentFile.ts"
import type { Rule } from "./Policy.ts"
import type { Place } from "./PolicyPlace.ts"
import type { Service } from "../../settings/EnvironmentFile.ts"
import { arn, hasTags } from "./PolicyPlace.ts"

export const sqs = (place: Place): Rule => ({
  sid: "Queues",
  read: ["sqs:GetQueueAttributes", "sqs:ListQueueTags"],
  write: ["sqs:CreateQueue", "sqs:DeleteQueue", "sqs:SetQueueAttributes", "sqs:TagQueue", "sqs:UntagQueue"],
  on: ["dead-letters", "executions"].map((name) => arn(place, "sqs")(`${place.prefix}-${name}.fifo`))
})

export const lambda = (place: Place, { web }: Service): ReadonlyArray<Rule> => {
  const of = arn(place, "lambda")
  const functions = [of(`function:${place.prefix}-*`)]
  const mappings = [of("event-source-mapping:*")]
  const ofWorker = { ArnLike: { "lambda:FunctionArn": of(`function:${place.prefix}-worker*`) } }
  return [
    {
      sid: "Functions",
      read: [
        "lambda:GetAlias",
        "lambda:GetFunction",
        "lambda:GetFunctionCodeSigningConfig",
        "lambda:GetFunctionConfiguration",
        "lambda:GetPolicy",
        "lambda:GetProvisionedConcurrencyConfig",
        "lambda:ListAliases",
        "lambda:ListTags",
        "lambda:ListVersionsByFunction"
      ],
      write: [
        "lambda:CreateAlias",
        "lambda:CreateFunction",
        "lambda:DeleteAlias",
        "lambda:DeleteFunction",
        "lambda:DeleteFunctionConcurrency",
        "lambda:DeleteProvisionedConcurrencyConfig",
        "lambda:PublishVersion",
        "lambda:PutFunctionConcurrency",
        "lambda:PutProvisionedConcurrencyConfig",
        "lambda:TagResource",
        "lambda:UntagResource",
        "lambda:UpdateAlias",
        "lambda:UpdateFunctionCode",
        "lambda:UpdateFunctionConfiguration"
      ],
      on: functions
    },
    // Nobody but API Gateway is let in.
    {
      sid: "CallsOfFunctions",
      write: ["lambda:AddPermission", "lambda:RemovePermission"],
      on: functions,
      condition: { StringEquals: { "lambda:Principal": "apigateway.amazonaws.com" } }
    },
    ...(web
      ? [{ sid: "UploadOfPage", write: ["lambda:InvokeFunction"], on: [of(`function:${place.prefix}-page:live`)] }]
      : []),
    { sid: "NewMapping", write: ["lambda:CreateEventSourceMapping"], on: ["*"], condition: ofWorker },
    {
      sid: "Mapping",
      read: ["lambda:GetEventSourceMapping"],
      write: ["lambda:DeleteEventSourceMapping", "lambda:UpdateEventSourceMapping"],
      on: mappings,
      condition: ofWorker
    },
    {
      sid: "TagsOfMapping",
      read: ["lambda:ListTags"],
      write: ["lambda:TagResource", "lambda:UntagResource"],
      on: mappings
    }
  ]
}

export const logs = (place: Place): ReadonlyArray<Rule> => [
  {
    sid: "Logs",
    read: ["logs:ListTagsForResource"],
    write: [
      "logs:AssociateKmsKey",
      "logs:CreateLogGroup",
      "logs:DeleteLogGroup",
      "logs:DisassociateKmsKey",
      "logs:PutRetentionPolicy",
      "logs:TagResource",
      "logs:UntagResource"
    ],
    on: ["lambda", "apigateway"].map((service) => arn(place, "logs")(`log-group:/aws/${service}/${place.prefix}-*`))
  },
  // An HTTP API's access logs are set up with the rights of whoever sets them up, and none of these takes a name.
  {
    sid: "LogsOfGateway",
    read: ["logs:DescribeLogGroups"],
    write: [
      "logs:CreateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:DescribeResourcePolicies",
      "logs:GetLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:UpdateLogDelivery"
    ],
    on: ["*"]
  }
]

export const cloudwatch = (place: Place): ReadonlyArray<Rule> => [
  {
    sid: "Alarms",
    read: ["cloudwatch:ListTagsForResource"],
    write: [
      "cloudwatch:DeleteAlarms",
      "cloudwatch:PutMetricAlarm",
      "cloudwatch:TagResource",
      "cloudwatch:UntagResource"
    ],
    on: [arn(place, "cloudwatch")(`alarm:${place.prefix}-*`)]
  },
  {
    sid: "CompositeAlarms",
    read: ["cloudwatch:DescribeAlarms"],
    write: ["cloudwatch:PutCompositeAlarm"],
    on: ["*"]
  },
  {
    sid: "Dashboard",
    read: ["cloudwatch:GetDashboard"],
    write: ["cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard"],
    on: [arn(place, "cloudwatch", { region: "" })(`dashboard/${place.prefix}`)]
  }
]

export const topics = (place: Place, environment: Environment): ReadonlyArray<Rule> => {
  const { alarm_email, kms_key_arn, notice_email } = environment.service
  if (alarm_email === null && notice_email === null) return []
  const made = ["urgent", "notice"].map((severity) => arn(place, "sns")(`${place.prefix}-${severity}`))
  const keys = [arn(place, "kms")("key/*")]
  return [
    {
      sid: "Topics",
      read: ["sns:GetTopicAttributes", "sns:ListTagsForResource"],
      write: ["sns:CreateTopic", "sns:DeleteTopic", "sns:SetTopicAttributes", "sns:TagResource", "sns:UntagResource"],
      on: made
    },
    {
      sid: "NewSubscriptions",
      write: ["sns:Subscribe"],
      on: made,
      condition: { StringEquals: { "sns:Protocol": "email" } }
    },
    { sid: "Subscriptions", read: ["sns:GetSubscriptionAttributes"], write: ["sns:Unsubscribe"], on: ["*"] },
    ...(kms_key_arn === null
      ? [
          {
            sid: "NewKey",
            write: ["kms:CreateKey"],
            on: ["*"],
            condition: hasTags(environment, "aws:RequestTag")
          },
          {
            sid: "TagsOfNewKey",
            write: ["kms:TagResource"],
            on: keys,
            condition: hasTags(environment, "aws:RequestTag")
          },
          {
            sid: "Key",
            read: ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"],
            write: [
              "kms:CreateAlias",
              "kms:DeleteAlias",
              "kms:EnableKeyRotation",
              "kms:ScheduleKeyDeletion",
              "kms:TagResource",
              "kms:UntagResource"
            ],
            on: keys,
            condition: hasTags(environment, "aws:ResourceTag")
          },
          {
            sid: "AliasOfKey",
            write: ["kms:CreateAlias", "kms:DeleteAlias"],
            on: [arn(place, "kms")(`alias/${place.prefix}-alarms`)]
          },
          { sid: "Aliases", read: ["kms:ListAliases"], on: ["*"] }
        ]
      : [])
  ]
}

/** The environment's own key: Lambda and CloudWatch Logs use it with the rights of whoever tells them to. */
export const ownKey = ({ region }: Place, { kms_key_arn }: Service): ReadonlyArray<Rule> =>
  kms_key_arn === null
    ? []
    : [
        {
          sid: "OwnKey",
          read: ["kms:Decrypt", "kms:DescribeKey"],
          write: ["kms:CreateGrant", "kms:Encrypt", "kms:GenerateDataKey"],
          on: [kms_key_arn],
          condition: {
            StringLike: { "kms:ViaService": ["lambda", "logs", "ssm"].map((name) => `${name}.${region}.*`) }
          }
        }
      ]
