import { describe, expect, it } from "vitest"
import { fixedOf } from "../../costs/Fixed.ts"
import { prices } from "../../costs/Prices.ts"
import { costsOf } from "../../costs/Usage.ts"
import { evaluated } from "../../evaluate/Evaluations.ts"

const plain = fixedOf(evaluated.plain)
const full = fixedOf(evaluated.full)

const dollarsOf = (runs: number, what: string, fixed = plain): number =>
  costsOf(runs, fixed).find((line) => line.what === what)?.dollars ?? Number.NaN

const sum = (runs: number, fixed = plain): number =>
  costsOf(runs, fixed).reduce((total, { dollars }) => total + dollars, 0)

describe("what a deployment has that costs the same in each month", () => {
  it("is counted from the resources that Terraform would make", () => {
    expect(plain).toMatchObject({ compositeAlarms: 2, dashboards: 1, webAcls: 0, hasPage: true, hasAuthorizer: false })
    expect(full).toMatchObject({ webAcls: 1, webAclRules: 2, hasAuthorizer: true, keepsResults: true, traces: true })
    // Two instances of websocket with a quarter of a GB, three of execute with 1,769 MB.
    expect(full.provisionedGigabytes).toBeCloseTo(2 * 0.25 + 3 * (1769 / 1024))
    expect(plain.detailedMetrics).toBe(0)
    expect(full.detailedMetrics).toBeGreaterThan(50)
  })

  it("counts an alarm by the metrics that it compares", () => {
    const alarms = [...evaluated.plain.resources.keys()].filter((path) =>
      path.startsWith("aws_cloudwatch_metric_alarm ")
    )
    expect(plain.alarmMetrics).toBeGreaterThan(alarms.length)
    expect(plain.alarmMetrics).toBeLessThanOrEqual(3 * alarms.length)
  })
})

describe("what runs cost", () => {
  it("is nothing but what is there anyway without runs", () => {
    const waiting = 0.324
    const alarms = plain.alarmMetrics * prices.alarmMetric + 2 * prices.compositeAlarm + prices.dashboard
    expect(sum(0)).toBeCloseTo(waiting + alarms, 5)
  })

  it("grows with their number, and is mostly the worker's where there are many", () => {
    const increments = [10_000, 1_000_000, 10_000_000].map((runs) => (sum(runs) - sum(0)) / runs)
    for (const increment of increments) expect(increment).toBeCloseTo(increments[0]!, 12)
    expect(dollarsOf(1_000_000, "Function `worker`")).toBeCloseTo(0.2 + 1e6 * 1.7275 * 0.0000133334, 6)
    expect(dollarsOf(1_000_000, "Function `worker`")).toBeGreaterThan(0.5 * (sum(1_000_000) - sum(0)))
  })

  it("has a line for what is on alone", () => {
    expect(dollarsOf(1, "Web ACL")).toBeNaN()
    expect(dollarsOf(0, "Web ACL", full)).toBe(7)
  })
})
