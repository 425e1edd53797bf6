import { vpcActions } from "../../constructs/VpcActions.ts"
import type { Environment } from "../../settings/EnvironmentFile.ts"
import type { PolicyDocument, Rule } from "./Policy.ts"
import { document, statementsOf } from "./Policy.ts"
import { arn, placeOf } from "./PolicyPlace.ts"

/**
 * The permissions boundary of the functions' roles: at most what any function of any environment with the prefix needs, whatever its
 * settings, so that the environments of an account share it.
 */
export const boundaryPolicy = (environment: Environment): PolicyDocument => {
  const place = placeOf(environment)
  const prefix = `${environment.service.name_prefix}-*`
  const anywhere = (service: string) => arn(place, service, { region: "*" })
  const bucket = (name: string) => `arn:${place.partition}:s3:::${prefix}-${name}-*`
  const rules: ReadonlyArray<Rule> = [
    {
      sid: "WriteLogs",
      read: ["logs:CreateLogStream", "logs:PutLogEvents"],
      on: [anywhere("logs")(`log-group:/aws/lambda/${prefix}`)]
    },
    {
      sid: "Queue",
      read: [
        "sqs:ChangeMessageVisibility",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ReceiveMessage",
        "sqs:SendMessage"
      ],
      on: [anywhere("sqs")(`${prefix}-executions.fifo`)]
    },
    {
      sid: "Push",
      read: ["execute-api:ManageConnections"],
      on: [anywhere("execute-api")("*/*/POST/@connections/*")]
    },
    { sid: "Results", read: ["s3:GetObject", "s3:PutObject"], on: [`${bucket("results")}/results/*`] },
    { sid: "ListPage", read: ["s3:ListBucket"], on: [bucket("web")] },
    { sid: "WritePage", read: ["s3:PutObject"], on: [`${bucket("web")}/*`] },
    { sid: "ReadUnused", read: ["s3:GetObject"], on: [`${bucket("web")}/unused.json`] },
    { sid: "RemoveAssets", read: ["s3:DeleteObject"], on: [`${bucket("web")}/assets/*`] },
    {
      sid: "UseKey",
      read: ["kms:Decrypt", "kms:GenerateDataKey"],
      on: [anywhere("kms")("key/*")],
      condition: { StringLike: { "kms:ViaService": ["s3.*", "sqs.*"] } }
    },
    { sid: "WriteTraces", read: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"], on: ["*"] },
    {
      sid: "JoinVpc",
      read: vpcActions,
      on: ["*"]
    },
    // All that AWS's own policy of API Gateway's role allows: API Gateway takes no role with less.
    {
      sid: "LogsOfGateway",
      read: [
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
        "logs:FilterLogEvents",
        "logs:GetLogEvents",
        "logs:PutLogEvents"
      ],
      on: ["*"],
      condition: {
        ArnLike: { "aws:PrincipalArn": arn(place, "iam", { region: "" })(`role/*${prefix}-gateway-logs`) }
      }
    }
  ]
  return document(statementsOf(rules, true))
}
