import type { Environment } from "../../settings/EnvironmentFile.ts"
import { functionNames } from "../../settings/Schema.ts"
import { statePlace } from "../StateBucket.ts"
import type { Rule } from "./Policy.ts"
import type { Place } from "./PolicyPlace.ts"
import type { Service } from "../../settings/EnvironmentFile.ts"
import { arn, boundaryArn } from "./PolicyPlace.ts"

/** AWS's own policy for API Gateway's role, the only one that the stack attaches. */
export const pushToLogs = "AmazonAPIGatewayPushToCloudWatchLogs"

export const parameters = (place: Place, service: Service): ReadonlyArray<Rule> => {
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

export const vpc = ({ subnet_ids }: Service): ReadonlyArray<Rule> =>
  subnet_ids.length === 0
    ? []
    : [{ sid: "Vpc", write: ["ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"], on: ["*"] }]

/** No role gets rights beyond the boundary: neither those of the stack nor any that somebody makes with this policy. */
export const roles = (place: Place, environment: Environment): ReadonlyArray<Rule> => {
  const { gateway_log_role, http_domain, role_path, websocket_domain } = environment.service
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

export const keyArn = (place: Place, region: string, id: string): string =>
  id.startsWith("arn:") ? id : arn(place, "kms", { region })(`key/${id}`)

/** The state, and the plans that wait beside it. `keepsPlans`: whoever plans puts them there, and whoever deploys takes them away. */
export const stateRules = (place: Place, environment: Environment, keepsPlans: boolean): ReadonlyArray<Rule> => {
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
