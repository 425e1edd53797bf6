import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js"
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js"
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js"
import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias/index.js"
import { LambdaFunction as AwsLambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js"
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission/index.js"
import { Fn, TerraformAsset } from "cdktf"
import { Construct } from "constructs"
import type { Bundle } from "../Bundles.ts"

/** One statement of a function's policy. */
export interface Statement {
  readonly Sid: string
  readonly Effect: "Allow"
  readonly Action: ReadonlyArray<string>
  readonly Resource: string
}

/** AWS takes no resource here, since segments belong to none. https://docs.aws.amazon.com/xray/latest/devguide/security_iam_id-based-policy-examples.html */
const xrayStatement: Statement = {
  Sid: "WriteTraces",
  Effect: "Allow",
  Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  Resource: "*"
}

export interface LambdaFunctionProps {
  readonly name: string
  /** The function's name in the bundles' manifest and in `live_versions`. */
  readonly key: string
  readonly bundle: Bundle
  readonly runtime: string
  readonly memoryMegabytes: number
  readonly timeoutSeconds: number
  readonly environment: Readonly<Record<string, string>>
  readonly statements: ReadonlyArray<Statement>
  readonly reservedConcurrency: number | undefined
  readonly logRetentionDays: number
  readonly xray: boolean
  /** The Terraform variable that holds a version for the alias, by key. */
  readonly liveVersions: string
}

/**
 * A function with its own role, which may write to its own log group and do what its statements allow, and the alias `live` that every
 * trigger uses, so that a rollback only moves the alias.
 */
export class LambdaFunction extends Construct {
  readonly functionName: string
  readonly alias: LambdaAlias

  constructor(scope: Construct, id: string, props: LambdaFunctionProps) {
    super(scope, id)
    const logs = new CloudwatchLogGroup(this, "logs", {
      name: `/aws/lambda/${props.name}`,
      retentionInDays: props.logRetentionDays
    })
    const role = new IamRole(this, "role", {
      name: props.name,
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }]
      })
    })
    const writeLogs: Statement = {
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: `${logs.arn}:*`
    }
    const policy = new IamRolePolicy(this, "policy", {
      name: props.name,
      role: role.name,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [writeLogs, ...props.statements, ...(props.xray ? [xrayStatement] : [])]
      })
    })
    const code = new TerraformAsset(this, "code", { path: props.bundle.path })
    const lambda = new AwsLambdaFunction(this, "function", {
      functionName: props.name,
      role: role.arn,
      filename: code.path,
      sourceCodeHash: props.bundle.sha256,
      handler: props.bundle.handler,
      runtime: props.runtime,
      architectures: ["arm64"],
      memorySize: props.memoryMegabytes,
      timeout: props.timeoutSeconds,
      publish: true,
      ...(props.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: props.reservedConcurrency }),
      ...(Object.keys(props.environment).length === 0 ? {} : { environment: { variables: { ...props.environment } } }),
      loggingConfig: { logFormat: "JSON", logGroup: logs.name },
      tracingConfig: { mode: props.xray ? "Active" : "PassThrough" },
      // Without its policy a function's first logs would be lost.
      dependsOn: [policy]
    })
    this.functionName = lambda.functionName
    this.alias = new LambdaAlias(this, "live", {
      name: "live",
      functionName: lambda.functionName,
      functionVersion: Fn.lookup(props.liveVersions, props.key, lambda.version)
    })
  }

  /** Lets API Gateway call the alias from one path of one API. */
  allowGateway(id: string, sourceArn: string): void {
    new LambdaPermission(this, id, {
      action: "lambda:InvokeFunction",
      principal: "apigateway.amazonaws.com",
      functionName: this.functionName,
      qualifier: this.alias.name,
      sourceArn
    })
  }
}
