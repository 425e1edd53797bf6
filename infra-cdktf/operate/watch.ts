import { setTimeout } from "node:timers/promises"
import { parseArgs } from "node:util"
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch"
import { watch } from "./Alarms.ts"
import { environmentAndRest, runProgram, WrongUse } from "./CommandLine.ts"
import { connect } from "./Target.ts"

const usage = `node operate/watch.ts <environment> [--minutes 10]

  looks at the environment's urgent alarm every 30 s; ends with 1 as soon as it goes off, and with 0 after the time`

const parseMinutes = (args: ReadonlyArray<string>): number => {
  const { values } = parseArgs({ args: [...args], options: { minutes: { type: "string", default: "10" } } })
  const minutes = Number(values.minutes)
  if (!(minutes > 0 && minutes <= 24 * 60)) {
    throw new WrongUse(`--minutes is ${values.minutes}: it must be a number above 0 and up to 1440`)
  }
  return minutes
}

await runProgram(usage, async (args, terminal, signal) => {
  const [name, rest] = environmentAndRest(args)
  const minutes = parseMinutes(rest)
  const { client, prefix } = await connect(name)
  await watch(new CloudWatchClient(client), prefix, minutes, terminal, {
    now: Date.now,
    sleep: (milliseconds) => setTimeout(milliseconds, undefined, { signal })
  })
})
