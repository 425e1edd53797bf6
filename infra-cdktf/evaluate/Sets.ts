/** Inputs that the module is evaluated with, by the name that the specifications know them by. */

/** Everything that can be set, in production. */
export const full = {
  environment: "prod",
  name_prefix: "code",
  tags: { Team: "runs", Environment: "live" },
  role_path: "/service/",
  permissions_boundary_arn: "arn:aws:iam::123456789012:policy/boundary",
  kms_key_arn: "arn:aws:kms:eu-west-1:123456789012:key/0000",
  subnet_ids: ["subnet-0a", "subnet-0b"],
  security_group_ids: ["sg-0a"],
  jwt_issuer: "https://login.example.org/realms/main",
  jwt_audience: "glissade",
  cors_origins: ["https://example.org", "https://docs.example.org"],
  result_store: true,
  origin_secret_parameter: "/glissade/prod/origin-secret",
  hosted_zone_id: "Z0123456789ABC",
  page_domain: "run.example.org",
  http_domain: "api.example.org",
  websocket_domain: "ws.example.org",
  waf: true,
  waf_requests: 500,
  account_concurrency: 3000,
  longest_run_seconds: 120,
  worker_concurrency: 200,
  reserved_concurrency: { api: 100, execute: 50, worker: 200, websocket: 100, authorizer: 80, page: 1 },
  provisioned_concurrency: { websocket: 2, execute: 3 },
  http_throttle: { rate: 500, burst: 1000 },
  execute_throttle: { rate: 25, burst: 50 },
  websocket_throttle: { rate: 400, burst: 800 },
  log_retention_days: 90,
  detailed_metrics: true,
  xray: true,
  otlp_endpoint: "https://collector.example.org",
  otlp_headers_parameter: "/glissade/prod/otlp-headers",
  alarm_email: "pager@example.org",
  alarm_topic_arn: "arn:aws:sns:eu-west-1:123456789012:pager",
  notice_email: "team@example.org",
  notice_topic_arn: "arn:aws:sns:eu-west-1:123456789012:tickets",
  oldest_message_seconds: 900,
  budget_dollars: 100,
  destroy_protection: true,
  // Terraform's made-up provider publishes every function as version 7.
  live_versions: { api: "7", worker: "6" },
  new_version_weight: 0.1
}

export const sets = {
  /** Nothing is set: `dev`, open to everybody. */
  plain: {},
  full,
  /** An emulator with an issuer beside it, and callers without a token beside those with one. */
  emulated: {
    endpoint_url: "http://127.0.0.1:4566",
    jwt_issuer: "http://127.0.0.1:9000",
    jwt_audience: "glissade",
    anonymous_callers: true
  },
  /** Alarms are mailed, and there is no KMS key of one's own. */
  mailed: { alarm_email: "pager@example.org", notice_email: "team@example.org" },
  /** Everything that can be set without the page. */
  /** The HTTP API answers the distribution alone. */
  guarded: { origin_secret_parameter: "/glissade/prod/origin-secret", origin_secret_demanded: true },
  pageless: { ...full, web: false, waf: false, page_domain: null, origin_secret_parameter: null },
  /** Earlier versions are live, and the newest gets no share. */
  rolledBack: { live_versions: { api: "3", worker: "6" } }
} as const

export type SetName = keyof typeof sets
