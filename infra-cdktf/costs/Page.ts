import { checkedOn } from "./Prices.ts"
import type { Fixed } from "./Usage.ts"
import { assumptions, costsOf } from "./Usage.ts"

/** How many runs a month the tables are for. */
const volumes = [0, 10_000, 1_000_000, 10_000_000] as const

const volumeNames = ["idle", "10,000", "1 million", "10 million"]

const dollars = (amount: number): string =>
  amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })

const tableOf = (fixed: Fixed): string => {
  const columns = volumes.map((runs) => costsOf(runs, fixed))
  const rows = columns[0]!.map(
    ({ what }, row) => `| ${what} | ${columns.map((lines) => dollars(lines[row]!.dollars)).join(" | ")} |`
  )
  const sums = columns.map((lines) => dollars(lines.reduce((sum, line) => sum + line.dollars, 0)))
  return [
    `| dollars a month | ${volumeNames.join(" | ")} |`,
    `| --- | ${volumes.map(() => "---:").join(" | ")} |`,
    ...rows,
    `| **together** | ${sums.map((sum) => `**${sum}**`).join(" | ")} |`
  ].join("\n")
}

/** `docs/costs.md`, for the stack with nothing set and for production with everything on. */
export const costsPage = (plain: Fixed, full: Fixed): string => `# What it costs on AWS

Made from the stack by \`npm run costs\` in infra-cdktf, with list prices of a large region as of ${checkedOn}
([Prices.ts](../infra-cdktf/costs/Prices.ts) has each with its page). They are AWS's to change. **No bill of AWS was ever compared with this page.**
Left out: the free tier, discounts, data transfer but CloudFront's, a hosted zone, a NAT gateway, the state's bucket.

**Assumptions** ([Usage.ts](../infra-cdktf/costs/Usage.ts)): a run takes ${assumptions.runSeconds} s and sends ${assumptions.messagesPerRun} messages; a visit of ${assumptions.visitMinutes} minutes has ${assumptions.runsPerVisit} runs and
${assumptions.pingsPerVisit} pings; a run logs ${assumptions.logKilobytesPerRun} KB; a job has ${assumptions.jobKilobytes} KB on the queue. SQS counts units of 64 KB, so that a job of 240 KB costs four times as much there;
${assumptions.newVisitsPercent} visits in 100 load the page anew. Every run is traced where X-Ray is on; Lambda samples one a second and 5 % of the rest, which is less.

## Nothing set

The stack as \`environments/dev.json\` has it: the page, no tokens, no results kept, no tracing.

${tableOf(plain)}

## Production with everything on

Tokens, results that are kept, X-Ray, detailed metrics, web ACL, provisioned concurrency of ${full.provisionedGigabytes.toFixed(1)} GB, keys and topics.

${tableOf(full)}

## What makes it cheaper

- **Detailed metrics** (\`detailed_metrics\`, off by default) are custom metrics of each route. No alarm and no dashboard uses them.
- **Provisioned concurrency** is paid for day and night. The embedded server on one machine is cheaper for a class that always runs.
- **Running programs** is most of what many runs cost: a second of the worker is 0.000023 dollars. A lower \`longest_run_seconds\` bounds what one run
  can cost, \`worker_concurrency\` what all can: 200 workers that never stop cost about 400 dollars a day.
- **An open environment** can be used by anybody up to its throttles. Tokens bound that, and \`waf\` with \`origin_secret_demanded\` does by address. A
  budget only tells, a day later.
- **Logs** cost as much as what they are about where runs are short: \`log_retention_days\` changes the smaller part of it only.
- **Results that are kept** cost a PUT each. Clients that stay connected need none.
`
