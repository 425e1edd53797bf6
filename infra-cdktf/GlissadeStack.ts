import type { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js"
import type { CloudfrontDistribution } from "@cdktf/provider-aws/lib/cloudfront-distribution/index.js"
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js"
import type { IAspect, TerraformProvider } from "cdktf"
import {
  Aspects,
  LocalBackend,
  S3Backend,
  TerraformLocal,
  TerraformOutput,
  TerraformResource,
  TerraformStack,
  Token
} from "cdktf"
import type { IConstruct } from "constructs"
import { Construct } from "constructs"
import type { Bundles } from "./Bundles.ts"
import { onlyIf, withCountedReferences } from "./Counts.ts"
import { Alarms } from "./constructs/Alarms.ts"
import { Budget } from "./constructs/Budget.ts"
import { Dashboard } from "./constructs/Dashboard.ts"
import { Domains } from "./constructs/Domains.ts"
import { Functions, hasIssuer } from "./constructs/Functions.ts"
import { GatewayLogRole } from "./constructs/GatewayLogRole.ts"
import { Guards } from "./constructs/Guards.ts"
import { HttpApi } from "./constructs/HttpApi.ts"
import type { LambdaFunction } from "./constructs/LambdaFunction.ts"
import { Messaging } from "./constructs/Messaging.ts"
import { Place } from "./constructs/Place.ts"
import { Results } from "./constructs/Results.ts"
import { Web } from "./constructs/Web.ts"
import { WebAcl } from "./constructs/WebAcl.ts"
import { WebSocketApi } from "./constructs/WebSocketApi.ts"
import { attributeOf, expression, quote, reference } from "./Hcl.ts"
import { movedBlocks } from "./Moved.ts"
import { lambdaRuntime } from "./Runtime.ts"
import type { Environment } from "./settings/EnvironmentFile.ts"
import { prefixOf, stateKeyOf } from "./settings/EnvironmentFile.ts"
import type { OutputName } from "./settings/Outputs.ts"
import { outputDescriptions } from "./settings/Outputs.ts"
import type { FunctionName } from "./settings/Schema.ts"
import { declareVariables } from "./settings/Variables.ts"

/** The stack's name where it is the module. */
export const moduleName = "glissade"

/** The provider of us-east-1, where CloudFront looks for certificates and web ACLs. */
const usEast1Alias = "us_east_1"

/** What the module runs on. The 5.x provider is the one it was tried with; the state's lock file needs Terraform or OpenTofu 1.10. */
const moduleProviders = ">= 5.100.0, < 7.0.0"
const moduleTerraform = ">= 1.10.0"

interface Synthesized {
  readonly provider?: unknown
  readonly terraform: { readonly required_providers: { readonly aws: { readonly source: string } } }
}

/** Gives the tags to every resource that has some. */
class Tagged implements IAspect {
  visit(node: IConstruct): void {
    if (node instanceof TerraformResource && "tagsInput" in node)
      (node as { tags?: unknown }).tags = Token.asStringMap("${local.tags}")
  }
}

/** Has Terraform refuse to destroy what holds jobs or files. */
class Protected implements IAspect {
  visit(node: IConstruct): void {
    if (!(node instanceof TerraformResource) || !/^aws_(sqs_queue|s3_bucket)$/.test(node.terraformResourceType)) return
    node.lifecycle = { ...node.lifecycle, preventDestroy: true }
  }
}

/** Where a function exists, in Terraform's language. */
const existence: Partial<Readonly<Record<FunctionName, string>>> = { authorizer: hasIssuer, page: "var.web" }

/** Outputs that are maps by function; those that do not exist are left out. */
const outputsOf = (functions: ReadonlyArray<readonly [FunctionName, LambdaFunction]>) => {
  const byFunction = (valueOf: (one: LambdaFunction) => string) =>
    expression(
      `merge(${functions
        .map(([name, one]) => `${existence[name] ?? "true"} ? {${name} = ${quote(valueOf(one))}} : {}`)
        .join(", ")})`
    )
  return {
    function_names: byFunction(({ functionName }) => functionName),
    function_arns: byFunction(({ alias }) => reference(alias, "arn")),
    log_group_names: byFunction(({ logGroup }) => reference(logGroup, "name")),
    role_names: byFunction(({ role }) => reference(role, "name"))
  }
}

/** An attribute of the page, or nothing: cdktf's command line cannot read an output that is null. */
const ofPage = (distribution: CloudfrontDistribution, attribute: string): string =>
  expression(`var.web ? ${attributeOf(distribution, attribute)} : ""`)

export interface StackProps {
  readonly bundles: Bundles
  /**
   * The environment that is deployed, for what no variable can say: the backend, the provider, protection. Without one the stack is the
   * module, which has neither backend nor provider of its own.
   */
  readonly environment: Environment | undefined
}

/** The whole service. Its settings are Terraform variables, so that one JSON serves all environments. */
export class GlissadeStack extends TerraformStack {
  readonly #isModule: boolean

  constructor(scope: Construct, { bundles, environment }: StackProps) {
    super(scope, environment === undefined ? moduleName : prefixOf(environment))
    this.#isModule = environment === undefined
    declareVariables(new Construct(this, "inputs"))
    const tags = new TerraformLocal(
      this,
      "tags",
      expression(
        'merge(var.tags, {Application = "glissade", Deployment = local.prefix, Environment = var.environment, ManagedBy = "terraform"})'
      )
    )
    tags.overrideLogicalId("tags")
    const usEast1 = this.#providers(environment)
    const place = new Place(this, "place")
    new Guards(this, "guards", place)

    const runtime = lambdaRuntime(environment?.deployment.aws_provider_version ?? undefined)
    const messaging = new Messaging(this, "messaging", place)
    const webSocketApi = new WebSocketApi(this, "websocket-api", place)
    /** The URL of a stage, as an expression: on AWS, at a domain of one's own, or on an emulator. */
    const reach = (api: Apigatewayv2Api, onAws: string, domain?: string) => {
      const own = domain === undefined ? onAws : `var.${domain} == null ? ${onAws} : "https://\${var.${domain}}"`
      const emulated = `"\${var.endpoint_url}/_aws/execute-api/\${${attributeOf(api, "id")}}/\${var.environment}"`
      return `var.endpoint_url == null ? (${own}) : ${emulated}`
    }

    const results = new Results(this, "results", place)
    onlyIf("var.result_store", results)
    const functions = new Functions(this, "functions", {
      place,
      bundles,
      runtime,
      messaging,
      results,
      webSocketEndpoint: expression(
        reach(webSocketApi.api, `"\${${attributeOf(webSocketApi.api, "api_endpoint")}}/\${var.environment}"`)
      ),
      connectionsArn: webSocketApi.connectionsArn
    })
    const gatewayLogRole = new GatewayLogRole(this, "gateway-log-role", place)
    onlyIf("var.gateway_log_role", gatewayLogRole)
    const webSocketStage = webSocketApi.serve({
      handler: functions.websocket,
      authorizer: functions.authorizer,
      logsDependOn: [gatewayLogRole.account]
    })
    const http = new HttpApi(this, "http-api", { place, functions })

    const domains = new Domains(this, "domains", usEast1)
    domains.serveApi("http", http.api, http.stage)
    domains.serveApi("websocket", webSocketApi.api, webSocketStage)
    const httpUrl = reach(http.api, attributeOf(http.stage, "invoke_url"), "http_domain")
    const webSocketUrl = `replace(${reach(webSocketApi.api, attributeOf(webSocketStage, "invoke_url"), "websocket_domain")}, "/^http/", "ws")`

    const webAcl = new WebAcl(this, "web-acl", place, usEast1)
    onlyIf("var.waf", webAcl)
    const web = new Web(this, "web", {
      place,
      bundles,
      runtime,
      domains,
      apiHost: `${reference(http.api, "id")}.execute-api.${place.region}.${place.dnsSuffix}`,
      originSecret: reference(functions.originSecret, "value"),
      webSocketOrigin: expression(`regex("^wss?://[^/]+", ${webSocketUrl})`),
      config: `{webSocketUrl = ${webSocketUrl}}`,
      webAclArn: reference(webAcl.acl, "arn")
    })
    onlyIf("var.web", web)

    const watched = {
      place,
      queueName: messaging.queue.name,
      deadLettersName: messaging.deadLetters.name,
      functions: functions.all.map(([name]) => name),
      httpApiId: http.api.id,
      webSocketApiId: webSocketApi.api.id
    }
    const alarms = new Alarms(this, "alarms", watched)
    const dashboard = new Dashboard(this, "dashboard", watched)
    new Budget(this, "budget", place)

    const pageUrl = `var.page_domain == null ? ${quote(web.url)} : "https://\${var.page_domain}"`
    this.#outputs({
      release: bundles.release,
      web_url: expression(`var.web ? (${pageUrl}) : ""`),
      // Where the secret is demanded, the API's own address answers the distribution alone.
      http_endpoint: expression(`var.origin_secret_demanded ? (${pageUrl}) : (${httpUrl})`),
      websocket_endpoint: expression(webSocketUrl),
      dashboard_url: dashboard.url,
      execution_queue_url: messaging.queue.url,
      execution_queue_arn: messaging.queue.arn,
      dead_letter_queue_url: messaging.deadLetters.url,
      dead_letter_queue_arn: messaging.deadLetters.arn,
      http_api_id: http.api.id,
      http_api_execution_arn: http.api.executionArn,
      websocket_api_id: webSocketApi.api.id,
      websocket_api_execution_arn: webSocketApi.api.executionArn,
      distribution_id: ofPage(web.distribution, "id"),
      distribution_arn: ofPage(web.distribution, "arn"),
      distribution_domain_name: ofPage(web.distribution, "domain_name"),
      distribution_hosted_zone_id: ofPage(web.distribution, "hosted_zone_id"),
      urgent_alarm_arn: alarms.arns.urgent,
      notice_alarm_arn: alarms.arns.notice,
      ...outputsOf([...functions.all, ["page", web.upload]])
    })
    this.addOverride("moved", movedBlocks)
    Aspects.of(this).add(new Tagged())
    if (environment?.service.destroy_protection === true) Aspects.of(this).add(new Protected())
  }

  override toTerraform(): object {
    const synthesized = withCountedReferences(super.toTerraform() as Synthesized)
    if (!this.#isModule) return synthesized
    const { provider: _, ...others } = synthesized
    const { source } = synthesized.terraform.required_providers.aws
    const aws = { source, version: moduleProviders, configuration_aliases: [`aws.${usEast1Alias}`] }
    return { ...others, terraform: { required_version: moduleTerraform, required_providers: { aws } } }
  }

  /** The provider of us-east-1, beside the default one. */
  #providers(environment: Environment | undefined): TerraformProvider {
    if (environment === undefined) {
      // Left out of the JSON: cdktf refuses resources without a provider.
      new AwsProvider(this, "aws")
      return new AwsProvider(this, "us-east-1", { alias: usEast1Alias })
    }
    const { account, assume_role_arn, aws_provider_version, region, state } = environment.deployment
    const shared = {
      ...(account === null ? {} : { allowedAccountIds: [account] }),
      ...(assume_role_arn === null ? {} : { assumeRole: [{ roleArn: assume_role_arn }] })
    }
    new AwsProvider(this, "aws", { region, ...shared })
    if (aws_provider_version !== null)
      this.addOverride("terraform.required_providers.aws.version", aws_provider_version)
    if (state === null) {
      // Beside cdktf.json, relative to the folder in which Terraform runs: an absolute path would tie the JSON to one machine.
      new LocalBackend(this, { path: `../../../terraform.${environment.name}.tfstate` })
    } else {
      const backend = new S3Backend(this, {
        bucket: state.bucket,
        key: stateKeyOf(environment.name, state),
        region: state.region ?? region,
        encrypt: true,
        ...(state.kms_key_id === undefined ? {} : { kmsKeyId: state.kms_key_id }),
        ...(state.role_arn === undefined ? {} : { assumeRole: { roleArn: state.role_arn } })
      })
      backend.addOverride("use_lockfile", true)
    }
    return new AwsProvider(this, "us-east-1", { alias: usEast1Alias, region: "us-east-1", ...shared })
  }

  #outputs(values: Readonly<Record<OutputName, string>>): void {
    for (const [name, value] of Object.entries(values)) {
      // On the stack itself, or cdktf would put them under the name of the scope.
      new TerraformOutput(this, name, { value, description: outputDescriptions[name as OutputName] }).overrideLogicalId(
        name
      )
    }
  }
}
