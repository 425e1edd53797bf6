import { prices } from "./Prices.ts"

/** What people do in a month. The page says these assumptions. */
export const assumptions = {
  /** Seconds that a run takes. */
  runSeconds: 1,
  runsPerVisit: 20,
  visitMinutes: 30,
  /** Pings of the client per visit; each is answered. */
  pingsPerVisit: 10,
  /** Messages of a run to the page: started, two pieces of output, finished. */
  messagesPerRun: 4,
  /** KB of a program on the queue: one unit of SQS. */
  jobKilobytes: 4,
  /** KB of logs of a run, of all functions and gateways together. */
  logKilobytesPerRun: 2.2,
  /** KB that the page and its editor send to a browser which has them not yet, and how many visits in a hundred those are. */
  pageKilobytes: 160,
  newVisitsPercent: 20,
  /** Requests of a visit for the page's files, which answer that nothing has changed. */
  pageRequestsPerVisit: 4
} as const

const gigabytes = { api: 0.5, worker: 1.7275, websocket: 0.25, authorizer: 0.25 } as const

/** Seconds that an invocation takes beyond the run itself. */
const seconds = { api: 0.02, websocket: 0.005, authorizer: 0.005 } as const

/** What a deployment has that costs the same in each month. */
export interface Fixed {
  readonly alarmMetrics: number
  readonly compositeAlarms: number
  readonly dashboards: number
  readonly keys: number
  readonly webAcls: number
  readonly webAclRules: number
  /** GB of provisioned concurrency. */
  readonly provisionedGigabytes: number
  /** Custom metrics of API Gateway's detailed metrics. */
  readonly detailedMetrics: number
  readonly hasAuthorizer: boolean
  readonly hasPage: boolean
  readonly keepsResults: boolean
  readonly traces: boolean
}

export interface Line {
  readonly what: string
  readonly dollars: number
}

const monthSeconds = 30 * 24 * 60 * 60

/** A mapping asks the queue all the time with five pollers that wait for 20 s each. */
const pollsPerMonth = (5 * monthSeconds) / 20

const perMillion = (count: number, price: number) => (count / 1e6) * price

const invocations = (count: number, name: keyof typeof gigabytes, duration: number) =>
  perMillion(count, prices.lambdaMillion) + count * gigabytes[name] * duration * prices.lambdaGigabyteSecond

/** What `runs` runs a month cost, line by line. */
export const costsOf = (runs: number, fixed: Fixed): ReadonlyArray<Line> => {
  const visits = runs / assumptions.runsPerVisit
  const events = visits * (2 + assumptions.pingsPerVisit)
  const requests = runs + visits
  const messages = runs * assumptions.messagesPerRun + 2 * visits * assumptions.pingsPerVisit
  const units = Math.ceil(assumptions.jobKilobytes / 64)
  const logGigabytes = (runs * assumptions.logKilobytesPerRun) / 1e6
  const pageGigabytes = (visits * assumptions.newVisitsPercent * assumptions.pageKilobytes) / 100 / 1e6
  const distributionRequests = requests + visits * assumptions.pageRequestsPerVisit
  const authorized = runs + visits
  const line = (what: string, dollars: number, isThere = true): ReadonlyArray<Line> =>
    isThere ? [{ what, dollars }] : []
  return [
    ...line("HTTP API", perMillion(requests, prices.httpMillion)),
    ...line("SQS: send, receive, delete", perMillion(3 * runs * units, prices.sqsMillion)),
    ...line("SQS: waiting for jobs", perMillion(pollsPerMonth, prices.sqsMillion)),
    ...line("Function `worker`", invocations(runs, "worker", assumptions.runSeconds)),
    ...line("Function `api`", invocations(requests, "api", seconds.api)),
    ...line("Function `websocket`", invocations(events, "websocket", seconds.websocket)),
    ...line("Function `authorizer`", invocations(authorized, "authorizer", seconds.authorizer), fixed.hasAuthorizer),
    ...line("WebSocket messages", perMillion(messages, prices.webSocketMillion)),
    ...line("WebSocket minutes", perMillion(visits * assumptions.visitMinutes, prices.webSocketMinutesMillion)),
    ...line("Logs", logGigabytes * (prices.logsGigabyte + prices.logsGigabyteMonth)),
    ...line(
      "CloudFront",
      (distributionRequests / 10_000) * prices.cloudFrontTenThousand + pageGigabytes * prices.cloudFrontGigabyte,
      fixed.hasPage
    ),
    ...line("Results in S3", perMillion(runs, prices.s3PutMillion), fixed.keepsResults),
    ...line("X-Ray traces", perMillion(runs, prices.xrayMillion), fixed.traces),
    ...line(
      "Web ACL",
      fixed.webAcls * prices.webAcl +
        fixed.webAclRules * prices.webAclRule +
        perMillion(distributionRequests, prices.webAclMillion),
      fixed.webAcls > 0
    ),
    ...line(
      "Provisioned concurrency",
      fixed.provisionedGigabytes * monthSeconds * prices.provisionedGigabyteSecond,
      fixed.provisionedGigabytes > 0
    ),
    ...line(
      "Alarms and dashboard",
      fixed.alarmMetrics * prices.alarmMetric +
        fixed.compositeAlarms * prices.compositeAlarm +
        fixed.dashboards * prices.dashboard
    ),
    ...line("Detailed metrics", fixed.detailedMetrics * prices.customMetric, fixed.detailedMetrics > 0),
    ...line("Keys of KMS", fixed.keys * prices.key, fixed.keys > 0)
  ]
}
