import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js"
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js"
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js"
import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias/index.js"
import { LambdaFunction as AwsLambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js"
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission/index.js"
import { LambdaProvisionedConcurrencyConfig } from "@cdktf/provider-aws/lib/lambda-provisioned-concurrency-config/index.js"
import { TerraformAsset, Token } from "cdktf"
import { Construct } from "constructs"
import type { Bundle } from "../Bundles.ts"
import { onlyIf } from "../Counts.ts"
import { attributeOf, expression, object, quote } from "../Hcl.ts"
import type { FunctionName } from "../settings/Schema.ts"
import { number, text } from "../settings/Variables.ts"
import type { Place } from "./Place.ts"
import { vpcActions } from "./VpcActions.ts"

/** One statement of a function's policy. */
export interface Statement {
  readonly Sid: string
  readonly Effect: "Allow" | "Deny"
  readonly Action: ReadonlyArray<string>
  readonly Resource: string
  readonly Condition?: Readonly<Record<string, unknown>>
}

/** Statements, or environment variables, that a function has only where a condition in Terraform's language holds. */
export interface Optional<A> {
  readonly condition: string
  readonly value: A
}

/** AWS takes no resource here, since segments belong to none. https://docs.aws.amazon.com/xray/latest/devguide/security_iam_id-based-policy-examples.html */
const writeTraces: Statement = {
  Sid: "WriteTraces",
  Effect: "Allow",
  Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  Resource: "*"
}

/**
 * What AWS demands of a function in a VPC; its network interfaces have no names. Lambda itself uses it before the function runs: the
 * function's own code, which may be somebody's program, is denied it.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
const joinVpc = (functionArn: string): ReadonlyArray<Statement> => {
  const Action = vpcActions
  const ofItsCode = { ArnEquals: { "lambda:SourceFunctionArn": functionArn } }
  return [
    { Sid: "JoinVpc", Effect: "Allow", Action, Resource: "*" },
    { Sid: "NotByCode", Effect: "Deny", Action, Resource: "*", Condition: ofItsCode }
  ]
}

/** Lets a function use the key of queues and buckets. */
export const useKey: Optional<ReadonlyArray<Statement>> = {
  condition: "var.kms_key_arn != null",
  value: [
    { Sid: "UseKey", Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: text("kms_key_arn") }
  ]
}

export interface LambdaFunctionProps {
  readonly place: Place
  /** The function's name in the bundles' manifest and in settings. */
  readonly key: FunctionName
  readonly release: string
  readonly bundle: Bundle
  readonly runtime: string
  readonly memoryMegabytes: number
  /** In seconds. */
  readonly timeout: number
  readonly environment: Readonly<Record<string, string>>
  readonly optionalEnvironment?: ReadonlyArray<Optional<Readonly<Record<string, string>>>>
  readonly statements: ReadonlyArray<Statement>
  readonly optionalStatements?: Readonly<Record<string, Optional<ReadonlyArray<Statement>>>>
  /** Whether it writes traces where tracing is on. */
  readonly xray: boolean
}

/** The environment variables as an expression. */
const environmentOf = ({ environment, optionalEnvironment = [] }: LambdaFunctionProps): string =>
  `merge(${[object(environment), ...optionalEnvironment.map(({ condition, value }) => `${condition} ? ${object(value)} : {}`)].join(", ")})`

const policyOf = (statements: ReadonlyArray<Statement>) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements })

/**
 * A function with its own role, which may write to its own log group and do what its statements allow, and the alias `live` that every
 * trigger uses, so that a rollback only moves the alias.
 */
export class LambdaFunction extends Construct {
  readonly functionName: string
  readonly alias: LambdaAlias
  readonly timeout: number
  readonly logGroup: CloudwatchLogGroup
  readonly role: IamRole
  readonly arn: string

  constructor(scope: Construct, id: string, props: LambdaFunctionProps) {
    super(scope, id)
    const { key, place, statements } = props
    const name = `${place.prefix}-${key}`
    this.functionName = name
    this.timeout = props.timeout
    this.logGroup = new CloudwatchLogGroup(this, "logs", {
      name: `/aws/lambda/${name}`,
      retentionInDays: number("log_retention_days"),
      kmsKeyId: text("kms_key_arn")
    })
    this.role = new IamRole(this, "role", {
      name,
      path: text("role_path"),
      permissionsBoundary: text("permissions_boundary_arn"),
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }]
      })
    })
    const policy = new IamRolePolicy(this, "policy", {
      name,
      role: this.role.name,
      policy: policyOf([
        {
          Sid: "WriteLogs",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: `${this.logGroup.arn}:*`
        },
        ...statements
      ])
    })
    const functionArn = `arn:${place.partition}:lambda:${place.region}:${place.accountId}:function:${name}`
    const optional: Readonly<Record<string, Optional<ReadonlyArray<Statement>>>> = {
      ...props.optionalStatements,
      ...(props.xray ? { xray: { condition: "var.xray", value: [writeTraces] } } : {}),
      vpc: { condition: "length(var.subnet_ids) > 0", value: joinVpc(functionArn) }
    }
    const further = Object.entries(optional).map(([what, { condition, value }]) => {
      const one = new IamRolePolicy(this, `${what}-policy`, {
        name: `${name}-${what}`,
        role: this.role.name,
        policy: policyOf(value)
      })
      onlyIf(condition, one)
      return one
    })

    const code = new TerraformAsset(this, "code", { path: props.bundle.path })
    const lambda = new AwsLambdaFunction(this, "function", {
      functionName: name,
      // Published with the version, so that a rollback finds a release's versions.
      description: `Glissade ${props.release}`,
      role: this.role.arn,
      filename: `\${path.module}/${code.path}`,
      sourceCodeHash: props.bundle.sha256,
      handler: props.bundle.handler,
      runtime: props.runtime,
      architectures: ["arm64"],
      memorySize: props.memoryMegabytes,
      timeout: props.timeout,
      publish: true,
      // -1 reserves nothing.
      reservedConcurrentExecutions: Token.asNumber(`\${lookup(var.reserved_concurrency, "${key}", -1)}`),
      kmsKeyArn: text("kms_key_arn"),
      loggingConfig: { logFormat: "JSON", logGroup: this.logGroup.name },
      tracingConfig: { mode: props.xray ? '${var.xray ? "Active" : "PassThrough"}' : "PassThrough" },
      // Without its policies a function's first logs would be lost, and it could not join its VPC.
      dependsOn: [policy, ...further]
    })
    this.arn = lambda.arn
    lambda.addOverride("dynamic.vpc_config", {
      for_each: "${length(var.subnet_ids) > 0 ? [1] : []}",
      content: { subnet_ids: "${var.subnet_ids}", security_group_ids: "${var.security_group_ids}" }
    })
    const variables = environmentOf(props)
    lambda.addOverride("dynamic.environment", {
      for_each: expression(`length(${variables}) > 0 ? [1] : []`),
      content: { variables: expression(variables) }
    })
    const newest = attributeOf(lambda, "version")
    const live = `lookup(var.live_versions, ${quote(key)}, ${newest})`
    this.alias = new LambdaAlias(this, "live", {
      name: "live",
      functionName: lambda.functionName,
      functionVersion: expression(live)
    })
    this.alias.addOverride("dynamic.routing_config", {
      for_each: expression(`var.new_version_weight > 0 && ${live} != ${newest} ? [1] : []`),
      content: { additional_version_weights: expression(`{(${newest}) = var.new_version_weight}`) }
    })
    const ready = new LambdaProvisionedConcurrencyConfig(this, "ready", {
      functionName: lambda.functionName,
      qualifier: this.alias.name,
      provisionedConcurrentExecutions: Token.asNumber(`\${lookup(var.provisioned_concurrency, "${key}", 1)}`)
    })
    onlyIf(`contains(keys(var.provisioned_concurrency), "${key}")`, ready)
  }

  /** Lets API Gateway call the alias from one path of one API. */
  allowGateway(id: string, sourceArn: string): LambdaPermission {
    return new LambdaPermission(this, id, {
      action: "lambda:InvokeFunction",
      principal: "apigateway.amazonaws.com",
      functionName: this.functionName,
      qualifier: this.alias.name,
      sourceArn
    })
  }
}
