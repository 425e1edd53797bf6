import type { Service } from "./EnvironmentFile.ts"
import { serviceSettings } from "./Schema.ts"
import { visibilityFactor, workerGraceSeconds } from "./Visibility.ts"

/** What must hold between settings. `synth` checks the environment's file, and Terraform the module's inputs, before anything changes. */
export interface Rule {
  readonly holds: (environment: string, service: Service) => boolean
  /** The same in Terraform's language. */
  readonly condition: string
  readonly message: string
}

const together = (first: keyof Service, second: keyof Service): Rule => ({
  holds: (_, service) => isSet(service[first]) === isSet(service[second]),
  condition: `(${given(first)}) == (${given(second)})`,
  message: `${first} and ${second} must be set both or neither`
})

const needs = (first: keyof Service, second: keyof Service): Rule => ({
  holds: (_, service) => !isSet(service[first]) || isSet(service[second]),
  condition: `!(${given(first)}) || (${given(second)})`,
  message: `${first} needs ${second}`
})

const isSet = (value: unknown): boolean => {
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0
  return value !== null && value !== false && value !== 0
}

/** Whether an input is set, in Terraform's language: the same as `isSet`, by the input's type. */
const given = (name: keyof Service): string => {
  const { type } = serviceSettings[name]
  if (type === "array" || type === "object") return `length(var.${name}) > 0`
  if (type === "boolean") return `var.${name}`
  return type === "number" || type === "integer" ? `var.${name} > 0` : `var.${name} != null`
}

/** An environment whose name begins with prod, prd or live. */
const isProduction = /^(prod|prd|live)/

/** Concurrency that AWS requires to be left for functions that reserve none. */
const unreserved = 100

export const rules: ReadonlyArray<Rule> = [
  {
    holds: (environment, { anonymous_callers, jwt_issuer, open_to_everybody }) =>
      !isProduction.test(environment) || (jwt_issuer !== null && !anonymous_callers) || open_to_everybody !== null,
    condition: `!can(regex("${isProduction.source}", var.environment)) || (var.jwt_issuer != null && !var.anonymous_callers) || var.open_to_everybody != null`,
    message:
      'prod would be open to everybody: set jwt_issuer and jwt_audience, or set open_to_everybody to "anybody may run programs here at our cost"'
  },
  together("jwt_issuer", "jwt_audience"),
  needs("anonymous_callers", "jwt_issuer"),
  together("subnet_ids", "security_group_ids"),
  needs("page_domain", "hosted_zone_id"),
  needs("http_domain", "hosted_zone_id"),
  needs("websocket_domain", "hosted_zone_id"),
  needs("page_domain", "web"),
  needs("waf", "web"),
  needs("origin_secret_parameter", "web"),
  needs("origin_secret_demanded", "origin_secret_parameter"),
  {
    holds: (_, { http_domain, origin_secret_demanded }) => http_domain === null || !origin_secret_demanded,
    condition: "var.http_domain == null || !var.origin_secret_demanded",
    message:
      "http_domain would answer nobody with origin_secret_demanded: use page_domain, which serves the HTTP API too"
  },
  {
    holds: (_, { http_domain, page_domain, websocket_domain }) => {
      const domains = [http_domain, page_domain, websocket_domain].filter((domain) => domain !== null)
      return new Set(domains).size === domains.length
    },
    condition:
      "length(distinct(compact([var.http_domain, var.page_domain, var.websocket_domain]))) == length(compact([var.http_domain, var.page_domain, var.websocket_domain]))",
    message: "page_domain, http_domain and websocket_domain must differ: page_domain serves the HTTP API too"
  },
  {
    holds: (_, { longest_run_seconds, oldest_message_seconds }) =>
      oldest_message_seconds > visibilityFactor * (longest_run_seconds + workerGraceSeconds),
    condition: `var.oldest_message_seconds > ${visibilityFactor} * (var.longest_run_seconds + ${workerGraceSeconds})`,
    message:
      "oldest_message_seconds must be more than six times longest_run_seconds and 15 s, for which the job of a worker that died is hidden"
  },
  needs("otlp_headers_parameter", "otlp_endpoint"),
  needs("new_version_weight", "live_versions"),
  {
    holds: (_, { live_versions, new_version_weight, provisioned_concurrency }) =>
      new_version_weight === 0 ||
      !Object.keys(live_versions).some((name) => Object.hasOwn(provisioned_concurrency, name)),
    condition:
      "var.new_version_weight == 0 || length(setintersection(keys(var.live_versions), keys(var.provisioned_concurrency))) == 0",
    message: "new_version_weight cannot be used for functions with provisioned_concurrency, which AWS refuses"
  },
  {
    holds: (_, { reserved_concurrency, worker_concurrency }) =>
      (reserved_concurrency["worker"] ?? worker_concurrency) >= worker_concurrency,
    condition: 'lookup(var.reserved_concurrency, "worker", var.worker_concurrency) >= var.worker_concurrency',
    message: "reserved_concurrency.worker must be at least worker_concurrency: refused deliveries count as receives"
  },
  {
    holds: (_, { provisioned_concurrency, reserved_concurrency }) =>
      Object.entries(provisioned_concurrency).every(([name, count]) => count <= (reserved_concurrency[name] ?? count)),
    condition:
      "alltrue([for name, count in var.provisioned_concurrency : count <= lookup(var.reserved_concurrency, name, count)])",
    message: "provisioned_concurrency must not be more than reserved_concurrency of the same function"
  },
  {
    holds: (_, service) =>
      service.budget_dollars === null || service.alarm_email !== null || service.notice_email !== null,
    condition: "var.budget_dollars == null || var.alarm_email != null || var.notice_email != null",
    message: "budget_dollars needs alarm_email or notice_email"
  },
  {
    holds: (_, { account_concurrency, reserved_concurrency }) => {
      const reserved = Object.values(reserved_concurrency)
      return reserved.length === 0 || reserved.reduce((sum, one) => sum + one, 0) + unreserved <= account_concurrency
    },
    condition: `length(var.reserved_concurrency) == 0 || sum(concat([${unreserved}], values(var.reserved_concurrency))) <= var.account_concurrency`,
    message: `reserved_concurrency must leave ${unreserved} of account_concurrency, which AWS requires`
  },
  {
    holds: (_, { jwt_issuer }) =>
      jwt_issuer === null || /^https:|^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(jwt_issuer),
    condition: `var.jwt_issuer == null || can(regex("^https:|^http://(127[.]0[.]0[.]1|localhost)[:/]", var.jwt_issuer))`,
    message: "jwt_issuer must begin with https://"
  }
]
