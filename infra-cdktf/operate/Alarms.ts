import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch"
import { DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch"
import type { Terminal } from "./CommandLine.ts"
import { Failure } from "./CommandLine.ts"
import { time } from "./Table.ts"

/** An alarm and its state: OK, ALARM or INSUFFICIENT_DATA. */
export interface Alarm {
  readonly name: string
  readonly state: string
  readonly reason: string
}

const toAlarm = (alarm: {
  readonly AlarmName?: string | undefined
  readonly StateValue?: string | undefined
  readonly StateReason?: string | undefined
}): Alarm => ({
  name: alarm.AlarmName ?? "",
  state: alarm.StateValue ?? "",
  reason: alarm.StateReason ?? ""
})

/**
 * Reads the composite alarm `<prefix>-urgent`, or where there is none every alarm whose name begins with the prefix: then also those of an
 * environment whose name begins with this one's.
 */
export const readAlarms = async (client: CloudWatchClient, prefix: string): Promise<ReadonlyArray<Alarm>> => {
  const { CompositeAlarms = [] } = await client.send(
    new DescribeAlarmsCommand({ AlarmNames: [`${prefix}-urgent`], AlarmTypes: ["CompositeAlarm"] })
  )
  if (CompositeAlarms.length > 0) return CompositeAlarms.map(toAlarm)
  const all: Array<Alarm> = []
  let NextToken: string | undefined
  do {
    const page = await client.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: `${prefix}-`, AlarmTypes: ["MetricAlarm"], NextToken })
    )
    all.push(...(page.MetricAlarms ?? []).map(toAlarm))
    NextToken = page.NextToken
  } while (NextToken !== undefined && NextToken !== "")
  return all
}

/** The clock of `watch`. */
export interface Clock {
  readonly now: () => number
  readonly sleep: (milliseconds: number) => Promise<unknown>
}

const pollMs = 30_000

/** Looks at the alarms every 30 s for some minutes, and fails as soon as one is in ALARM, or if there is none to look at. */
export const watch = async (
  client: CloudWatchClient,
  prefix: string,
  minutes: number,
  terminal: Terminal,
  { now, sleep }: Clock
): Promise<void> => {
  const end = now() + minutes * 60_000
  const states = new Map<string, string>()
  while (true) {
    const alarms = await readAlarms(client, prefix)
    if (alarms.length === 0) throw new Failure(`There are no alarms ${prefix}-*: is the environment deployed?`)
    for (const { name, state } of alarms) {
      if (states.get(name) !== state) terminal.line(`${time(new Date(now()))} ${name} ${state}`)
      states.set(name, state)
    }
    const gone = alarms.filter(({ state }) => state === "ALARM")
    if (gone.length > 0) throw new Failure(gone.map(({ name, reason }) => `${name} is in ALARM: ${reason}`).join("\n"))
    const left = end - now()
    if (left <= 0) break
    await sleep(Math.min(pollMs, left))
  }
  terminal.line(`no alarm in ${minutes} min`)
}
