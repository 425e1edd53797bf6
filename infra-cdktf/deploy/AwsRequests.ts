import { createReadStream, writeFileSync } from "node:fs"
import { createInterface } from "node:readline"

/** A request that Terraform or its provider sent to AWS. */
export interface AwsRequest {
  readonly service: string
  readonly operation: string
  readonly method: string
  readonly url: URL
  readonly region: string
  readonly body: string
}

/** What IAM is asked whether a request is allowed. */
export interface Question {
  readonly action: string
  readonly resource: string
  /** The values of condition keys. */
  readonly context: Readonly<Record<string, string | ReadonlyArray<string>>>
}

/** Writes a program that is Terraform, but logs its requests into a file. */
export const writeLoggingTerraform = (path: string, terraform: string, log: string): void =>
  writeFileSync(path, `#!/bin/sh\nTF_LOG=JSON TF_LOG_PATH='${log}' exec '${terraform}' "$@"\n`, { mode: 0o755 })

type Fields = Readonly<Record<string, unknown>>

const sent = '"@message":"HTTP Request Sent"'

const parse = (text: string): Fields | undefined => {
  try {
    return JSON.parse(text) as Fields
  } catch {
    return undefined
  }
}

/** The lines about requests. Terraform makes several of a provider's line that is longer than 64 KiB: of those with a function's code. */
async function* linesOf(log: string): AsyncGenerator<Fields> {
  let pieces: Array<string> = []
  let of: unknown
  for await (const line of createInterface({ input: createReadStream(log) })) {
    if (line.includes(sent)) {
      yield JSON.parse(line) as Fields
      continue
    }
    if (pieces.length === 0 && !line.includes("HTTP Request Sent")) continue
    const { "@message": piece, "@module": module } = JSON.parse(line) as Fields
    if (pieces.length > 0 && module !== of) continue
    of = module
    pieces.push(String(piece))
    const whole = String(piece).endsWith("}") ? parse(pieces.join("")) : undefined
    if (whole === undefined) continue
    pieces = []
    yield whole
  }
  if (pieces.length > 0) throw new Error("a request in Terraform's log has no end")
}

/** A body without the code of functions, and without the log's note of its length. */
const bodyOf = (text: string): string =>
  text
    .replace(/"ZipFile":"[^"]*"/, '"ZipFile":""')
    .replace(/\n\[truncated\.\.\.\]\s*$/, "")
    .trim()

/** The requests in a log of Terraform's. */
export const readRequests = async (log: string): Promise<ReadonlyArray<AwsRequest>> => {
  const requests: Array<AwsRequest> = []
  for await (const fields of linesOf(log)) {
    requests.push({
      service: String(fields["rpc.service"]),
      operation: String(fields["rpc.method"]),
      method: String(fields["http.method"]),
      url: new URL(String(fields["http.url"])),
      region: String(fields["aws.region"]),
      body: bodyOf(String(fields["http.request.body"] ?? ""))
    })
  }
  return requests
}

/** The prefix of actions by the service's name in the log. */
const prefixes: Readonly<Record<string, string>> = {
  ACM: "acm",
  "API Gateway": "apigateway",
  ApiGatewayV2: "apigateway",
  Budgets: "budgets",
  CloudFront: "cloudfront",
  CloudWatch: "cloudwatch",
  "CloudWatch Logs": "logs",
  EC2: "ec2",
  IAM: "iam",
  KMS: "kms",
  Lambda: "lambda",
  "Route 53": "route53",
  S3: "s3",
  SNS: "sns",
  SQS: "sqs",
  SSM: "ssm",
  WAFV2: "wafv2"
}

/** Operations whose actions have other names. https://docs.aws.amazon.com/service-authorization/latest/reference/ */
const otherNames: Readonly<Record<string, ReadonlyArray<string>>> = {
  "budgets:CreateBudget": ["budgets:ModifyBudget"],
  "budgets:CreateNotification": ["budgets:ModifyBudget"],
  "budgets:CreateSubscriber": ["budgets:ModifyBudget"],
  "budgets:DeleteBudget": ["budgets:ModifyBudget"],
  "budgets:DeleteNotification": ["budgets:ModifyBudget"],
  "budgets:DescribeBudget": ["budgets:ViewBudget"],
  "budgets:DescribeNotificationsForBudget": ["budgets:ViewBudget"],
  "budgets:DescribeSubscribersForNotification": ["budgets:ViewBudget"],
  "budgets:UpdateBudget": ["budgets:ModifyBudget"],
  "cloudfront:CreateDistributionWithTags": ["cloudfront:CreateDistribution"],
  "lambda:Invoke": ["lambda:InvokeFunction"],
  "s3:DeleteBucketEncryption": ["s3:PutEncryptionConfiguration"],
  "s3:DeleteBucketLifecycle": ["s3:PutLifecycleConfiguration"],
  "s3:DeleteBucketOwnershipControls": ["s3:PutBucketOwnershipControls"],
  "s3:DeleteObjects": ["s3:DeleteObject", "s3:DeleteObjectVersion"],
  "s3:DeletePublicAccessBlock": ["s3:PutBucketPublicAccessBlock"],
  "s3:GetBucketAccelerateConfiguration": ["s3:GetAccelerateConfiguration"],
  "s3:GetBucketCors": ["s3:GetBucketCORS"],
  "s3:GetBucketEncryption": ["s3:GetEncryptionConfiguration"],
  "s3:GetBucketLifecycleConfiguration": ["s3:GetLifecycleConfiguration"],
  "s3:GetBucketReplication": ["s3:GetReplicationConfiguration"],
  "s3:GetObjectLockConfiguration": ["s3:GetBucketObjectLockConfiguration"],
  "s3:GetPublicAccessBlock": ["s3:GetBucketPublicAccessBlock"],
  "s3:HeadBucket": ["s3:ListBucket"],
  "s3:HeadObject": ["s3:GetObject"],
  "s3:ListObjectVersions": ["s3:ListBucketVersions"],
  "s3:ListObjectsV2": ["s3:ListBucket"],
  "s3:PutBucketEncryption": ["s3:PutEncryptionConfiguration"],
  "s3:PutBucketLifecycleConfiguration": ["s3:PutLifecycleConfiguration"],
  "s3:PutPublicAccessBlock": ["s3:PutBucketPublicAccessBlock"]
}

/** The actions that are asked for besides, where something is made with tags. */
const tagActions: Readonly<Record<string, string>> = {
  acm: "acm:AddTagsToCertificate",
  apigateway: "apigateway:TagResource",
  iam: "iam:TagRole",
  sqs: "sqs:TagQueue",
  ssm: "ssm:AddTagsToResource"
}

const fieldsOf = (body: string): Fields => {
  if (body.startsWith("{")) return JSON.parse(body) as Fields
  return body.includes("=") && !body.startsWith("<") ? Object.fromEntries(new URLSearchParams(body)) : {}
}

/** The tags that a request gives, in whichever way its service writes them. */
const tagsIn = (fields: Fields, body: string): Readonly<Record<string, string>> => {
  const given = fields["Tags"] ?? fields["tags"] ?? fields["ResourceTags"]
  if (Array.isArray(given)) {
    return Object.fromEntries(
      (given as ReadonlyArray<Record<string, string>>).map((tag) => [
        tag["Key"] ?? tag["TagKey"],
        tag["Value"] ?? tag["TagValue"]
      ])
    )
  }
  if (typeof given === "object" && given !== null) return given as Record<string, string>
  if (body.startsWith("<")) {
    return Object.fromEntries(
      [...body.matchAll(/<Key>([^<]*)<\/Key><Value>([^<]*)<\/Value>/g)].map(([, key, value]) => [key, value])
    )
  }
  const keys = Object.entries(fields).filter(([name]) => /^Tags\.member\.\d+\.Key$/.test(name))
  return Object.fromEntries(keys.map(([name, key]) => [String(key), String(fields[name.replace(/Key$/, "Value")])]))
}

/** Where the requests are from. */
export interface Origin {
  readonly account: string
  /** The path of the roles. */
  readonly rolePath: string
  /** The tags of what exists. */
  readonly tags: Readonly<Record<string, string>>
  readonly boundary: string
  readonly worker: string
}

/** The resource of a request, with `new` for the id of what is only made. */
const resourceOf = (request: AwsRequest, fields: Fields, { account, rolePath }: Origin): string => {
  const { region, service, url } = request
  const path = decodeURIComponent(url.pathname)
  const given = (...names: ReadonlyArray<string>) =>
    names.map((name) => fields[name]).find((value) => value !== undefined)
  const text = (...names: ReadonlyArray<string>) => String(given(...names) ?? "")
  const arn = (prefix: string, name: string, where = `${region}:${account}`) => `arn:aws:${prefix}:${where}:${name}`
  const whole = text("ResourceArn", "ResourceARN", "resourceArn", "TopicArn", "CertificateArn")
  if (whole !== "") return whole
  switch (service) {
    case "ACM":
      return "*"
    case "API Gateway":
    case "ApiGatewayV2": {
      const tagged = url.pathname.startsWith("/v2/tags/") ? url.pathname : path
      return arn("apigateway", tagged.replace(/^\/v2/, ""), `${region}:`)
    }
    case "Budgets":
      return arn(
        "budgets",
        `budget/${text("BudgetName") || String((given("Budget", "NewBudget") as Fields)["BudgetName"])}`,
        `:${account}`
      )
    case "CloudFront": {
      const tagged = url.searchParams.get("Resource")
      const [, kind, id] = /^\/[\d-]+\/([a-z-]+)\/([^/]+)/.exec(path) ?? []
      return tagged ?? (id === undefined ? "*" : arn("cloudfront", `${kind}/${id}`, `:${account}`))
    }
    case "CloudWatch": {
      const dashboard = text("DashboardName", "DashboardNames.member.1")
      if (dashboard !== "") return arn("cloudwatch", `dashboard/${dashboard}`, `:${account}`)
      // AWS demands both of all alarms.
      if (/^(?:DescribeAlarms|PutCompositeAlarm)$/.test(request.operation)) return "*"
      return arn("cloudwatch", `alarm:${text("AlarmName", "AlarmNames.member.1")}`)
    }
    case "CloudWatch Logs":
      return request.operation === "DescribeLogGroups" ? "*" : arn("logs", `log-group:${text("logGroupName")}`)
    case "IAM":
      return arn("iam", `role${rolePath}${text("RoleName")}`, `:${account}`)
    case "KMS": {
      // An alias belongs to a key, of which the deletion says nothing.
      const id = text("KeyId", "TargetKeyId") || (given("AliasName") === undefined ? "" : "any")
      return id === "" ? "*" : id.startsWith("arn:") ? id : arn("kms", `key/${id}`)
    }
    case "Lambda": {
      const [, kind, name] = /^\/[\d-]+\/(functions|tags|event-source-mappings)(?:\/([^/]+))?/.exec(path) ?? []
      if (kind === "tags") return path.replace(/^.*\/tags\//, "")
      if (kind === "event-source-mappings")
        return name === undefined ? "*" : arn("lambda", `event-source-mapping:${name}`)
      const called = name ?? text("FunctionName")
      if (called.startsWith("arn:")) return called
      const qualifier = url.searchParams.get("Qualifier")
      return arn("lambda", `function:${called}${qualifier === null ? "" : `:${qualifier}`}`)
    }
    case "Route 53":
      return arn("route53", path.split("/").slice(2, 4).join("/"), ":")
    case "S3":
      return arn("s3", path.slice(1).replace(/\/$/, ""), ":")
    case "SNS":
      return /Subscription|Unsubscribe/.test(request.operation) ? "*" : arn("sns", text("Name"))
    case "SQS":
      return arn("sqs", text("QueueName") || text("QueueUrl").replace(/^.*\//, ""))
    case "SSM":
      return request.operation === "DescribeParameters" ? "*" : arn("ssm", `parameter${text("Name", "ResourceId")}`)
    case "WAFV2":
      return arn("wafv2", `global/webacl/${text("Name")}/${text("Id") || "new"}`, `us-east-1:${account}`)
    default:
      return "*"
  }
}

/** What exists once a request made something whose name its action does not take. */
const madeBy = ({ operation, region, service }: AwsRequest, fields: Fields, { account }: Origin): string => {
  const of = (prefix: string, name: string) => `arn:aws:${prefix}:${region}:${account}:${name}`
  if (service === "ACM") return of("acm", "certificate/new")
  if (service === "CloudFront") return `arn:aws:cloudfront::${account}:distribution/new`
  if (service === "CloudWatch") return of("cloudwatch", `alarm:${String(fields["AlarmName"])}`)
  if (service === "KMS") return of("kms", "key/new")
  if (service === "Lambda") return of("lambda", "event-source-mapping:new")
  throw new Error(`${service} ${operation} makes something that is not known here`)
}

/**
 * What IAM would be asked about a request: mostly the action of the operation's name, and what AWS asks for besides. `GetCallerIdentity` is
 * allowed to everybody.
 */
export const questionsOf = (request: AwsRequest, origin: Origin): ReadonlyArray<Question> => {
  const { method, operation, region, service, url } = request
  if (service === "STS" && operation === "GetCallerIdentity") return []
  const prefix = prefixes[service]
  if (prefix === undefined) throw new Error(`${service} is no service that the stack uses: ${operation}`)
  const fields = fieldsOf(request.body)
  const tags = tagsIn(fields, request.body)
  const resource = resourceOf(request, fields, origin)
  const isMade = /^(?:Create|Put|Request)/.test(operation)
  const string = (name: string) => (typeof fields[name] === "string" ? { value: fields[name] } : undefined)
  const records = [...request.body.matchAll(/<ResourceRecordSet>.*?<Name>([^<]*)<\/Name>.*?<Type>([^<]*)<\/Type>/g)]
  const context: Record<string, string | ReadonlyArray<string>> = {
    ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [`aws:RequestTag/${name}`, value])),
    ...(resource === "*"
      ? {}
      : Object.fromEntries(Object.entries(origin.tags).map(([name, value]) => [`aws:ResourceTag/${name}`, value]))),
    "iam:PermissionsBoundary":
      operation === "CreateRole" ? (string("PermissionsBoundary")?.value ?? "none") : origin.boundary,
    "iam:PolicyARN": string("PolicyArn")?.value ?? "none",
    "lambda:Principal": string("Principal")?.value ?? "apigateway.amazonaws.com",
    "lambda:FunctionArn": string("FunctionName")?.value ?? origin.worker,
    "sns:Protocol": string("Protocol")?.value ?? "none",
    "acm:DomainNames": [string("DomainName")?.value ?? []].flat(),
    "route53:ChangeResourceRecordSetsNormalizedRecordNames": records.map(([, name]) =>
      name!.toLowerCase().replace(/\.$/, "")
    ),
    "route53:ChangeResourceRecordSetsRecordTypes": records.map(([, , type]) => type!),
    "s3:prefix": url.searchParams.get("prefix") ?? ""
  }
  const ask = (action: string, on = resource): Question => ({ action, resource: on, context })
  const pass = (role: unknown, to: string): Question => ({
    action: "iam:PassRole",
    resource: String(role),
    context: { "iam:PassedToService": to }
  })
  if (prefix === "apigateway") {
    const patch = JSON.stringify(fields["patchOperations"] ?? "")
    const role = /arn:[^"]*:role\/[^"]*/.exec(patch)?.[0]
    return [
      ask(`apigateway:${method}`),
      ...(Object.keys(tags).length > 0 ? [ask("apigateway:TagResource")] : []),
      ...(role === undefined ? [] : [pass(role, "apigateway.amazonaws.com")])
    ]
  }
  const name = `${prefix}:${operation}`
  const actions = otherNames[name] ?? [name]
  const on = name === "s3:DeleteObjects" ? `${resource}/any` : resource
  return [
    ...actions.map((action) => ask(action, on)),
    ...(isMade && prefix !== "s3" && Object.keys(tags).length > 0
      ? [
          ask(
            tagActions[prefix] ?? `${prefix}:TagResource`,
            resource === "*" ? madeBy(request, fields, origin) : resource
          )
        ]
      : []),
    ...(prefix === "kms" && typeof fields["AliasName"] === "string"
      ? [ask(name, `arn:aws:kms:${region}:${origin.account}:${fields["AliasName"]}`)]
      : []),
    ...(name === "lambda:CreateFunction" ? [pass(fields["Role"], "lambda.amazonaws.com")] : [])
  ]
}
