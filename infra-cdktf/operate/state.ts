import { environmentAndRest, runProgram, WrongUse } from "./CommandLine.ts"
import { statePlace } from "./StateBucket.ts"
import { readTarget } from "./Target.ts"

const usage = `node operate/state.ts <environment>

  prints as JSON where the environment and its state are; refuses an environment without a state bucket`

await runProgram(usage, async (args, terminal) => {
  const [name, rest] = environmentAndRest(args)
  if (rest.length > 0) throw new WrongUse(`${rest.join(" ")} is too much`)
  const { environment } = readTarget(name, process.env)
  const { bucket, key, kmsKeyId, plans, region } = statePlace(environment)
  const state = { bucket, region, key, plans, kms_key_id: kmsKeyId ?? null }
  terminal.line(JSON.stringify({ region: environment.deployment.region, state }))
})
