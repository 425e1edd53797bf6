import { join } from "node:path"
import { App } from "cdktf"
import type { Bundles } from "../Bundles.ts"
import { GlissadeStack, moduleName } from "../GlissadeStack.ts"

/** Synthesizes the module into a folder, and answers with that of its JSON. */
export const synthesizeModule = (bundles: Bundles, outdir: string): string => {
  const app = new App({ outdir })
  new GlissadeStack(app, { environment: undefined, bundles })
  app.synth()
  return join(outdir, "stacks", moduleName)
}
