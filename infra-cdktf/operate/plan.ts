/**
 * The two halves of a deployment that somebody approves: a plan that is shown and kept, and the apply of that plan and no other. In
 * between it waits in the state's bucket.
 */
import { parseArgs } from "node:util"
import type { Terminal } from "./CommandLine.ts"
import { environmentAndRest, runProgram, WrongUse } from "./CommandLine.ts"
import { addToSummary, mostBytes, writeOutput } from "./GitHubFiles.ts"
import type { Shell, ShownPlan } from "./SavedPlan.ts"
import { planMarkdown, SynthesizedStack, WaitingPlans } from "./SavedPlan.ts"
import { statePlace } from "./StateBucket.ts"
import { run } from "./Subprocess.ts"
import type { Target } from "./Target.ts"
import { assumeRole, connect } from "./Target.ts"

const usage = `node operate/plan.ts <environment> <command>

  make <file>                 synthesizes and plans, without the state's lock, and shows the plan
      --github                  adds it to the job's summary too, and gives out: changed (true or false), comment (the plan,
                                short enough for one), changes (addresses and actions as JSON, without values)
  keep <file> <id>            puts a plan into the state's bucket; the id is a run and its attempt, such as 123456-1
      --github                  gives out: sha256
  fetch <file> <id> <sha256>  gets it from there, and refuses any other
  apply <file>                applies a plan as it was shown
  forget <id>                 deletes it from the bucket

make and apply synthesize into cdktf.out, or --output <folder>`

/** Gives a plan to GitHub: to its summary, and to the jobs that come after. */
const giveOut = (name: string, { changed, changes, text }: ShownPlan): void => {
  addToSummary(planMarkdown(name, text), process.env)
  writeOutput("changed", String(changed), process.env)
  writeOutput("comment", planMarkdown(name, text, mostBytes.comment), process.env)
  writeOutput("changes", JSON.stringify(changes), process.env)
}

/** The bucket's plans, with the credentials of the role that the file names for it. */
const waitingPlans = async ({ environment }: Target): Promise<WaitingPlans> => {
  const place = statePlace(environment)
  if (place.roleArn === undefined) return new WaitingPlans(place, { run, env: process.env })
  const { accessKeyId, secretAccessKey, sessionToken } = await assumeRole(place.region, place.roleArn)()
  return new WaitingPlans(place, {
    run,
    env: {
      ...process.env,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken
    }
  })
}

/** What a command line asks for, once the environment is known. */
type Action = (target: Target) => Promise<void>

const parseCommand = (args: ReadonlyArray<string>, terminal: Terminal): Action => {
  const [command, ...rest] = args
  const { positionals, values } = parseArgs({
    args: rest,
    allowPositionals: true,
    options: { github: { type: "boolean", default: false }, output: { type: "string", default: "cdktf.out" } }
  })
  const shell: Shell = { run, env: process.env }
  const take = <Names extends ReadonlyArray<string>>(...names: Names) => {
    if (positionals.length !== names.length) throw new WrongUse(`${command} takes ${names.join(", ")}`)
    return positionals as unknown as { readonly [Name in keyof Names]: string }
  }
  switch (command) {
    case "make": {
      const [file] = take("a file")
      return async (target) => {
        const stack = await SynthesizedStack.make(target, values.output, shell)
        const plan = await stack.plan(file)
        terminal.line(plan.text)
        if (values.github) giveOut(target.environment.name, plan)
      }
    }
    case "keep": {
      const [file, id] = take("a file", "an id")
      return async (target) => {
        const sha256 = await (await waitingPlans(target)).keep(file, id)
        terminal.line(sha256)
        if (values.github) writeOutput("sha256", sha256, process.env)
      }
    }
    case "fetch": {
      const [file, id, sha256] = take("a file", "an id", "a SHA-256")
      return async (target) => (await waitingPlans(target)).fetch(file, id, sha256)
    }
    case "apply": {
      const [file] = take("a file")
      return async (target) => {
        const stack = await SynthesizedStack.make(target, values.output, shell)
        await stack.apply(file)
      }
    }
    case "forget": {
      const [id] = take("an id")
      return async (target) => (await waitingPlans(target)).forget(id)
    }
    default:
      throw new WrongUse(command === undefined ? "A command must follow the environment" : `${command} is no command`)
  }
}

await runProgram(usage, async (args, terminal) => {
  const [name, rest] = environmentAndRest(args)
  const action = parseCommand(rest, terminal)
  await action(await connect(name))
})
