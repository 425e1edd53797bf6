import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity/index.js"
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition/index.js"
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region/index.js"
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js"
import { LocalBackend, S3Backend, TerraformOutput, TerraformStack, TerraformVariable } from "cdktf"
import type { Construct } from "constructs"
import type { Bundles } from "./Bundles.ts"
import { Functions, workerTimeoutSeconds } from "./constructs/Functions.ts"
import { GatewayLogRole } from "./constructs/GatewayLogRole.ts"
import { HttpApi } from "./constructs/HttpApi.ts"
import { Messaging } from "./constructs/Messaging.ts"
import { Observability } from "./constructs/Observability.ts"
import { Results } from "./constructs/Results.ts"
import { Web } from "./constructs/Web.ts"
import { WebSocketApi } from "./constructs/WebSocketApi.ts"
import { lambdaRuntime } from "./Runtime.ts"
import type { Settings } from "./Settings.ts"

/** The whole service in one environment. */
export class GlissadeStack extends TerraformStack {
  constructor(scope: Construct, settings: Settings, bundles: Bundles) {
    const { environment, jwt, name: stageName } = settings
    const prefix = `glissade-${stageName}`
    super(scope, prefix)

    this.#keepState(settings)
    new AwsProvider(this, "aws", {
      defaultTags: [{ tags: { Application: "glissade", Environment: stageName, ManagedBy: "terraform" } }]
    })
    if (settings.awsProviderVersion !== undefined) {
      this.addOverride("terraform.required_providers.aws.version", settings.awsProviderVersion)
    }
    const place = {
      account: new DataAwsCallerIdentity(this, "account"),
      partition: new DataAwsPartition(this, "partition"),
      region: new DataAwsRegion(this, "region")
    }

    const liveVersions = new TerraformVariable(this, "live_versions", {
      type: "map(string)",
      default: {},
      description: 'The published version that the alias of a function points at, such as {api = "12"}; else the newest'
    })
    liveVersions.overrideLogicalId("live_versions")

    const messaging = new Messaging(this, "messaging", {
      prefix,
      place,
      workerTimeoutSeconds: workerTimeoutSeconds(environment.longestRunSeconds)
    })
    const webSocketApi = new WebSocketApi(this, "websocket-api", { prefix, stageName })
    const reach = (apiId: string, onAws: string): string =>
      settings.endpointUrl === undefined ? onAws : `${settings.endpointUrl}/_aws/execute-api/${apiId}/${stageName}`

    const results = settings.resultStore ? new Results(this, "results", { prefix }) : undefined
    const functions = new Functions(this, "functions", {
      prefix,
      settings,
      bundles,
      runtime: lambdaRuntime(settings.awsProviderVersion),
      queue: messaging.queue,
      results,
      webSocketEndpoint: reach(webSocketApi.api.id, `${webSocketApi.api.apiEndpoint}/${stageName}`),
      connectionsArn: webSocketApi.connectionsArn,
      liveVersions: liveVersions.stringValue,
      otlpHeaders: this.#otlpHeaders(settings)
    })
    const webSocketStage = webSocketApi.serve({
      handler: functions.websocket,
      authorizer: functions.authorizer,
      throttle: environment.webSocketThrottle,
      logRetentionDays: environment.logRetentionDays,
      logsDependOn: settings.gatewayLogRole
        ? [new GatewayLogRole(this, "gateway-log-role", { prefix, place }).account]
        : []
    })

    const web = settings.web ? new Web(this, "web", { prefix, folder: settings.webFolder }) : undefined
    const http = new HttpApi(this, "http-api", {
      prefix,
      stageName,
      api: functions.api,
      execute: functions.execute,
      jwt,
      resultStore: settings.resultStore,
      origins: [...(web === undefined ? [] : [web.url]), ...settings.corsOrigins],
      throttle: environment.httpThrottle,
      executeThrottle: environment.executeThrottle,
      logRetentionDays: environment.logRetentionDays
    })
    web?.publishConfig({
      apiUrl: reach(http.api.id, http.stage.invokeUrl),
      webSocketUrl: reach(webSocketApi.api.id, webSocketStage.invokeUrl).replace(/^http/, "ws")
    })
    const observability = new Observability(this, "observability", {
      prefix,
      place,
      queueName: messaging.queue.name,
      deadLettersName: messaging.deadLetters.name,
      functions: functions.all,
      httpApiId: http.api.id,
      webSocketApiId: webSocketApi.api.id,
      stageName,
      oldestMessageSeconds: environment.oldestMessageAlarmSeconds,
      alarmEmail: settings.alarmEmail,
      alarmTopicArn: settings.alarmTopicArn
    })

    this.#outputs({
      http_endpoint: http.stage.invokeUrl,
      websocket_endpoint: webSocketStage.invokeUrl,
      execution_queue_url: messaging.queue.url,
      dead_letter_queue_url: messaging.deadLetters.url,
      ...(web === undefined ? {} : { web_url: web.url }),
      dashboard_url: observability.dashboardUrl
    })
  }

  #keepState({ name, state }: Settings): void {
    switch (state.type) {
      case "local":
        // Beside cdktf.json, relative to the folder in which Terraform runs: an absolute path would tie the JSON to one machine.
        new LocalBackend(this, { path: `../../../terraform.${name}.tfstate` })
        return
      case "s3": {
        const backend = new S3Backend(this, {
          bucket: state.bucket,
          key: `glissade/${name}.tfstate`,
          region: state.region,
          encrypt: true
        })
        backend.addOverride("use_lockfile", true)
        return
      }
      case "none":
        this.addOverride("terraform.backend", undefined)
    }
  }

  /** A variable rather than a setting: headers may contain a key, which must not be in the synthesized JSON. */
  #otlpHeaders({ otlpEndpoint }: Settings): string {
    if (otlpEndpoint === undefined) return ""
    const variable = new TerraformVariable(this, "otlp_headers", {
      type: "string",
      default: "",
      sensitive: true,
      description: "Headers of the OTLP exporter, such as api-key=...; the state holds them"
    })
    variable.overrideLogicalId("otlp_headers")
    return variable.stringValue
  }

  #outputs(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) {
      new TerraformOutput(this, name, { value }).overrideLogicalId(name)
    }
  }
}
