import { createHash } from "node:crypto"
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { App } from "cdktf"
import { afterAll } from "vitest"
import { readBundles } from "../Bundles.ts"
import { functionNames } from "../environments.ts"
import { GlissadeStack } from "../GlissadeStack.ts"
import { readSettings } from "../Settings.ts"

type Block = Readonly<Record<string, unknown>>

/** A resource of the synthesized JSON. */
export interface Resource extends Block {
  readonly "//": { readonly metadata: { readonly path: string } }
}

/** What Terraform is given. */
export interface Synthesized {
  readonly terraform: { readonly backend?: Readonly<Record<string, Block>>; readonly required_providers: Block }
  readonly provider: { readonly aws: ReadonlyArray<{ readonly default_tags: ReadonlyArray<{ readonly tags: Block }> }> }
  readonly resource: Readonly<Record<string, Readonly<Record<string, Resource>>>>
  readonly output: Readonly<Record<string, { readonly value: string }>>
  readonly variable: Readonly<Record<string, Block>>
}

const temporary: Array<string> = []

afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true })
})

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "glissade-infra-"))
  temporary.push(folder)
  return folder
}

/** Bundles and a page that stand in for the built ones: what is in them is of no account to the stacks. */
const makeBuilt = () => {
  const folder = newFolder()
  const lambdaFolder = join(folder, "lambda")
  const webFolder = join(folder, "web")
  mkdirSync(lambdaFolder)
  mkdirSync(join(webFolder, "assets"), { recursive: true })
  const manifest = functionNames.map((name) => {
    const zip = `${name}-0000.zip`
    writeFileSync(join(lambdaFolder, zip), name)
    const sha256 = createHash("sha256").update(name).digest("base64")
    return [name, { zip, sha256, handler: "index.handler" }] as const
  })
  writeFileSync(join(lambdaFolder, "manifest.json"), JSON.stringify(Object.fromEntries(manifest)))
  writeFileSync(join(webFolder, "index.html"), "<!doctype html>")
  writeFileSync(join(webFolder, "assets", "index-AbCd1234.js"), "export {}")
  return { GLISSADE_LAMBDA_FOLDER: lambdaFolder, GLISSADE_WEB_FOLDER: webFolder }
}

/** Synthesizes the stack from environment variables alone, and answers with the folder that Terraform runs in. */
export const synthesizeFolder = (variables: Readonly<Record<string, string>> = {}): string => {
  const settings = readSettings({ ...makeBuilt(), ...variables })
  const outdir = newFolder()
  const app = new App({ outdir })
  new GlissadeStack(app, settings, readBundles(settings.lambdaFolder))
  app.synth()
  return join(outdir, "stacks", `glissade-${settings.name}`)
}

/** Synthesizes the stack from environment variables alone. */
export const synthesize = (variables: Readonly<Record<string, string>> = {}): Synthesized =>
  JSON.parse(readFileSync(join(synthesizeFolder(variables), "cdk.tf.json"), "utf8")) as Synthesized

/** All resources of a type, by the path of their construct. */
export const resources = ({ resource }: Synthesized, type: string): ReadonlyMap<string, Resource> =>
  new Map(
    Object.values(resource[type] ?? {}).map((one) => [one["//"].metadata.path.split("/").slice(1).join("/"), one])
  )

/** The one resource of a type whose construct ends so. */
export const resource = (stack: Synthesized, type: string, path: string): Resource => {
  const found = resources(stack, type).get(path)
  if (found === undefined) throw new Error(`no ${type} at ${path}: ${[...resources(stack, type).keys()].join(", ")}`)
  return found
}

/** Copies a synthesized stack with its JSON changed. */
export const changed = (folder: string, change: (json: string) => string): string => {
  const copy = newFolder()
  cpSync(folder, copy, { recursive: true })
  const path = join(copy, "cdk.tf.json")
  writeFileSync(path, change(readFileSync(path, "utf8")))
  return copy
}
