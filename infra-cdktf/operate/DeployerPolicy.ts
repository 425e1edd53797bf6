import type { Environment } from "../settings/EnvironmentFile.ts"
import { prefixOf } from "../settings/EnvironmentFile.ts"
import { functionNames } from "../settings/Schema.ts"
import { Failure } from "./CommandLine.ts"
import { statePlace } from "./StateBucket.ts"

/** The settings of the service, with those that only policies look at. */
type Service = Environment["service"] & {
  readonly role_path: string
  readonly permissions_boundary_arn: string | null
  readonly kms_key_arn: string | null
  readonly gateway_log_role: boolean
}

const serviceOf = ({ service }: Environment): Service => service as Service

/** A statement of an IAM policy. */
export interface Statement {
  readonly Sid: string
  readonly Effect: "Allow"
  readonly Action: ReadonlyArray<string>
  readonly Resource: ReadonlyArray<string>
  readonly Condition?: Condition
}

type Condition = Readonly<Record<string, Readonly<Record<string, string | ReadonlyArray<string>>>>>

/** An IAM policy. */
export interface PolicyDocument {
  readonly Version: "2012-10-17"
  readonly Statement: ReadonlyArray<object>
}

/** What a role may do with resources: `read` is enough for a plan, and a deployment needs `write` too. */
interface Rule {
  readonly sid: string
  readonly read?: ReadonlyArray<string>
  readonly write?: ReadonlyArray<string>
  readonly on: ReadonlyArray<string>
  readonly condition?: Condition
}

/** AWS's own policy for API Gateway's role, the only one that the stack attaches. */
const pushToLogs = "AmazonAPIGatewayPushToCloudWatchLogs"

/** The name of the permissions boundary where the environment's file names none. */
const boundaryName = "glissade-boundary"

/** Where an environment's resources are, and what begins their names. */
interface Place {
  readonly partition: string
  readonly account: string
  readonly region: string
  readonly prefix: string
}

const partitionOf = (region: string): string =>
  region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws"

const placeOf = (environment: Environment): Place => {
  const { account, region } = environment.deployment
  if (account === null) {
    throw new Failure(`The file of ${environment.name} names no account (deployment.account), and policies name one`)
  }
  return { partition: partitionOf(region), account, region, prefix: prefixOf(environment) }
}

const arn =
  (
    { account, partition, region }: Place,
    service: string,
    where: { readonly region?: string; readonly account?: string } = {}
  ) =>
  (name: string): string =>
    `arn:${partition}:${service}:${where.region ?? region}:${where.account ?? account}:${name}`

/** Whether the environment's file names a permissions boundary. */
export const namesBoundary = (environment: Environment): boolean =>
  serviceOf(environment).permissions_boundary_arn !== null

/** The ARN of the permissions boundary that the functions' roles must have. */
export const boundaryArn = (environment: Environment): string => {
  const { account, partition } = placeOf(environment)
  const given = serviceOf(environment).permissions_boundary_arn
  return given ?? `arn:${partition}:iam::${account}:policy/${boundaryName}`
}

/** The tags that the stack gives to all that it makes, by which what has no name of its own is recognized. */
const tagsOf = ({ name, service }: Environment): Readonly<Record<"Application" | "Environment", string>> => ({
  Application: "glissade",
  Environment: name,
  ...service.tags
})

const hasTags = (environment: Environment, key: "aws:RequestTag" | "aws:ResourceTag"): Condition => {
  const { Application, Environment } = tagsOf(environment)
  return { StringEquals: { [`${key}/Application`]: Application, [`${key}/Environment`]: Environment } }
}

const sqs = (place: Place): Rule => ({
  sid: "Queues",
  read: ["sqs:GetQueueAttributes", "sqs:ListQueueTags"],
  write: ["sqs:CreateQueue", "sqs:DeleteQueue", "sqs:SetQueueAttributes", "sqs:TagQueue", "sqs:UntagQueue"],
  on: ["dead-letters", "executions"].map((name) => arn(place, "sqs")(`${place.prefix}-${name}.fifo`))
})

const lambda = (place: Place, { web }: Service): ReadonlyArray<Rule> => {
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

const logs = (place: Place): ReadonlyArray<Rule> => [
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

const cloudwatch = (place: Place): ReadonlyArray<Rule> => [
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

const topics = (place: Place, environment: Environment): ReadonlyArray<Rule> => {
  const { alarm_email, kms_key_arn, notice_email } = serviceOf(environment)
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
const ownKey = ({ region }: Place, { kms_key_arn }: Service): ReadonlyArray<Rule> =>
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

const buckets = (
  place: Place,
  { destroy_protection, result_store, web }: Environment["service"]
): ReadonlyArray<Rule> => {
  const on = [...(web ? ["web"] : []), ...(result_store ? ["results"] : [])].map(
    (name) => `arn:${place.partition}:s3:::${place.prefix}-${name}-*`
  )
  if (on.length === 0) return []
  return [
    {
      sid: "Buckets",
      read: [
        "s3:GetAccelerateConfiguration",
        "s3:GetBucketAcl",
        "s3:GetBucketCORS",
        "s3:GetBucketLogging",
        "s3:GetBucketObjectLockConfiguration",
        "s3:GetBucketOwnershipControls",
        "s3:GetBucketPolicy",
        "s3:GetBucketPublicAccessBlock",
        "s3:GetBucketRequestPayment",
        "s3:GetBucketTagging",
        "s3:GetBucketVersioning",
        "s3:GetBucketWebsite",
        "s3:GetEncryptionConfiguration",
        "s3:GetLifecycleConfiguration",
        "s3:GetReplicationConfiguration",
        "s3:ListBucket"
      ],
      write: [
        "s3:CreateBucket",
        "s3:DeleteBucket",
        "s3:DeleteBucketPolicy",
        "s3:PutBucketOwnershipControls",
        "s3:PutBucketPolicy",
        "s3:PutBucketPublicAccessBlock",
        "s3:PutBucketTagging",
        ...(web ? ["s3:PutBucketVersioning"] : []),
        "s3:PutEncryptionConfiguration",
        "s3:PutLifecycleConfiguration",
        ...(destroy_protection ? [] : ["s3:ListBucketVersions"])
      ],
      on
    },
    // A bucket is emptied before it is deleted.
    ...(destroy_protection
      ? []
      : [
          {
            sid: "ObjectsOfBuckets",
            write: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
            on: on.map((bucket) => `${bucket}/*`)
          }
        ])
  ]
}

const distribution = (place: Place, environment: Environment): ReadonlyArray<Rule> => {
  if (!environment.service.web) return []
  const of = arn(place, "cloudfront", { region: "" })
  const distributions = [of("distribution/*")]
  return [
    {
      sid: "Distributions",
      read: ["cloudfront:GetDistribution", "cloudfront:ListTagsForResource"],
      on: distributions
    },
    {
      sid: "Distribution",
      write: [
        "cloudfront:DeleteDistribution",
        "cloudfront:TagResource",
        "cloudfront:UntagResource",
        "cloudfront:UpdateDistribution"
      ],
      on: distributions,
      condition: hasTags(environment, "aws:ResourceTag")
    },
    {
      sid: "NewDistribution",
      write: ["cloudfront:CreateDistribution", "cloudfront:TagResource"],
      on: ["*"],
      condition: hasTags(environment, "aws:RequestTag")
    },
    {
      sid: "PartsOfDistribution",
      read: ["cloudfront:GetOriginAccessControl", "cloudfront:GetResponseHeadersPolicy"],
      write: [
        "cloudfront:DeleteOriginAccessControl",
        "cloudfront:DeleteResponseHeadersPolicy",
        "cloudfront:UpdateOriginAccessControl",
        "cloudfront:UpdateResponseHeadersPolicy"
      ],
      on: [of("origin-access-control/*"), of("response-headers-policy/*")]
    },
    {
      sid: "NewPartsOfDistribution",
      write: ["cloudfront:CreateOriginAccessControl", "cloudfront:CreateResponseHeadersPolicy"],
      on: ["*"]
    }
  ]
}

const gateway = (place: Place, service: Service): ReadonlyArray<Rule> => {
  const of = arn(place, "apigateway", { account: "" })
  const domains = [service.http_domain, service.websocket_domain].flatMap((domain) => domain ?? [])
  const named = domains.flatMap((domain) => [of(`/domainnames/${domain}`), of(`/domainnames/${domain}/*`)])
  const tags = of("/tags/*")
  return [
    {
      sid: "Apis",
      read: ["apigateway:GET"],
      write: ["apigateway:DELETE", "apigateway:PATCH", "apigateway:POST"],
      on: [of("/apis"), of("/apis/*"), tags, ...named]
    },
    ...(named.length === 0 ? [] : [{ sid: "NewDomains", write: ["apigateway:POST"], on: [of("/domainnames")] }]),
    { sid: "PutTags", write: ["apigateway:PUT"], on: [tags] },
    // Not in AWS's list of actions, and demanded nevertheless where a stage is made with tags.
    {
      sid: "TagsOfApis",
      write: ["apigateway:TagResource", "apigateway:UntagResource"],
      on: [of("/apis"), of("/apis/*"), tags, ...(named.length === 0 ? [] : [of("/domainnames"), ...named])]
    },
    ...(service.gateway_log_role
      ? [{ sid: "LogRoleOfGateway", read: ["apigateway:GET"], write: ["apigateway:PATCH"], on: [of("/account")] }]
      : [])
  ]
}

const domains = (place: Place, environment: Environment): ReadonlyArray<Rule> => {
  const { hosted_zone_id, http_domain, page_domain, websocket_domain } = serviceOf(environment)
  const names = [page_domain, http_domain, websocket_domain].flatMap((domain) => domain ?? [])
  if (hosted_zone_id === null || names.length === 0) return []
  const zone = `arn:${place.partition}:route53:::hostedzone/${hosted_zone_id}`
  const certificates = [...new Set([place.region, ...(page_domain === null ? [] : ["us-east-1"])])].map((region) =>
    arn(place, "acm", { region })("certificate/*")
  )
  return [
    { sid: "Zone", read: ["route53:GetHostedZone", "route53:ListResourceRecordSets"], on: [zone] },
    // The names themselves, and the names below them by which ACM validates certificates.
    {
      sid: "Records",
      write: ["route53:ChangeResourceRecordSets"],
      on: [zone],
      condition: {
        "ForAllValues:StringLike": {
          "route53:ChangeResourceRecordSetsNormalizedRecordNames": names.flatMap((name) => [name, `_*.${name}`])
        },
        "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": ["A", "AAAA", "CNAME"] }
      }
    },
    {
      sid: "ChangesOfRecords",
      write: ["route53:GetChange"],
      on: [`arn:${place.partition}:route53:::change/*`]
    },
    {
      sid: "NewCertificates",
      write: ["acm:RequestCertificate"],
      on: ["*"],
      condition: { "ForAllValues:StringEquals": { "acm:DomainNames": names } }
    },
    {
      sid: "TagsOfNewCertificates",
      write: ["acm:AddTagsToCertificate"],
      on: certificates,
      condition: hasTags(environment, "aws:RequestTag")
    },
    {
      sid: "Certificates",
      read: ["acm:DescribeCertificate", "acm:ListTagsForCertificate"],
      write: ["acm:AddTagsToCertificate", "acm:DeleteCertificate", "acm:RemoveTagsFromCertificate"],
      on: certificates,
      condition: hasTags(environment, "aws:ResourceTag")
    }
  ]
}

const webAcl = (place: Place, { waf }: Service): ReadonlyArray<Rule> => {
  if (!waf) return []
  const of = arn(place, "wafv2", { region: "us-east-1" })
  const acl = of(`global/webacl/${place.prefix}/*`)
  return [
    {
      sid: "WebAcl",
      read: ["wafv2:GetWebACL", "wafv2:ListTagsForResource"],
      write: ["wafv2:DeleteWebACL", "wafv2:TagResource", "wafv2:UntagResource"],
      on: [acl]
    },
    {
      sid: "RulesOfWebAcl",
      write: ["wafv2:CreateWebACL", "wafv2:UpdateWebACL"],
      on: [acl, of("global/managedruleset/*/*")]
    }
  ]
}

const budget = (place: Place, { budget_dollars }: Service): ReadonlyArray<Rule> =>
  budget_dollars === null
    ? []
    : [
        {
          sid: "Budget",
          read: ["budgets:ListTagsForResource", "budgets:ViewBudget"],
          write: ["budgets:ModifyBudget", "budgets:TagResource", "budgets:UntagResource"],
          on: [arn(place, "budgets", { region: "" })(`budget/${place.prefix}`)]
        }
      ]

const parameters = (place: Place, service: Service): ReadonlyArray<Rule> => {
  const of = (name: string) => arn(place, "ssm")(`parameter${name}`)
  const given = [service.otlp_headers_parameter, service.origin_secret_parameter].flatMap((name) => name ?? [])
  return [
    {
      sid: "Claims",
      read: ["ssm:GetParameter", "ssm:ListTagsForResource"],
      write: ["ssm:AddTagsToResource", "ssm:DeleteParameter", "ssm:PutParameter", "ssm:RemoveTagsFromResource"],
      on: [
        of(`/glissade/deployments/${place.prefix}`),
        ...(service.gateway_log_role ? [of("/glissade/gateway-log-role")] : [])
      ]
    },
    { sid: "Parameters", read: ["ssm:DescribeParameters"], on: ["*"] },
    ...(given.length === 0 ? [] : [{ sid: "Secrets", read: ["ssm:GetParameter"], on: given.map(of) }])
  ]
}

const vpc = ({ subnet_ids }: Service): ReadonlyArray<Rule> =>
  subnet_ids.length === 0
    ? []
    : [{ sid: "Vpc", write: ["ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"], on: ["*"] }]

/** No role gets rights beyond the boundary: neither those of the stack nor any that somebody makes with this policy. */
const roles = (place: Place, environment: Environment): ReadonlyArray<Rule> => {
  const { gateway_log_role, http_domain, role_path, websocket_domain } = serviceOf(environment)
  const of = (name: string) => arn(place, "iam", { region: "" })(`role${role_path}${place.prefix}-${name}`)
  const ofFunctions = functionNames.map(of)
  const ofGateway = of("gateway-logs")
  const all = [...ofFunctions, ...(gateway_log_role ? [ofGateway] : [])]
  const bounded = { "iam:PermissionsBoundary": boundaryArn(environment) }
  return [
    {
      sid: "Roles",
      read: ["iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"],
      write: ["iam:DeleteRole", "iam:ListInstanceProfilesForRole", "iam:TagRole", "iam:UntagRole"],
      on: all
    },
    {
      sid: "BoundedRoles",
      write: [
        "iam:CreateRole",
        "iam:DeleteRolePolicy",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
        "iam:UpdateAssumeRolePolicy"
      ],
      on: all,
      condition: { StringEquals: bounded }
    },
    ...(gateway_log_role
      ? [
          {
            sid: "PolicyOfGateway",
            write: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
            on: [ofGateway],
            condition: {
              StringEquals: bounded,
              ArnEquals: { "iam:PolicyARN": `arn:${place.partition}:iam::aws:policy/service-role/${pushToLogs}` }
            }
          },
          {
            sid: "RoleForGateway",
            write: ["iam:PassRole"],
            on: [ofGateway],
            condition: { StringEquals: { "iam:PassedToService": "apigateway.amazonaws.com" } }
          }
        ]
      : []),
    {
      sid: "RolesForLambda",
      write: ["iam:PassRole"],
      on: ofFunctions,
      condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } }
    },
    ...(http_domain === null && websocket_domain === null
      ? []
      : [
          {
            sid: "RoleOfGateway",
            write: ["iam:CreateServiceLinkedRole"],
            on: [
              arn(place, "iam", { region: "" })(
                "role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway"
              )
            ],
            condition: { StringEquals: { "iam:AWSServiceName": "ops.apigateway.amazonaws.com" } }
          }
        ])
  ]
}

const keyArn = (place: Place, region: string, id: string): string =>
  id.startsWith("arn:") ? id : arn(place, "kms", { region })(`key/${id}`)

/** The state, and the plans that wait beside it. `keepsPlans`: whoever plans puts them there, and whoever deploys takes them away. */
const stateRules = (place: Place, environment: Environment, keepsPlans: boolean): ReadonlyArray<Rule> => {
  const { bucket, key, kmsKeyId, plans, region } = statePlace(environment)
  const bucketArn = `arn:${place.partition}:s3:::${bucket}`
  return [
    { sid: "StateBucket", read: ["s3:ListBucket"], on: [bucketArn] },
    { sid: "State", read: ["s3:GetObject"], write: ["s3:PutObject"], on: [`${bucketArn}/${key}`] },
    {
      sid: "LockOfState",
      write: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      on: [`${bucketArn}/${key}.tflock`]
    },
    ...(keepsPlans ? [{ sid: "NewPlans", read: ["s3:PutObject"], on: [`${bucketArn}/${plans}*`] }] : []),
    {
      sid: "Plans",
      write: ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:GetObject"],
      on: [`${bucketArn}/${plans}*`]
    },
    {
      sid: "VersionsOfPlans",
      write: ["s3:ListBucketVersions"],
      on: [bucketArn],
      condition: { StringLike: { "s3:prefix": `${plans}*` } }
    },
    ...(kmsKeyId === undefined
      ? []
      : [
          {
            sid: "KeyOfState",
            read: ["kms:Decrypt", ...(keepsPlans ? ["kms:GenerateDataKey"] : [])],
            write: keepsPlans ? [] : ["kms:GenerateDataKey"],
            on: [keyArn(place, region, kmsKeyId)]
          }
        ])
  ]
}

const statementsOf = (rules: ReadonlyArray<Rule>, readOnly: boolean): ReadonlyArray<Statement> =>
  rules.flatMap(({ condition, on, read = [], sid, write = [] }) => {
    const actions = readOnly ? read : [...read, ...write]
    if (actions.length === 0) return []
    return [
      {
        Sid: sid,
        Effect: "Allow",
        Action: [...actions].toSorted(),
        Resource: on,
        ...(condition === undefined ? {} : { Condition: condition })
      }
    ]
  })

const document = (Statement: ReadonlyArray<object>): PolicyDocument => ({ Version: "2012-10-17", Statement })

const mayAssume = (sid: string, role: string): Rule => ({ sid, read: ["sts:AssumeRole"], on: [role] })

/** Whose policy, and what for. */
export interface PolicyOptions {
  /** For a plan: nothing is changed, and no lock is taken. */
  readonly readOnly?: boolean
  /** Whether it may put plans into the state's bucket. */
  readonly keepsPlans?: boolean
}

/**
 * The policy of the role that deploys an environment, or plans it. Where the file names a role that Terraform assumes, this is the policy
 * of that role, which has no part in the state.
 */
export const deployerPolicy = (
  environment: Environment,
  { keepsPlans = false, readOnly = false }: PolicyOptions = {}
): PolicyDocument => {
  const place = placeOf(environment)
  const { deployment } = environment
  const service = serviceOf(environment)
  if (readOnly && deployment.assume_role_arn !== null) {
    throw new Failure(
      `Terraform assumes ${deployment.assume_role_arn} (deployment.assume_role_arn) for plans too, so that no role of its own could make them read-only`
    )
  }
  const rules = [
    ...(deployment.assume_role_arn === null ? callerRules(place, environment, keepsPlans) : []),
    ...parameters(place, service),
    sqs(place),
    ...lambda(place, service),
    ...roles(place, environment),
    ...logs(place),
    ...gateway(place, service),
    ...cloudwatch(place),
    ...buckets(place, service),
    ...distribution(place, environment),
    ...domains(place, environment),
    ...webAcl(place, service),
    ...topics(place, environment),
    ...ownKey(place, service),
    ...budget(place, service),
    ...vpc(service)
  ]
  return document(statementsOf(rules, readOnly))
}

/** What whoever calls Terraform needs besides the resources: the state, or the roles that have it. */
const callerRules = (place: Place, environment: Environment, keepsPlans: boolean): ReadonlyArray<Rule> => {
  const { assume_role_arn: role, state } = environment.deployment
  return [
    ...(state === null
      ? []
      : state.role_arn === undefined
        ? stateRules(place, environment, keepsPlans)
        : [mayAssume("StateRole", state.role_arn)]),
    ...(role === null ? [] : [mayAssume("DeployingRole", role)])
  ]
}

/** The policy of the role that calls Terraform, where that assumes another one (`deployment.assume_role_arn`). */
export const callerPolicy = (environment: Environment): PolicyDocument => {
  if (environment.deployment.assume_role_arn === null) {
    throw new Failure(
      `The file of ${environment.name} names no role to assume (deployment.assume_role_arn): there is one role, with the whole policy`
    )
  }
  return document(statementsOf(callerRules(placeOf(environment), environment, false), false))
}

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
      read: [
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:UnassignPrivateIpAddresses"
      ],
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

/** Who may become the role: the jobs of one environment of one repository on GitHub. */
export const trustPolicy = (environment: Environment, repository: string, readOnly = false): PolicyDocument => {
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) throw new Failure(`${repository} is no repository: it must be OWNER/NAME`)
  const { account, partition } = placeOf(environment)
  const provider = "token.actions.githubusercontent.com"
  const of = readOnly ? `plan-${environment.name}` : environment.name
  return document([
    {
      Sid: "GitHub",
      Effect: "Allow",
      Principal: { Federated: `arn:${partition}:iam::${account}:oidc-provider/${provider}` },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: {
          [`${provider}:aud`]: "sts.amazonaws.com",
          [`${provider}:sub`]: `repo:${repository}:environment:${of}`
        }
      }
    }
  ])
}

/** The longest managed policy, in characters without spaces. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const mostCharacters = 6144

const lengthOf = (statements: ReadonlyArray<object>): number => JSON.stringify(document(statements)).length

/** Divides a policy into as many as AWS's longest makes necessary; a role may have ten of them. */
export const partsOf = ({ Statement }: PolicyDocument): ReadonlyArray<PolicyDocument> => {
  const parts: Array<Array<object>> = []
  for (const statement of Statement) {
    const last = parts.at(-1)
    if (last === undefined || lengthOf([...last, statement]) > mostCharacters) parts.push([statement])
    else last.push(statement)
  }
  return parts.map(document)
}
