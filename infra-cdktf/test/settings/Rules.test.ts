import { beforeAll, describe, expect, it } from "vitest"
import { decodeEnvironment } from "../../settings/EnvironmentFile.ts"
import { rules } from "../../settings/Rules.ts"
import { module } from "../../evaluate/Evaluations.ts"
import type { Judged } from "../Inputs.ts"
import { judge } from "../Inputs.ts"
import type { Block } from "../../evaluate/Stack.ts"
import { messageOf } from "./Refusals.ts"

interface Case {
  /** What its message begins with. */
  readonly rule: string
  readonly environment?: string
  readonly broken: Block
  readonly kept: Block
}

const jwt = { jwt_issuer: "https://login.example.org", jwt_audience: "glissade" }

const zone = { hosted_zone_id: "Z0123456789ABC" }

const open = "anybody may run programs here at our cost"

const cases: ReadonlyArray<Case> = [
  { rule: "prod would be open to everybody", environment: "prod", broken: {}, kept: jwt },
  {
    rule: "prod would be open to everybody",
    environment: "prod",
    broken: { ...jwt, anonymous_callers: true },
    kept: { open_to_everybody: open }
  },
  { rule: "prod would be open to everybody", environment: "production", broken: {}, kept: jwt },
  {
    rule: "prod would be open to everybody",
    environment: "prd2",
    broken: {},
    kept: { ...jwt, anonymous_callers: true, open_to_everybody: open }
  },
  { rule: "jwt_issuer and jwt_audience", broken: { jwt_issuer: jwt.jwt_issuer }, kept: jwt },
  { rule: "jwt_issuer and jwt_audience", broken: { jwt_audience: jwt.jwt_audience }, kept: {} },
  {
    rule: "anonymous_callers needs jwt_issuer",
    broken: { anonymous_callers: true },
    kept: { ...jwt, anonymous_callers: true }
  },
  {
    rule: "subnet_ids and security_group_ids",
    broken: { subnet_ids: ["subnet-0a"] },
    kept: { subnet_ids: ["subnet-0a"], security_group_ids: ["sg-0a"] }
  },
  {
    rule: "subnet_ids and security_group_ids",
    broken: { security_group_ids: ["sg-0a"] },
    kept: { subnet_ids: [], security_group_ids: [] }
  },
  ...["page_domain", "http_domain", "websocket_domain"].map((domain) => ({
    rule: `${domain} needs hosted_zone_id`,
    broken: { [domain]: "run.example.org" },
    kept: { [domain]: "run.example.org", ...zone }
  })),
  {
    rule: "page_domain needs web",
    broken: { page_domain: "run.example.org", ...zone, web: false },
    kept: { http_domain: "api.example.org", ...zone, web: false }
  },
  { rule: "waf needs web", broken: { waf: true, web: false }, kept: { waf: true } },
  {
    rule: "origin_secret_parameter needs web",
    broken: { origin_secret_parameter: "/glissade/secret", web: false },
    kept: { origin_secret_parameter: "/glissade/secret" }
  },
  {
    rule: "origin_secret_demanded needs origin_secret_parameter",
    broken: { origin_secret_demanded: true },
    kept: { origin_secret_demanded: true, origin_secret_parameter: "/glissade/secret" }
  },
  {
    rule: "http_domain would answer nobody",
    broken: {
      ...zone,
      http_domain: "api.example.org",
      origin_secret_demanded: true,
      origin_secret_parameter: "/glissade/secret"
    },
    kept: { ...zone, http_domain: "api.example.org", origin_secret_parameter: "/glissade/secret" }
  },
  {
    rule: "page_domain, http_domain and websocket_domain must differ",
    broken: { ...zone, http_domain: "api.example.org", websocket_domain: "api.example.org" },
    kept: { ...zone, http_domain: "api.example.org", websocket_domain: "ws.example.org" }
  },
  {
    rule: "oldest_message_seconds must be more than six times longest_run_seconds",
    broken: { oldest_message_seconds: 450 },
    kept: { oldest_message_seconds: 451 }
  },
  {
    rule: "otlp_headers_parameter needs otlp_endpoint",
    broken: { otlp_headers_parameter: "/glissade/otlp" },
    kept: { otlp_headers_parameter: "/glissade/otlp", otlp_endpoint: "https://collector.example.org" }
  },
  {
    rule: "new_version_weight needs live_versions",
    broken: { new_version_weight: 0.1 },
    kept: { new_version_weight: 0.1, live_versions: { api: "12" } }
  },
  {
    rule: "budget_dollars needs",
    broken: { budget_dollars: 100 },
    kept: { budget_dollars: 100, notice_email: "team@example.org" }
  },
  {
    rule: "budget_dollars needs",
    broken: { budget_dollars: 1, notice_topic_arn: "arn:aws:sns:eu-west-1:123456789012:tickets" },
    kept: { budget_dollars: 1, alarm_email: "ops@example.org" }
  },
  {
    rule: "new_version_weight cannot be used for functions with provisioned_concurrency",
    broken: { new_version_weight: 0.1, live_versions: { api: "12" }, provisioned_concurrency: { api: 1 } },
    kept: { new_version_weight: 0.1, live_versions: { api: "12" }, provisioned_concurrency: { worker: 1 } }
  },
  {
    rule: "reserved_concurrency.worker must be at least worker_concurrency",
    broken: { reserved_concurrency: { worker: 19 }, worker_concurrency: 20 },
    kept: { reserved_concurrency: { worker: 20 }, worker_concurrency: 20 }
  },
  {
    rule: "provisioned_concurrency must not be more than reserved_concurrency",
    broken: { reserved_concurrency: { api: 2 }, provisioned_concurrency: { api: 3, execute: 9 } },
    kept: { reserved_concurrency: { api: 3 }, provisioned_concurrency: { api: 3, execute: 9 } }
  },
  {
    rule: "reserved_concurrency must leave 100",
    broken: { reserved_concurrency: { worker: 800, api: 101 } },
    kept: { reserved_concurrency: { worker: 800, api: 100 } }
  },
  {
    rule: "reserved_concurrency must leave 100",
    broken: { reserved_concurrency: { api: 1 }, account_concurrency: 100 },
    kept: { account_concurrency: 10 }
  },
  {
    rule: "jwt_issuer must begin with https://",
    broken: { ...jwt, jwt_issuer: "http://login.example.org" },
    kept: { ...jwt, jwt_issuer: "http://127.0.0.1:9000" }
  },
  {
    rule: "jwt_issuer must begin with https://",
    broken: { ...jwt, jwt_issuer: "http://localhost.example.org" },
    kept: { ...jwt, jwt_issuer: "http://localhost/realms/main" }
  }
]

let judged: (run: string) => Judged

beforeAll(async () => {
  const runs = cases.flatMap(({ broken, environment = "dev", kept }, index) => [
    [`broken-${index}`, { environment, ...broken }] as const,
    [`kept-${index}`, { environment, ...kept }] as const
  ])
  judged = await judge(module, {
    ...Object.fromEntries(runs),
    several: { ...jwt, jwt_audience: null, waf: true, web: false, budget_dollars: 100 },
    harmless: { environment: "preprod" }
  })
})

const decode = (environment: string, service: Block) =>
  messageOf(() => decodeEnvironment(environment, { deployment: { region: "eu-west-1" }, service }))

describe("the rules between settings", () => {
  it("are each broken below", () => {
    for (const { message } of rules)
      expect(
        cases.filter(({ rule }) => message.startsWith(rule)),
        message
      ).not.toEqual([])
  })

  const table = cases.map((one, index) => [one.rule, JSON.stringify(one.broken), { ...one, index }] as const)

  it.for(table)(
    "%s: %s is refused when the environment's file is read",
    ([rule, , { broken, environment = "dev" }]) => {
      expect(decode(environment, broken)).toContain(`- ${rule}`)
    }
  )

  it.for(table)(
    "%s: %s is refused by Terraform before anything changes",
    ([rule, , { broken, environment = "dev", index }]) => {
      const { addresses, errors } = judged(`broken-${index}`)
      expect(errors).toEqual([expect.stringContaining(`Resource precondition failed: ${rule}`)])
      expect(addresses).toEqual([])
      // The two say the same, and no more than one rule is broken.
      const messages = rules.filter(({ message }) => decode(environment, broken)?.includes(message))
      expect(messages).toHaveLength(1)
    }
  )

  it.for(table)("%s: what keeps it is taken by both", ([, , { environment = "dev", index, kept }]) => {
    expect(decode(environment, kept)).toBeUndefined()
    expect(judged(`kept-${index}`).errors).toEqual([])
  })

  it("are told all at once", () => {
    const broken = ["jwt_issuer and jwt_audience", "waf needs web", "budget_dollars needs"]
    const { errors } = judged("several")
    const message = decode("dev", { jwt_issuer: jwt.jwt_issuer, waf: true, web: false, budget_dollars: 100 })
    expect(errors).toHaveLength(broken.length)
    for (const rule of broken) {
      expect(errors.join("\n")).toContain(rule)
      expect(message).toContain(rule)
    }
  })

  it("take a name that only has production in it for another one", () => {
    expect(decode("preprod", {})).toBeUndefined()
    expect(judged("harmless").errors).toEqual([])
  })
})
