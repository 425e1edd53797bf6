import { parseArgs } from "node:util"
import { LambdaClient } from "@aws-sdk/client-lambda"
import { environmentAndRest, runProgram, WrongUse } from "./CommandLine.ts"
import type { Desk } from "./ReleaseCommands.ts"
import { list, live, of, prune } from "./ReleaseCommands.ts"
import type { Target } from "./Target.ts"
import { connect } from "./Target.ts"

const usage = `node operate/releases.ts <environment> <command>

  list                               the published versions of each function, and which are live
  live                               the versions that are live, as JSON
  of <release>                       the versions of a release such as 0.1.0+3f2a1b9c, as JSON
  prune [--keep 10] [--yes]          deletes versions that are neither live nor pinned nor among the newest`

/** What a command line asks for, once the environment is known. */
type Action = (desk: Desk, target: Target) => Promise<void>

const parseCommand = ([command, ...args]: ReadonlyArray<string>): Action => {
  switch (command) {
    case "list":
    case "live": {
      parseArgs({ args, options: {} })
      return command === "list" ? list : live
    }
    case "of": {
      const [release, ...more] = parseArgs({ args, allowPositionals: true, options: {} }).positionals
      if (release === undefined || more.length > 0) throw new WrongUse("One release must follow of")
      return (desk) => of(desk, release)
    }
    case "prune": {
      const { values } = parseArgs({
        args,
        options: { keep: { type: "string", default: "10" }, yes: { type: "boolean", default: false } }
      })
      const keep = Number(values.keep)
      if (!Number.isInteger(keep) || keep < 1)
        throw new WrongUse(`--keep is ${values.keep}: it must be a number from 1`)
      return (desk, { environment }) =>
        prune(desk, { keep, pinned: environment.service.live_versions, yes: values.yes })
    }
    default:
      throw new WrongUse(command === undefined ? "A command must follow the environment" : `${command} is no command`)
  }
}

await runProgram(usage, async (args, terminal) => {
  const [name, rest] = environmentAndRest(args)
  const action = parseCommand(rest)
  const target = await connect(name)
  await action({ client: new LambdaClient(target.client), prefix: target.prefix, terminal }, target)
})
