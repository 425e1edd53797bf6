import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch"
import { beforeEach, describe, expect, it } from "vitest"
import { watch } from "../../operate/Alarms.ts"
import { FakeTerminal, fakeClient } from "./Fakes.ts"

const start = Date.parse("2026-11-26T12:00:00Z")

let now: number
let terminal: FakeTerminal

beforeEach(() => {
  now = start
  terminal = new FakeTerminal()
})

const clock = {
  now: () => now,
  sleep: async (milliseconds: number) => {
    now += milliseconds
  }
}

interface Input {
  readonly AlarmNames?: ReadonlyArray<string>
  readonly AlarmTypes: ReadonlyArray<string>
  readonly NextToken?: string
}

const alarm = (AlarmName: string, StateValue: string) => ({ AlarmName, StateValue, StateReason: "too many" })

/** The composite alarm, whose state follows from the time since the start in seconds. */
const composite = (stateAt: (seconds: number) => string) =>
  fakeClient<CloudWatchClient>({
    DescribeAlarms: ({ AlarmNames, AlarmTypes }: Input) => {
      expect({ AlarmNames, AlarmTypes }).toEqual({
        AlarmNames: ["glissade-prod-urgent"],
        AlarmTypes: ["CompositeAlarm"]
      })
      return { CompositeAlarms: [alarm("glissade-prod-urgent", stateAt((now - start) / 1000))] }
    }
  })

/** Metric alarms alone, one on a page. */
const metric = (...alarms: ReadonlyArray<object>) =>
  fakeClient<CloudWatchClient>({
    DescribeAlarms: ({ AlarmTypes, NextToken = "0" }: Input) => {
      if (AlarmTypes.includes("CompositeAlarm")) return { CompositeAlarms: [] }
      const next = Number(NextToken) + 1
      return {
        MetricAlarms: alarms.slice(next - 1, next),
        ...(next < alarms.length ? { NextToken: String(next) } : {})
      }
    }
  })

describe("watch", () => {
  it("ends after the time without an alarm, and tells of changes alone", async () => {
    const states = (seconds: number) => (seconds < 90 ? "INSUFFICIENT_DATA" : "OK")
    await watch(composite(states), "glissade-prod", 10, terminal, clock)
    expect(now - start).toBe(600_000)
    expect(terminal.lines).toEqual([
      "2026-11-26T12:00:00Z glissade-prod-urgent INSUFFICIENT_DATA",
      "2026-11-26T12:01:30Z glissade-prod-urgent OK",
      "no alarm in 10 min"
    ])
  })

  it("fails as soon as the alarm goes off", async () => {
    const states = (seconds: number) => (seconds < 100 ? "OK" : "ALARM")
    await expect(watch(composite(states), "glissade-prod", 10, terminal, clock)).rejects.toThrow(
      "glissade-prod-urgent is in ALARM: too many"
    )
    expect(now - start).toBe(120_000)
  })

  it("looks a last time when the time is over", async () => {
    const states = (seconds: number) => (seconds < 45 ? "OK" : "ALARM")
    await expect(watch(composite(states), "glissade-prod", 0.75, terminal, clock)).rejects.toThrow("in ALARM")
  })

  it("takes all alarms of the environment where there is no composite one", async () => {
    const alarms = metric(alarm("glissade-prod-throttles", "OK"), alarm("glissade-prod-dead-letters", "ALARM"))
    await expect(watch(alarms, "glissade-prod", 10, terminal, clock)).rejects.toThrow(
      "glissade-prod-dead-letters is in ALARM"
    )
  })

  it("fails if there is nothing to look at", async () => {
    await expect(watch(metric(), "glissade-prod", 10, terminal, clock)).rejects.toThrow("There are no alarms")
  })
})
