import type { LambdaClient } from "@aws-sdk/client-lambda"
import type { Terminal } from "./CommandLine.ts"
import type { VersionMap } from "./PublishedVersions.ts"
import { deleteVersion, existing, liveVersions, readFunctions, unneeded, versionsOf } from "./PublishedVersions.ts"
import { table, time } from "./Table.ts"

/** What the commands work with. */
export interface Desk {
  readonly client: LambdaClient
  readonly prefix: string
  readonly terminal: Terminal
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

const heading = ["VERSION", "RELEASE", "MODIFIED", "SHA-256", "LIVE"]

/** Prints the versions of each function, newest first. */
export const list = async ({ client, prefix, terminal }: Desk): Promise<void> => {
  const functions = await readFunctions(client, prefix)
  existing(functions, prefix)
  for (const [name, found] of functions) {
    if (found === undefined) {
      terminal.line(`${prefix}-${name}: does not exist\n`)
      continue
    }
    const rows = found.versions.map(({ description, modifiedAt, number, sha256 }) => {
      const share = found.weights.get(number)
      return [number, description || "-", time(modifiedAt), sha256, share === undefined ? "" : percent(share)]
    })
    terminal.line(found.awsName)
    for (const line of table([heading, ...rows])) terminal.line(`  ${line}`)
    terminal.line("")
  }
}

const read = async ({ client, prefix }: Desk) => existing(await readFunctions(client, prefix), prefix)

const json = (versions: VersionMap): string => JSON.stringify(versions)

/** Prints the versions that are live, as JSON. */
export const live = async (desk: Desk): Promise<void> => desk.terminal.line(json(liveVersions(await read(desk))))

/** Prints the versions of a release, as JSON. */
export const of = async (desk: Desk, release: string): Promise<void> =>
  desk.terminal.line(json(versionsOf(await read(desk), release)))

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

/** Settings of `prune`. */
export interface PruneOptions {
  /** How many of the newest versions of each function stay in any case. */
  readonly keep: number
  /** What the environment's file pins, which may not be deployed yet. */
  readonly pinned: VersionMap
  /** Whether a person has agreed already. */
  readonly yes: boolean
}

/** Deletes versions that are neither live nor pinned nor among the newest. */
export const prune = async (desk: Desk, { keep, pinned, yes }: PruneOptions): Promise<void> => {
  const { client, terminal } = desk
  const old = unneeded(await read(desk), keep, pinned)
  if (old.length === 0) return terminal.line("nothing to delete")
  for (const { awsName, version } of old) {
    terminal.line(`${awsName} ${version.number}  ${version.description || "-"}  ${time(version.modifiedAt)}`)
  }
  const size = megabytes(old.reduce((sum, { version }) => sum + version.bytes, 0))
  const versions = `${old.length} ${old.length === 1 ? "version" : "versions"}`
  if (!yes && !(await terminal.confirm(`Delete these ${versions} (${size}) for good?`))) {
    return terminal.line("nothing deleted")
  }
  for (const one of old) await deleteVersion(client, one)
  terminal.line(`${versions} deleted, ${size}`)
}
