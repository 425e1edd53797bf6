import { describe, expect, it } from "vitest"
import { both, evaluated } from "../../evaluate/Evaluations.ts"
import { blockOf, eachOf, resourceOf } from "../Read.ts"
import type { Block } from "../../evaluate/Stack.ts"

const { full, plain } = evaluated

const nameOf = (path: string) => path.split("/")[1]!

const queriesOf = (alarm: Block) => alarm.metric_query as ReadonlyArray<Block>

/** What an alarm compares with its threshold. */
const comparedBy = (alarm: Block) =>
  String(queriesOf(alarm).find(({ return_data }) => return_data === true)?.expression)

/** The metrics that an alarm's expression names. */
const metricsOf = (alarm: Block) =>
  queriesOf(alarm).flatMap((query) =>
    query.return_data === true ? [] : [{ id: String(query.id), ...blockOf(query, "metric") }]
  ) as ReadonlyArray<Block & { readonly id: string }>

/** The alarms that a composite one names, in its rule's order. */
const namedBy = (set: typeof plain, severity: "urgent" | "notice") => {
  const { alarm_name, alarm_rule } = resourceOf(set, "aws_cloudwatch_composite_alarm", `alarms/${severity}`)
  const prefix = String(alarm_name).slice(0, -severity.length)
  return String(alarm_rule)
    .split(" OR ")
    .map((term) => {
      const name = /^ALARM\((.+)\)$/.exec(term)?.[1]
      if (name?.startsWith(prefix) !== true) throw new Error(term)
      return name.slice(prefix.length)
    })
}

describe.for(both)("the alarms of %s", ([, set]) => {
  // The authorizer's stand where there is none too: an alarm that a composite one names cannot be deleted.
  const functions = ["api", "execute", "worker", "websocket", "authorizer"]
  const alarms = eachOf(set, "aws_cloudwatch_metric_alarm")

  it("are urgent where people cannot run programs, or soon cannot", () => {
    expect(namedBy(set, "urgent").toSorted()).toEqual(
      [
        "jobs-stuck",
        "jobs-wait",
        "http-faults",
        "websocket-faults",
        ...functions.map((name) => `${name}-errors`)
      ].toSorted()
    )
  })

  it("are noticed on the next working day where something else is wrong", () => {
    expect(namedBy(set, "notice").toSorted()).toEqual(
      [
        "http-refusals",
        "websocket-refusals",
        "concurrency",
        ...functions.flatMap((name) => [`${name}-throttles`, ...(name === "websocket" ? [] : [`${name}-duration`])])
      ].toSorted()
    )
  })

  it("are each in one of the two, but for dead letters", () => {
    expect(["dead-letters", ...namedBy(set, "urgent"), ...namedBy(set, "notice")].toSorted()).toEqual(
      alarms.map(([path]) => nameOf(path)).toSorted()
    )
  })

  it("notify nobody themselves, but for dead letters, which are told each time", () => {
    const { alarm_actions: notice } = resourceOf(set, "aws_cloudwatch_composite_alarm", "alarms/notice")
    for (const [path, alarm] of alarms) {
      if (path === "alarms/dead-letters") {
        expect(alarm.alarm_actions).toEqual(notice)
        continue
      }
      for (const actions of ["alarm_actions", "ok_actions", "insufficient_data_actions"]) {
        expect(alarm[actions] ?? [], path).toEqual([])
      }
    }
  })

  it("name the section of the runbook", () => {
    for (const [, { alarm_description }] of [...alarms, ...eachOf(set, "aws_cloudwatch_composite_alarm")]) {
      expect(alarm_description).toMatch(/\. docs\/operations\.md: [A-Z][\w ]+$/)
    }
  })

  it("take no data for nothing to tell, and wait for two periods but for dead letters", () => {
    for (const [path, alarm] of alarms) {
      expect(alarm).toMatchObject({
        treat_missing_data: "notBreaching",
        comparison_operator: "GreaterThanThreshold",
        datapoints_to_alarm: null
      })
      if (path !== "alarms/dead-letters") expect(alarm.evaluation_periods).toBeGreaterThan(1)
    }
  })

  it("use every metric that they read, and read every metric that they use", () => {
    const words = new Set(["IF", "AND", "OR", "FILL", "DIFF"])
    for (const [, alarm] of alarms) {
      const used = new Set(
        comparedBy(alarm)
          .match(/[a-zA-Z_]\w*/g)
          ?.filter((word) => !words.has(word))
      )
      expect(used).toEqual(new Set(metricsOf(alarm).map(({ id }) => id)))
      // CloudWatch's ids begin with a small letter.
      for (const { id } of metricsOf(alarm)) expect(id).toMatch(/^[a-z]\w*$/)
    }
  })

  it("read metrics of this deployment, or of the account where their name says so", () => {
    const own = new Set<unknown>([
      ...functions.map((name) => `${set === plain ? "glissade-dev" : "code-prod"}-${name}`),
      ...eachOf(set, "aws_sqs_queue").map(([, { name }]) => name),
      ...eachOf(set, "aws_apigatewayv2_api").map(([, { id }]) => id),
      set === plain ? "dev" : "prod"
    ])
    for (const [path, alarm] of alarms) {
      for (const { dimensions, period } of metricsOf(alarm)) {
        expect(period).toBe(300)
        const values = Object.values((dimensions ?? {}) as object)
        if (path === "alarms/concurrency") expect(values).toEqual([])
        else expect(values.length).toBeGreaterThan(0)
        for (const value of values) expect(own).toContain(value)
      }
    }
  })
})

describe("one visitor", () => {
  /** A value of an expression of an alarm, with CloudWatch's functions for a single period. */
  const evaluate = (expression: string, metrics: Readonly<Record<string, number>>): number => {
    const names = Object.keys(metrics)
    const script = expression.replaceAll(/\bAND\b/g, "&&").replaceAll(/\bOR\b/g, "||")
    // oxlint-disable-next-line no-implied-eval, no-new-func -- the expressions are this repository's own
    const compute = new Function("IF", "FILL", "DIFF", ...names, `return ${script}`) as (
      ...all: Array<unknown>
    ) => number
    const choose = (condition: boolean, yes: number, no: number) => (condition ? yes : no)
    const same = (value: number) => value
    return compute(choose, same, same, ...names.map((name) => metrics[name]))
  }

  const shares = eachOf(full, "aws_cloudwatch_metric_alarm").filter(([, alarm]) => comparedBy(alarm).includes("100 *"))

  it("is told from many by most alarms", () => {
    expect(shares.length).toBeGreaterThan(12)
  })

  it.for(shares.filter(([path]) => path !== "alarms/concurrency"))(
    "cannot set off %s by a share of 49 invocations",
    ([, alarm]) => {
      const expression = comparedBy(alarm)
      const names = metricsOf(alarm).map(({ id }) => id)
      const wholes = names.filter((name) => ["count", "messages", "connects"].includes(name))
      const parts = names.filter((name) => !wholes.includes(name))
      // What the gateway or Lambda does not count among the whole is added to it.
      const isAdded = /^IF\((.+) >= 50,/.exec(expression)![1]!.includes(parts[0]!)
      const given = (bad: number, good: number) =>
        evaluate(expression, {
          ...Object.fromEntries(parts.map((name) => [name, bad / parts.length])),
          ...Object.fromEntries(wholes.map((name) => [name, 0])),
          [wholes[0]!]: isAdded ? good : bad + good
        })
      expect(given(49, 0)).toBe(0)
      expect(given(50, 0)).toBeGreaterThan(Number(alarm.threshold))
      expect(given(0, 1000)).toBe(0)
    }
  )

  it("cannot set off a duration's alarm by fewer than 50 invocations, or by runs that use their whole limit", () => {
    const durations = eachOf(full, "aws_cloudwatch_metric_alarm").filter(([path]) => path.endsWith("-duration"))
    expect(durations.map(([path]) => nameOf(path)).toSorted()).toEqual([
      "api-duration",
      "authorizer-duration",
      "execute-duration",
      "worker-duration"
    ])
    for (const [, alarm] of durations) {
      expect(evaluate(comparedBy(alarm), { slow: 1e9, count: 49 })).toBe(0)
      expect(evaluate(comparedBy(alarm), { slow: 1e9, count: 50 })).toBe(1e9)
    }
    for (const set of [plain, full]) {
      const longestRunMs = set === plain ? 60_000 : 120_000
      const threshold = Number(resourceOf(set, "aws_cloudwatch_metric_alarm", "alarms/worker-duration").threshold)
      expect(threshold).toBeGreaterThan(longestRunMs)
      expect(threshold).toBeLessThan(longestRunMs + 15_000)
    }
  })

  it("cannot set off the alarm for waiting jobs by a few long runs of one tab", () => {
    for (const name of ["jobs-stuck", "jobs-wait"]) {
      const alarm = resourceOf(plain, "aws_cloudwatch_metric_alarm", `alarms/${name}`)
      const at = (age: number, running: number) => evaluate(comparedBy(alarm), { age, running, visible: 1 })
      // Five runs of 60 s one after another, with a worker at it.
      expect(at(300, 1)).toBe(0)
      expect(at(3600, 1)).toBe(0)
      expect(at(601, 0)).toBe(name === "jobs-stuck" ? 1 : 0)
      // At 80 % of the five that may run at once.
      expect(at(601, 4)).toBe(name === "jobs-wait" ? 1 : 0)
    }
  })
})

describe("dead letters", () => {
  it("set off an alarm by their growth, so that a second incident is told too", () => {
    const alarm = resourceOf(plain, "aws_cloudwatch_metric_alarm", "alarms/dead-letters")
    expect(comparedBy(alarm)).toBe("DIFF(FILL(dead, 0))")
    expect(alarm).toMatchObject({ threshold: 0, evaluation_periods: 1 })
    expect(metricsOf(alarm)).toMatchObject([{ dimensions: { QueueName: "glissade-dev-dead-letters.fifo" } }])
  })
})

describe("settings of the alarms", () => {
  it("are the age of the oldest job and the account's concurrency", () => {
    const compared = (set: typeof plain, name: string) =>
      comparedBy(resourceOf(set, "aws_cloudwatch_metric_alarm", `alarms/${name}`))
    expect(compared(plain, "jobs-stuck")).toContain("age > 600 ")
    expect(compared(full, "jobs-stuck")).toContain("age > 900 ")
    expect(compared(plain, "concurrency")).toBe("100 * running / 1000")
    expect(compared(full, "concurrency")).toBe("100 * running / 3000")
  })
})
