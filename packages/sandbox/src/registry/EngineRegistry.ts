import type { EnginePackages } from "@glissade/engine/Engine"
import type { EngineManifest } from "@glissade/engine/Manifest"
import { decodeManifest } from "@glissade/engine/Manifest"
import type { HostAssets } from "@glissade/engine/host/LoadEngine"
import type { Runtime } from "@glissade/protocol/Runtime"
import * as Data from "effect/Data"
import { existsSync, readFileSync, realpathSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, isAbsolute, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { defaultEngines } from "./DefaultEngines.ts"
import { bundledPackages, findPackages, PackagesUnusable } from "./Packages.ts"

/** What a process is started from. */
export interface LockedProgram {
  readonly name: string
  readonly heapMegabytes: number
  /** V8's semi-space, in MiB. Default: 1, since an interpreter's memory is outside of JavaScript's heap. */
  readonly youngMegabytes?: number
  /** What the process is told. */
  readonly assets: Omit<HostAssets, "image">
  /** The files that the process may read. */
  readonly readable: ReadonlyArray<string>
}

/** The program that checks programs of some languages. */
export interface CheckerProgram extends LockedProgram {
  readonly languages: ReadonlyArray<string>
}

/** An engine whose files all exist. None of its code is loaded: it runs in its own processes only. */
export interface InstalledEngine {
  readonly name: string
  readonly manifest: EngineManifest
  /** What its processes are told. */
  readonly assets: Omit<HostAssets, "image">
  /** The files that its processes may read, as the manifest lists them. */
  readonly readable: ReadonlyArray<string>
  /** What checks its programs, as a process to start: nothing where it has none. */
  readonly checker?: CheckerProgram
  /** A memory image in the package, made ahead of time. */
  readonly image?: string
  /** Its languages, as people are told of them. */
  readonly runtimes: ReadonlyArray<Runtime>
}

/** An engine that is not offered because the package that it runs on is not installed. */
export interface MissingEngine {
  readonly engine: string
  /** The command that installs it. */
  readonly install: string
}

/** A setting names an engine that is not installed, or whose manifest is invalid, or packages that cannot be used. */
export class EngineUnusable extends Data.TaggedError("EngineUnusable")<{ readonly message: string }> {}

/** Folders of a bundle that replace `node_modules` and the cache. */
const bundledRuntime = "runtime"
const bundledImage = "memory.img"
const bundledPackagesFolder = "packages"

const here = dirname(fileURLToPath(import.meta.url))

/** The folder of a package, searched in `node_modules` from a folder upwards, as Node does. The package need not export anything. */
const packageFrom = (start: string, name: string): string | undefined => {
  for (let folder = start; ; folder = dirname(folder)) {
    const found = join(folder, "node_modules", name)
    if (existsSync(join(found, "package.json"))) return realpathSync(found)
    if (folder === dirname(folder)) return undefined
  }
}

/** Packages in the working directory come first, then those beside this one. */
const packageFolder = (name: string, beside: string): string | undefined =>
  packageFrom(process.cwd(), name) ?? packageFrom(beside, name)

/** A package that refers to itself by name, in a test or an example, is not in a `node_modules` folder. */
const manifestFolder = (given: string): string | undefined => {
  // A path is one from the working directory, and no name of a package.
  const name = given.startsWith(".") ? resolve(given) : given
  if (isAbsolute(name)) return existsSync(join(name, "manifest.json")) ? realpathSync(name) : undefined
  const folder = packageFolder(name, here)
  if (folder !== undefined) return folder
  try {
    return dirname(createRequire(join(process.cwd(), "package.json")).resolve(`${name}/manifest.json`))
  } catch {
    return undefined
  }
}

const readManifest = (folder: string): EngineManifest => {
  const path = join(folder, "manifest.json")
  try {
    return decodeManifest(readFileSync(path, "utf8"))
  } catch (error) {
    throw new EngineUnusable({
      message: `${path} is no manifest of an engine: ${error instanceof Error ? error.message : "unreadable"}`
    })
  }
}

const readPackage = (folder: string): { readonly name: string; readonly version: string } => {
  const path = join(folder, "package.json")
  try {
    return JSON.parse(readFileSync(path, "utf8"))
  } catch {
    throw new EngineUnusable({ message: `${path} cannot be read: an engine's package has one` })
  }
}

const packageVersion = (folder: string): string => {
  const { name, version } = readPackage(folder)
  return `${name} ${version}`
}

/** The runtime package as a bundle carries it. A folder of that name that the engine's own package has is something else. */
const bundledFolder = (folder: string, name: string): string | undefined => {
  const bundled = join(folder, bundledRuntime)
  return existsSync(join(bundled, "package.json")) && readPackage(bundled).name === name ? bundled : undefined
}

/** A checker works on JavaScript's heap: with less, half of its time is garbage collection. */
const checkerYoungMegabytes = 16

/** A bundle, and a package that is not built, may be without it. */
const checkerAt = (folder: string, { checker, languages, name }: EngineManifest): CheckerProgram | undefined => {
  if (checker === undefined) return undefined
  const readable = [checker.program, ...checker.files].map((file) => join(folder, file))
  if (!readable.every((file) => existsSync(file))) return undefined
  return {
    name: `${name}-checker`,
    heapMegabytes: checker.heapMegabytes,
    youngMegabytes: checkerYoungMegabytes,
    languages: checker.languages,
    readable,
    assets: {
      program: join(folder, checker.program),
      ownFolder: folder,
      runtimeFolder: folder,
      languages: languages.map(({ id, mainFile }) => ({ id, mainFile }))
    }
  }
}

const packagesFor = (find: () => EnginePackages | undefined): EnginePackages | undefined => {
  try {
    return find()
  } catch (error) {
    if (error instanceof PackagesUnusable) throw new EngineUnusable({ message: error.message })
    throw error
  }
}

const engineAt = (folder: string, packagesFolder?: string | null): InstalledEngine | MissingEngine => {
  const manifest = readManifest(folder)
  const { files, languages, name, program, runtime } = manifest
  const bundled = runtime && bundledFolder(folder, runtime.package)
  const runtimeFolder = runtime === undefined ? folder : (bundled ?? packageFolder(runtime.package, folder))
  if (runtimeFolder === undefined) {
    return { engine: name, install: runtime?.install ?? `npm install ${runtime?.package}` }
  }
  const programPath = join(folder, program)
  if (!existsSync(programPath))
    throw new EngineUnusable({ message: `the ${name} engine is not built: ${programPath} is not there` })
  const engine = runtime?.name ?? packageVersion(runtimeFolder)
  const image = join(folder, bundledImage)
  const checker = checkerAt(folder, manifest)
  const packages = packagesFor(() =>
    bundled === undefined
      ? findPackages(manifest, packagesFolder)
      : bundledPackages(manifest, join(folder, bundledPackagesFolder))
  )
  const readable = [
    programPath,
    ...files.map((file) => join(folder, file)),
    ...(runtime?.files ?? []).map((file) => join(runtimeFolder, file)),
    ...(packages === undefined ? [] : [packages.archive])
  ]
  for (const file of readable) {
    if (!existsSync(file)) {
      throw new EngineUnusable({ message: `the ${name} engine lists a file that is not there: ${file}` })
    }
  }
  return {
    name,
    manifest,
    assets: {
      program: programPath,
      ownFolder: folder,
      runtimeFolder,
      languages: languages.map(({ id, mainFile }) => ({ id, mainFile })),
      ...(packages && { packages })
    },
    readable,
    ...(bundled !== undefined && existsSync(image) && { image }),
    ...(checker && { checker }),
    runtimes: languages.map(({ extensions, grammar, id, interactiveInput, mainFile, name, version }) => ({
      language: id,
      version,
      engine,
      mainFile,
      name,
      extensions,
      grammar,
      ...(checker?.languages.includes(id) === true && { check: true }),
      ...(interactiveInput && { interactiveInput }),
      ...(packages && { packages: packages.list })
    }))
  }
}

/** The engines that some settings come to. */
export interface Engines {
  readonly installed: ReadonlyArray<InstalledEngine>
  readonly missing: ReadonlyArray<MissingEngine>
}

const search = (names?: ReadonlyArray<string>, packagesFolder?: string | null): Engines => {
  const installed: Array<InstalledEngine> = []
  const missing: Array<MissingEngine> = []
  const taken = new Map<string, string>()
  for (const name of names ?? defaultEngines) {
    const folder = manifestFolder(name)
    if (folder === undefined) {
      if (names === undefined) continue
      const there = defaultEngines.filter((one) => {
        const found = manifestFolder(one)
        return found !== undefined && !("install" in engineAt(found))
      })
      throw new EngineUnusable({
        message: `no package ${name} with a manifest.json is installed; engines that are: ${there.join(", ")}`
      })
    }
    const found = engineAt(folder, packagesFolder)
    if ("install" in found) {
      missing.push(found)
      continue
    }
    for (const key of [`engine ${found.name}`, ...found.runtimes.map(({ language }) => `language ${language}`)]) {
      const other = taken.get(key)
      if (other !== undefined)
        throw new EngineUnusable({ message: `${other} and ${name} both have the ${key}: leave one out` })
      taken.set(key, name)
    }
    installed.push(found)
  }
  return { installed, missing }
}

/** What was found, by names and working directory: a server asks four times at its start, and decoding takes 2 to 5 ms. */
const known = new Map<string, Engines>()

/**
 * Finds engines by package name or absolute folder. Without names: the default ones that are installed. Throws {@link EngineUnusable} if a
 * named one is missing, if two share a name or a language, or if the packages that an operator has added cannot be used.
 */
export const findEngines = (names?: ReadonlyArray<string>, packagesFolder?: string | null): Engines => {
  const key = JSON.stringify([process.cwd(), names ?? null, packagesFolder ?? null])
  const found = known.get(key) ?? search(names, packagesFolder)
  known.set(key, found)
  return found
}

/** The packages that a setting names, separated by commas; nothing where it names none. */
export const parseEngineNames = (setting: string): ReadonlyArray<string> | undefined => {
  const names = setting
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")
  return names.length === 0 ? undefined : names
}
