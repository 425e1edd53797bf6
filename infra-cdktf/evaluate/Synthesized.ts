import { createHash } from "node:crypto"
import { cpSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { readBundles } from "../Bundles.ts"
import { synthesize } from "../Synthesize.ts"
import type { Environment } from "../settings/EnvironmentFile.ts"
import { decodeEnvironment } from "../settings/EnvironmentFile.ts"
import { functionNames } from "../settings/Schema.ts"
import { newFolder } from "./Folders.ts"
import type { Block, Synthesized } from "./Stack.ts"

/** The content of an environment's file. */
export interface EnvironmentContent {
  readonly deployment?: Block
  readonly service?: Block
}

/** The release of the bundles that stand in for the built ones. */
export const release = "0.0.0+00000000"

/** Bundles that stand in for the built ones: what is in them is of no account to the stack. */
const makeBundles = () => {
  const folder = newFolder()
  const functions = functionNames.map((name) => {
    const zip = `${name}-0000.zip`
    writeFileSync(join(folder, zip), name)
    const sha256 = createHash("sha256").update(name).digest("base64")
    return [name, { zip, sha256, handler: "index.handler" }] as const
  })
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ release, functions: Object.fromEntries(functions) }))
  return readBundles(folder)
}

const synthesizeStack = (environment: Environment | undefined): string =>
  synthesize({ environment, bundles: makeBundles() }, newFolder())

/** Synthesizes the module, and answers with its folder. */
export const synthesizeModule = (): string => synthesizeStack(undefined)

/** Synthesizes the stack of an environment, and answers with the folder that Terraform runs in. */
export const synthesizeFolder = (name: string, { deployment = {}, service = {} }: EnvironmentContent = {}): string =>
  synthesizeStack(decodeEnvironment(name, { deployment: { region: "eu-west-1", ...deployment }, service }))

/** The JSON in a folder. */
export const readStack = (folder: string): Synthesized =>
  JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")) as Synthesized

/** Copies a synthesized stack with its JSON changed. */
export const changed = (folder: string, change: (json: string) => string): string => {
  const copy = newFolder()
  cpSync(folder, copy, { recursive: true })
  const path = join(copy, "cdk.tf.json")
  writeFileSync(path, change(readFileSync(path, "utf8")))
  return copy
}
