import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter/index.js"
import type { IAspect } from "cdktf"
import { Aspects, DataResource, TerraformResource } from "cdktf"
import type { IConstruct } from "constructs"
import { Construct } from "constructs"
import { rules } from "../settings/Rules.ts"
import { onlyIf } from "../Counts.ts"
import type { Place } from "./Place.ts"

/** Has every other resource of a stack depend on some. */
class DependOn implements IAspect {
  readonly #claims: ReadonlyArray<string>
  readonly #guards: Construct

  constructor(claims: ReadonlyArray<TerraformResource>, guards: Construct) {
    this.#claims = claims.map(
      ({ friendlyUniqueId, terraformResourceType }) => `${terraformResourceType}.${friendlyUniqueId}`
    )
    this.#guards = guards
  }

  visit(node: IConstruct): void {
    if (!(node instanceof TerraformResource) || node.node.scopes.includes(this.#guards)) return
    node.dependsOn = [...(node.dependsOn ?? []), ...this.#claims]
  }
}

/**
 * What stops a plan before anything changes: settings that contradict each other, a state of another account or region, and a name that
 * another deployment has. SQS and CloudWatch take a second creation of a name for the first one, so that a second deployment would take
 * over the queues of the first; a parameter that cannot be overwritten is created before all else. So is one that says which deployment
 * made the account's role for API Gateway's logs.
 * https://github.com/hashicorp/terraform-provider-aws/issues/10824
 */
export class Guards extends Construct {
  constructor(scope: Construct, id: string, { accountId, prefix, region }: Place) {
    super(scope, id)
    const settings = new DataResource(this, "settings", {
      input: { environment: "${var.environment}" },
      lifecycle: {
        precondition: rules.map(({ condition, message }) => ({
          condition: `\${${condition}}`,
          errorMessage: `${message}.`
        }))
      }
    })
    const home = new DataResource(this, "home", {
      input: { account: accountId, region, prefix },
      lifecycle: {
        ignoreChanges: ["input"],
        postcondition: [
          {
            condition: `\${self.output.account == "${accountId}" && self.output.region == "${region}" && self.output.prefix == "${prefix}"}`,
            errorMessage: `This state belongs to \${self.output.prefix} in account \${self.output.account}, region \${self.output.region}, and not to ${prefix} in ${accountId}, ${region}. Use the state of that environment, or destroy this one first.`
          }
        ]
      },
      dependsOn: [settings]
    })
    const claim = new SsmParameter(this, "claim", {
      name: `/glissade/deployments/${prefix}`,
      type: "String",
      value: prefix,
      description:
        "The deployment that has this name. A second one under the same name fails here, before it takes over queues.",
      dependsOn: [settings, home]
    })
    const gatewayLogRole = new SsmParameter(this, "gateway-log-role", {
      name: "/glissade/gateway-log-role",
      type: "String",
      value: prefix,
      description:
        "The deployment that made API Gateway's role for logs. In all others gateway_log_role is to be false.",
      dependsOn: [claim]
    })
    onlyIf("var.gateway_log_role", gatewayLogRole)
    Aspects.of(scope).add(new DependOn([claim, gatewayLogRole], this))
  }
}
