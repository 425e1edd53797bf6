import { ApiGatewayAccount } from "@cdktf/provider-aws/lib/api-gateway-account/index.js"
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js"
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js"
import { Construct } from "constructs"
import { text } from "../settings/Variables.ts"
import type { Place } from "./Place.ts"

/**
 * The role with which API Gateway writes the access logs of WebSocket APIs. An account has one per region for all its APIs, and AWS accepts
 * none with less than its own managed policy. `Guards` sees to it that one deployment makes it: two would set it to their own with each
 * apply.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export class GatewayLogRole extends Construct {
  readonly account: ApiGatewayAccount

  constructor(scope: Construct, id: string, { partition, prefix }: Place) {
    super(scope, id)
    const role = new IamRole(this, "role", {
      name: `${prefix}-gateway-logs`,
      path: text("role_path"),
      permissionsBoundary: text("permissions_boundary_arn"),
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "apigateway.amazonaws.com" }, Action: "sts:AssumeRole" }]
      })
    })
    const attachment = new IamRolePolicyAttachment(this, "policy", {
      role: role.name,
      policyArn: `arn:${partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`
    })
    this.account = new ApiGatewayAccount(this, "account", { cloudwatchRoleArn: role.arn, dependsOn: [attachment] })
  }
}
