import { createHash } from "node:crypto"
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { functionNames } from "../settings/Schema.ts"
import { run } from "./Command.ts"
import { installNode, readJson, withPath } from "./Tools.ts"

/** cdktn, which carries cdktf on, with the bindings of its AWS provider (6.66.0) and the constructs that both want beside them. */
const packages = { cdktn: "0.24.0", "@cdktn/provider-aws": "25.7.0", constructs: "10.7.2" }

/** What is beside the stack's sources and no part of them. */
const notSources = new Set(["node_modules", "test", "deploy", "operate", "cdktf.out", "package-lock.json"])

/** Copies the stack's sources, whatever their folders are called. */
const copySources = (from: string, to: string): void => {
  for (const name of readdirSync(from)) {
    if (!name.startsWith(".") && !notSources.has(name)) cpSync(join(from, name), join(to, name), { recursive: true })
  }
}

/** Names cdktn's packages where the sources import cdktf's. Returns how many imports these were. */
const renameImports = (folder: string): number => {
  let renamed = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".ts")) continue
    const path = join(entry.parentPath, entry.name)
    const text = readFileSync(path, "utf8").replaceAll(/(["'])(@?)cdktf(?=\/|\1)/g, (_, mark: string, at: string) => {
      renamed++
      return `${mark}${at}cdktn`
    })
    writeFileSync(path, text)
  }
  return renamed
}

/** A copy of the stack that is written for cdktn. */
export interface Moved {
  readonly folder: string
  /** How many imports of cdktf's packages there were. */
  readonly renamed: number
}

/** Copies the stack to where cdktn's packages are found before cdktf's, and renames its imports. */
export const moveToCdktn = async (sources: string): Promise<Moved> => {
  const installed = await installNode("cdktn", packages.cdktn, packages)
  const folder = mkdtempSync(join(installed, "stack-"))
  copySources(sources, folder)
  return { folder, renamed: renameImports(folder) }
}

/** Bundles that stand in for the built ones: what is in them is of no account to the stack. */
export const makeBundles = (folder: string): string => {
  mkdirSync(folder, { recursive: true })
  const functions = Object.fromEntries(
    functionNames.map((name) => {
      const zip = `${name}-0000.zip`
      writeFileSync(join(folder, zip), name)
      return [name, { zip, sha256: createHash("sha256").update(name).digest("base64"), handler: "index.handler" }]
    })
  )
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ release: "0.1.0+00000000", functions }))
  return folder
}

/** Runs the stack's program and returns all JSON that it writes, by file. */
export const synthesize = async (
  stack: string,
  output: string,
  env: NodeJS.ProcessEnv
): Promise<ReadonlyMap<string, unknown>> => {
  const { PATH } = process.env
  await run("node", ["main.ts"], { cwd: stack, env: withPath({ PATH, ...env, CDKTF_OUTDIR: output }) })
  const files = readdirSync(output, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".json"))
  return new Map(files.toSorted().map((path) => [path, readJson(join(output, path))]))
}

/** A value that differs, at a path such as `resource.aws_sqs_queue.jobs.name`. */
export interface Difference {
  readonly path: string
  readonly before: unknown
  readonly after: unknown
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

/** Where two JSON values differ, but for the comments, which Terraform does not read. */
export const differences = (before: unknown, after: unknown, path = ""): ReadonlyArray<Difference> => {
  if (!isObject(before) || !isObject(after) || Array.isArray(before) !== Array.isArray(after)) {
    return Object.is(before, after) ? [] : [{ path, before, after }]
  }
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => key !== "//")
  return keys.flatMap((key) => differences(before[key], after[key], path === "" ? key : `${path}.${key}`))
}
