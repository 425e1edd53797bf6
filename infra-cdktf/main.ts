import { App } from "cdktf"
import { readBundles } from "./Bundles.ts"
import { GlissadeStack } from "./GlissadeStack.ts"
import { readSettings } from "./Settings.ts"

const settings = readSettings(process.env)
const app = new App()
new GlissadeStack(app, settings, readBundles(settings.lambdaFolder))
app.synth()
