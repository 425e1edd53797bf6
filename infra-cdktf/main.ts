import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { App } from "cdktf"
import { readBundles } from "./Bundles.ts"
import { GlissadeStack } from "./GlissadeStack.ts"
import { inputsOf } from "./settings/Inputs.ts"
import { readCaller } from "./settings/Caller.ts"
import { prefixOf, readEnvironment } from "./settings/EnvironmentFile.ts"

const caller = readCaller(process.env)
const environment = readEnvironment(caller.environment, caller.environmentsFolder)
const app = new App()
new GlissadeStack(app, { environment, bundles: readBundles(caller.lambdaFolder) })
app.synth()

// Beside the JSON, where Terraform reads it by itself.
const file = join(app.outdir, "stacks", prefixOf(environment), "environment.auto.tfvars.json")
writeFileSync(file, `${JSON.stringify(inputsOf(environment, caller), null, 2)}\n`)
