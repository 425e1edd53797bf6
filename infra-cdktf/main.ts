import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { readBundles } from "./Bundles.ts"
import { synthesize } from "./Synthesize.ts"
import { inputsOf } from "./settings/Inputs.ts"
import { readCaller } from "./settings/Caller.ts"
import { readEnvironment } from "./settings/EnvironmentFile.ts"

const caller = readCaller(process.env)
const environment = readEnvironment(caller.environment, caller.environmentsFolder)
const folder = synthesize({ environment, bundles: readBundles(caller.lambdaFolder) })

// Beside the JSON, where Terraform reads it by itself.
writeFileSync(
  join(folder, "environment.auto.tfvars.json"),
  `${JSON.stringify(inputsOf(environment, caller), null, 2)}\n`
)
