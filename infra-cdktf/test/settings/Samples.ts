import type { ServiceSetting } from "../../settings/Schema.ts"
import { serviceSettings } from "../../settings/Schema.ts"

/** Values of a setting, on either side of what is allowed. */
export interface Samples {
  readonly good: ReadonlyArray<unknown>
  readonly bad: ReadonlyArray<unknown>
}

const account = "123456789012"

const email: Samples = {
  good: [null, "ops@example.org", "a.b+c@mail.example.co.uk"],
  bad: ["nope", "a@b", "a b@example.org", "@example.org", ""]
}
const topic: Samples = {
  good: [null, `arn:aws:sns:eu-west-1:${account}:pager`, `arn:aws-us-gov:sns:us-gov-west-1:${account}:pager_2`],
  bad: ["notanarn", "arn:aws:sns:eu-west-1:12:pager", `arn:aws:sqs:eu-west-1:${account}:pager`, ""]
}
const domain: Samples = {
  good: [null, "run.example.org", "a-b.example.co.uk"],
  bad: ["https://run.example.org", "run", "Run.example.org", "run.example.org.", "run.example.org/x", "*.example.org"]
}
const parameter: Samples = { good: [null, "/glissade/prod/secret"], bad: ["secret", "/", "/a b", "/a\n", ""] }
const throttle: Samples = {
  good: [
    { rate: 1, burst: 1 },
    { rate: 2.5, burst: 10 }
  ],
  bad: [{ rate: 0, burst: 1 }, { rate: 1, burst: 0 }, { rate: 1, burst: 1.5 }, { rate: 1 }, {}]
}
const concurrency: Samples = {
  good: [{}, { api: 1 }, { api: 1, execute: 2, worker: 3, websocket: 4, authorizer: 5 }],
  bad: [{ apii: 1 }, { api: 0 }, { api: -1 }, { api: 1.5 }, { api: 1, toString: 1 }]
}

const written: Partial<Readonly<Record<ServiceSetting, Samples>>> = {
  name_prefix: {
    good: ["ab", "a1", "a-b", "glissade-abc"],
    bad: ["a", "Glissade", "1a", "-ab", "a_b", "glissade-abcd", "ab\n", ""]
  },
  tags: { good: [{}, { Team: "runs" }], bad: [] },
  // More than a job of a worker that died is hidden for, by the longest run that is set by default.
  oldest_message_seconds: { good: [451, 600, 86_400], bad: [59, 86_401, 600.5] },
  role_path: {
    good: ["/", "/service/", "/a/b_c/"],
    bad: ["service", "/service", "service/", "//", "/a b/", "/a/\n", ""]
  },
  permissions_boundary_arn: {
    good: [null, `arn:aws:iam::${account}:policy/boundary`, "arn:aws:iam::aws:policy/PowerUserAccess"],
    bad: ["boundary", "arn:aws:iam::12:policy/boundary", `arn:aws:iam::${account}:role/boundary`, ""]
  },
  kms_key_arn: {
    good: [null, `arn:aws:kms:eu-west-1:${account}:key/0000`, `arn:aws-cn:kms:cn-north-1:${account}:key/mrk-0`],
    bad: ["0000", "alias/glissade", `arn:aws:kms:eu-west-1:${account}:alias/glissade`, ""]
  },
  subnet_ids: {
    good: [[], ["subnet-0a"], ["subnet-0a", "subnet-1b"]],
    bad: [["0a"], ["subnet-"], ["subnet-0a", "sg-1b"]]
  },
  security_group_ids: { good: [[], ["sg-0a"]], bad: [["sg-XY"], ["subnet-0a"], ["sg-0a", ""]] },
  jwt_issuer: {
    good: [null, "https://login.example.org", "https://login.example.org/realms/main", "http://127.0.0.1:9000"],
    bad: [
      "login.example.org",
      "https://",
      "https://a b",
      "https://login.example.org?x=1",
      "ftp://login.example.org",
      ""
    ]
  },
  jwt_audience: { good: [null, "glissade"], bad: [""] },
  cors_origins: {
    good: [[], ["https://example.org"], ["http://localhost:3000", "https://example.org"]],
    bad: [["*"], ["https://example.org/"], ["example.org"], ["https://example.org", ""]]
  },
  origin_secret_parameter: parameter,
  hosted_zone_id: { good: [null, "Z0123456789ABC"], bad: ["z0123", "/hostedzone/Z0123", "Z", ""] },
  page_domain: domain,
  http_domain: domain,
  websocket_domain: domain,
  reserved_concurrency: { good: [...concurrency.good, { page: 1 }], bad: concurrency.bad },
  provisioned_concurrency: { good: concurrency.good, bad: [...concurrency.bad, { page: 1 }] },
  http_throttle: throttle,
  execute_throttle: throttle,
  websocket_throttle: throttle,
  otlp_endpoint: {
    good: [null, "https://collector.example.org", "http://10.0.0.1:4318"],
    bad: ["collector:4318", "https://", ""]
  },
  otlp_headers_parameter: parameter,
  alarm_email: email,
  notice_email: email,
  alarm_topic_arn: topic,
  notice_topic_arn: topic,
  live_versions: {
    good: [{}, { api: "12" }, { page: "1", worker: "2" }],
    bad: [{ apii: "12" }, { api: "latest" }, { api: "" }, { api: "$LATEST" }, { api: "1.5" }]
  }
}

/** Values around the limits of a number, around a list of allowed values, and for a switch. */
const computed = (name: ServiceSetting): Samples => {
  const { enum: allowed, maximum, minimum, type } = serviceSettings[name]
  if (type === "boolean") return { good: [true, false], bad: [] }
  if (allowed !== undefined) {
    return { good: allowed, bad: allowed.map((one) => (typeof one === "number" ? one + 0.5 : "something else")) }
  }
  const isWhole = type === "integer"
  const step = isWhole ? 1 : 0.001
  return {
    good: [...(minimum === undefined ? [] : [minimum, minimum + step]), ...(maximum === undefined ? [] : [maximum])],
    bad: [
      ...(minimum === undefined ? [] : [minimum - step, -minimum - 1]),
      ...(maximum === undefined ? [] : [maximum + step]),
      ...(isWhole ? [(minimum ?? 0) + 0.5] : [])
    ]
  }
}

/** Samples of every setting of the service. */
export const samples: ReadonlyArray<readonly [ServiceSetting, Samples]> = (
  Object.keys(serviceSettings) as ReadonlyArray<ServiceSetting>
).map((name) => [name, written[name] ?? computed(name)])
