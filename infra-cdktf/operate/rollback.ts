/**
 * Chooses which versions are live, in the environment's file, so that a deployment moves the aliases and nothing undoes it later. `newest`
 * ends a rollback. `live --weight 0.1` prepares a weighted release: what is live now stays live, and the versions that the next deployment
 * publishes get a tenth of the invocations, until `newest` gives them all.
 */
import { parseArgs } from "node:util"
import { LambdaClient } from "@aws-sdk/client-lambda"
import { environmentAndRest, runProgram, WrongUse } from "./CommandLine.ts"
import type { Wanted } from "./PinCommand.ts"
import { deploy, deployLine, deployVariables, pin } from "./PinCommand.ts"
import { connect } from "./Target.ts"

const usage = `node operate/rollback.ts <environment> <release>|live|newest [--weight 0.1] [--deploy]

  <release>        pins the versions of a release such as 0.1.0+3f2a1b9c
  live             pins the versions that are live now
  newest           pins nothing: the newest versions are live
      --weight       the share of the invocations that the newest versions get nevertheless
      --deploy       deploys after it`

const parseWanted = (args: ReadonlyArray<string>): Wanted & { readonly andDeploy: boolean } => {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { weight: { type: "string" }, deploy: { type: "boolean", default: false } }
  })
  const [release, ...more] = positionals
  if (release === undefined || more.length > 0)
    throw new WrongUse("One release, live or newest must follow the environment")
  const weight = values.weight === undefined ? undefined : Number(values.weight)
  if (weight !== undefined && !(weight > 0 && weight <= 0.99)) {
    throw new WrongUse(`--weight is ${values.weight}: it must be a number above 0 and up to 0.99`)
  }
  if (weight !== undefined && release === "newest")
    throw new WrongUse("newest has no --weight: all invocations go there")
  return { release, weight, andDeploy: values.deploy }
}

await runProgram(usage, async (args, terminal) => {
  const [name, rest] = environmentAndRest(args)
  const { andDeploy, ...wanted } = parseWanted(rest)
  const target = await connect(name)
  await pin(new LambdaClient(target.client), target, wanted, terminal)
  const variables = deployVariables(target, process.env)
  terminal.line(
    andDeploy ? `Running ${deployLine(variables)}` : `Then deploy it, in infra-cdktf:\n  ${deployLine(variables)}`
  )
  if (andDeploy) await deploy(variables)
})
