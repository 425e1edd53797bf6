import type { LambdaClient } from "@aws-sdk/client-lambda"
import {
  DeleteFunctionCommand,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  ResourceNotFoundException
} from "@aws-sdk/client-lambda"
import type { FunctionName } from "../settings/Schema.ts"
import { functionNames } from "../settings/Schema.ts"
import { Failure } from "./CommandLine.ts"

/** A published version of a function. */
export interface Version {
  readonly number: string
  /** The release that it belongs to, as `Glissade 0.1.0+3f2a1b9c`. */
  readonly description: string
  readonly modifiedAt: Date
  readonly sha256: string
  readonly bytes: number
}

/** A function that exists, with its versions and what its aliases point at. */
export interface PublishedFunction {
  readonly name: FunctionName
  readonly awsName: string
  /** Newest first. */
  readonly versions: ReadonlyArray<Version>
  /** The version of the alias `live`. */
  readonly live: string | undefined
  /** The share of the invocations that a version gets from the alias `live`. */
  readonly weights: ReadonlyMap<string, number>
  /** The versions that any alias points at. */
  readonly aliased: ReadonlySet<string>
}

/** The versions of functions, by the function's name: what `live_versions` of an environment's file holds. */
export type VersionMap = Readonly<Partial<Record<FunctionName, string>>>

const releasePrefix = "Glissade "

const listVersions = async (client: LambdaClient, awsName: string): Promise<ReadonlyArray<Version>> => {
  const all: Array<Version> = []
  let Marker: string | undefined
  do {
    const page = await client.send(new ListVersionsByFunctionCommand({ FunctionName: awsName, Marker }))
    for (const { CodeSha256 = "", CodeSize = 0, Description = "", LastModified = "", Version = "" } of page.Versions ??
      []) {
      if (!/^\d+$/.test(Version)) continue
      all.push({
        number: Version,
        description: Description,
        modifiedAt: new Date(LastModified),
        sha256: CodeSha256,
        bytes: CodeSize
      })
    }
    Marker = page.NextMarker
  } while (Marker !== undefined && Marker !== "")
  return all.toSorted((one, other) => Number(other.number) - Number(one.number))
}

const readAliases = async (
  client: LambdaClient,
  awsName: string
): Promise<Pick<PublishedFunction, "live" | "weights" | "aliased">> => {
  const aliased = new Set<string>()
  const weights = new Map<string, number>()
  let live: string | undefined
  let Marker: string | undefined
  do {
    const page = await client.send(new ListAliasesCommand({ FunctionName: awsName, Marker }))
    for (const { FunctionVersion = "", Name, RoutingConfig } of page.Aliases ?? []) {
      const additional = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {})
      for (const version of [FunctionVersion, ...additional.map(([version]) => version)]) aliased.add(version)
      if (Name !== "live") continue
      live = FunctionVersion
      weights.set(FunctionVersion, 1 - additional.reduce((sum, [, weight]) => sum + weight, 0))
      for (const [version, weight] of additional) weights.set(version, weight)
    }
    Marker = page.NextMarker
  } while (Marker !== undefined && Marker !== "")
  return { live, weights, aliased }
}

/** Reads an environment's functions with their versions and aliases; `undefined` for one that does not exist. */
export const readFunctions = (
  client: LambdaClient,
  prefix: string
): Promise<ReadonlyArray<readonly [FunctionName, PublishedFunction | undefined]>> =>
  Promise.all(
    functionNames.map(async (name) => {
      const awsName = `${prefix}-${name}`
      try {
        const versions = await listVersions(client, awsName)
        return [name, { name, awsName, versions, ...(await readAliases(client, awsName)) }] as const
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return [name, undefined] as const
        throw error
      }
    })
  )

/** The functions that exist; refuses an environment without any. */
export const existing = (
  functions: ReadonlyArray<readonly [FunctionName, PublishedFunction | undefined]>,
  prefix: string
): ReadonlyArray<PublishedFunction> => {
  const found = functions.flatMap(([, one]) => (one === undefined ? [] : [one]))
  if (found.length > 0) return found
  throw new Failure(`There are no functions ${prefix}-*: is the environment deployed, and is this its account?`)
}

const toMap = (entries: ReadonlyArray<readonly [FunctionName, string | undefined]>): VersionMap =>
  Object.fromEntries(entries.filter(([, version]) => version !== undefined))

/** The versions that the aliases `live` point at now. */
export const liveVersions = (functions: ReadonlyArray<PublishedFunction>): VersionMap => {
  const versions = toMap(functions.map(({ live, name }) => [name, live]))
  if (Object.keys(versions).length === 0) throw new Failure("No function has an alias live")
  return versions
}

/** The releases that any function has a version of, newest first. */
export const releases = (functions: ReadonlyArray<PublishedFunction>): ReadonlyArray<string> => {
  const versions = functions.flatMap(({ versions }) => versions)
  const newestFirst = versions.toSorted((one, other) => other.modifiedAt.getTime() - one.modifiedAt.getTime())
  const names = newestFirst
    .filter(({ description }) => description.startsWith(releasePrefix))
    .map(({ description }) => description.slice(releasePrefix.length))
  return [...new Set(names)]
}

/** The newest version of each function that belongs to a release. */
export const versionsOf = (functions: ReadonlyArray<PublishedFunction>, release: string): VersionMap => {
  const description = `${releasePrefix}${release}`
  const versions = toMap(
    functions.map(({ name, versions }) => [name, versions.find((one) => one.description === description)?.number])
  )
  if (Object.keys(versions).length > 0) return versions
  const known = releases(functions)
  throw new Failure(
    `No function has a version of release ${release}. ${known.length === 0 ? "No version names a release" : `There are:\n${known.map((one) => `  ${one}`).join("\n")}`}`
  )
}

/** A version of a function that nothing needs. */
export interface Unneeded {
  readonly awsName: string
  readonly version: Version
}

/** The versions that no alias points at, that are not pinned, and that are not among the newest `keep` of their function. */
export const unneeded = (
  functions: ReadonlyArray<PublishedFunction>,
  keep: number,
  pinned: VersionMap
): ReadonlyArray<Unneeded> =>
  functions.flatMap(({ aliased, awsName, name, versions }) =>
    versions
      .slice(keep)
      .filter(({ number }) => !aliased.has(number) && pinned[name] !== number)
      .map((version) => ({ awsName, version }))
  )

/** Deletes one version of a function. The qualifier is what keeps the function itself. */
export const deleteVersion = async (client: LambdaClient, { awsName, version }: Unneeded): Promise<void> => {
  if (!/^\d+$/.test(version.number)) throw new Failure(`${version.number} is no published version`)
  await client.send(new DeleteFunctionCommand({ FunctionName: awsName, Qualifier: version.number }))
}
