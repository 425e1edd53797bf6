import { join } from "node:path"
import { App } from "cdktf"
import type { StackProps } from "./GlissadeStack.ts"
import { GlissadeStack } from "./GlissadeStack.ts"

/** Synthesizes the stack, or the module, into a folder (cdktf's own by default), and answers with that of its JSON. */
export const synthesize = (props: StackProps, outdir?: string): string => {
  const app = new App({ outdir })
  const stack = new GlissadeStack(app, props)
  app.synth()
  return join(app.outdir, "stacks", stack.node.id)
}
