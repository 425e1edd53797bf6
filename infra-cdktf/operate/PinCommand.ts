import { spawn } from "node:child_process"
import { join, relative } from "node:path"
import type { LambdaClient } from "@aws-sdk/client-lambda"
import type { Terminal } from "./CommandLine.ts"
import { Failure } from "./CommandLine.ts"
import type { Pin } from "./PinnedVersions.ts"
import { unpinned, writePin } from "./PinnedVersions.ts"
import { existing, liveVersions, readFunctions, versionsOf } from "./PublishedVersions.ts"
import type { Target } from "./Target.ts"

/** The folder in which cdktf runs. */
const infraFolder = join(import.meta.dirname, "..")

/** What is to be live: a release, what is live now, or the newest version of each function. */
export interface Wanted {
  readonly release: string | "live" | "newest"
  /** The share of the invocations that the newest versions get nevertheless. */
  readonly weight: number | undefined
}

const findPin = async (
  client: LambdaClient,
  prefix: string,
  { release, weight }: Wanted,
  terminal: Terminal
): Promise<Pin> => {
  if (release === "newest") return unpinned
  const functions = existing(await readFunctions(client, prefix), prefix)
  const versions = release === "live" ? liveVersions(functions) : versionsOf(functions, release)
  for (const { awsName, name } of functions) {
    if (versions[name] === undefined) terminal.warn(`${awsName} has no version of ${release}: it gets its newest one`)
  }
  return { live_versions: versions, new_version_weight: weight }
}

/** Writes the versions that are to be live into the environment's file. */
export const pin = async (
  client: LambdaClient,
  { environment, path, prefix }: Pick<Target, "environment" | "path" | "prefix">,
  wanted: Wanted,
  terminal: Terminal
): Promise<void> => {
  const found = await findPin(client, prefix, wanted, terminal)
  const file = relative(process.cwd(), path)
  const changed = writePin(environment.name, path, found)
  terminal.line(changed ? `${file} is changed:` : `${file} says so already:`)
  for (const [setting, value] of Object.entries(found)) {
    terminal.line(`  ${setting}: ${value === undefined ? "not set" : JSON.stringify(value)}`)
  }
  if (changed) terminal.line("Commit it: the next deployment from another copy would undo it otherwise.")
}

/** What is set in a shell so that cdktf deploys an environment. */
export const deployVariables = (
  { environment, folder }: Pick<Target, "environment" | "folder">,
  env: NodeJS.ProcessEnv
): Readonly<Record<string, string>> => ({
  GLISSADE_ENVIRONMENT: environment.name,
  ...(env["GLISSADE_ENVIRONMENTS_FOLDER"] ? { GLISSADE_ENVIRONMENTS_FOLDER: folder } : {})
})

const deployCommand = ["npx", "cdktf", "deploy", "*"] as const

/** The command line that deploys an environment. */
export const deployLine = (variables: Readonly<Record<string, string>>): string => {
  const quoted = (text: string) => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)
  return [
    ...Object.entries(variables).map(([name, value]) => `${name}=${quoted(value)}`),
    ...deployCommand.map(quoted)
  ].join(" ")
}

/** Deploys an environment, with the terminal of this process. */
export const deploy = (variables: Readonly<Record<string, string>>): Promise<void> =>
  new Promise((resolve, reject) => {
    const [command, ...args] = deployCommand
    spawn(command, args, { cwd: infraFolder, env: { ...process.env, ...variables }, stdio: "inherit" })
      .on("error", reject)
      .on("close", (code, signal) =>
        code === 0 ? resolve() : reject(new Failure(`${deployLine(variables)} ended with ${code ?? signal}`))
      )
  })
