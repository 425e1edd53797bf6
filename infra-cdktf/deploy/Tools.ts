import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { delimiter, join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { run } from "./Command.ts"

/** The folder of `infra-cdktf`. */
export const infraFolder = join(import.meta.dirname, "..")

/** Where tools and working files are kept; ignored by git. */
export const cacheFolder = join(infraFolder, ".cache")

/** Age at which a lock counts as abandoned, in milliseconds. */
const staleMs = 15 * 60_000

/** Installs into a path unless that was done, one process at a time: test files run concurrently. */
export const installOnce = async (
  name: string,
  isDone: () => boolean,
  install: () => Promise<unknown>
): Promise<void> => {
  if (isDone()) return
  mkdirSync(cacheFolder, { recursive: true })
  const lock = join(cacheFolder, `${name}.lock`)
  while (true) {
    try {
      mkdirSync(lock)
      break
    } catch {
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
      if (age > staleMs) rmSync(lock, { recursive: true, force: true })
      else await sleep(500)
    }
  }
  try {
    if (!isDone()) await install()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

/** Installs the stacks' own dependencies, unless they are as in the lock file. */
export const installPackages = (): Promise<void> => {
  const lockFile = join(infraFolder, "package-lock.json")
  const installed = join(infraFolder, "node_modules", ".package-lock.json")
  return installOnce(
    "packages",
    () => existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockFile).mtimeMs,
    () => run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: infraFolder })
  )
}

/** Installs pinned Python modules, without their dependencies, in a virtual environment; returns its folder. */
export const installPythonModules = async (
  name: string,
  requirements: ReadonlyArray<string>,
  options: ReadonlyArray<string> = []
): Promise<string> => {
  const folder = pythonFolder(name, requirements)
  const complete = join(folder, "complete")
  await installOnce(
    name,
    () => existsSync(complete),
    async () => {
      rmSync(folder, { recursive: true, force: true })
      await run("python3", ["-m", "venv", folder])
      const pip = ["install", "--quiet", "--disable-pip-version-check", ...options, ...requirements]
      await run(join(folder, "bin", "pip"), pip)
      writeFileSync(complete, "")
    }
  )
  return folder
}

/** The modules' folder, and whether they are installed. */
const pythonFolder = (name: string, requirements: ReadonlyArray<string>): string =>
  join(cacheFolder, [name, ...requirements.map((requirement) => requirement.split("==")[1])].join("-"))

export const arePythonModulesInstalled = (name: string, requirements: ReadonlyArray<string>): boolean =>
  existsSync(join(pythonFolder(name, requirements), "complete"))

/** Installs a pinned Python program in its own virtual environment, with further modules that it can use. */
export const installPython = async (
  name: string,
  version: string,
  modules: ReadonlyArray<string> = []
): Promise<string> => join(await installPythonModules(name, [`${name}==${version}`, ...modules]), "bin", name)

/** Installs a pinned Go program. */
export const installGo = async (name: string, module: string, version: string): Promise<string> => {
  const folder = join(cacheFolder, `${name}-${version}`)
  const program = join(folder, name)
  await installOnce(
    name,
    () => existsSync(program),
    async () => {
      const building = join(cacheFolder, `${name}-building`)
      await run("go", ["install", `${module}@${version}`], { env: { ...process.env, GOBIN: building } })
      rmSync(folder, { recursive: true, force: true })
      renameSync(building, folder)
    }
  )
  return program
}

/** Installs pinned npm packages, without their install scripts, in a folder of their own; returns the folder that has `node_modules`. */
export const installNode = async (
  name: string,
  version: string,
  packages: Readonly<Record<string, string>>
): Promise<string> => {
  const folder = join(cacheFolder, `${name}-${version}`)
  const complete = join(folder, "complete")
  await installOnce(
    name,
    () => existsSync(complete),
    async () => {
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder)
      writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies: packages }))
      await run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder })
      writeFileSync(complete, "")
    }
  )
  return folder
}

/** Installs what `infra-cdktf` itself depends on: the Node that the functions run on in AWS, and cdktf's command line. */
export const binFolder = join(infraFolder, "node_modules", ".bin")

export const withPath = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...env,
  PATH: [binFolder, env.PATH].join(delimiter)
})

const providerVersion = "5.100.0"

const isMirror = (folder: string): boolean =>
  existsSync(join(folder, "registry.terraform.io", "hashicorp", "aws", providerVersion))

/** Folders that contain no plugin mirror and are large or endless. */
const notSearched = new Set(["proc", "sys", "dev", "run", "node_modules", ".git", "lib", "lib64"])

const searchMirror = (folder: string, depth: number): string | undefined => {
  if (isMirror(folder)) return folder
  if (depth === 0) return undefined
  let names: ReadonlyArray<string>
  try {
    names = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !notSearched.has(entry.name))
      .map((entry) => entry.name)
  } catch {
    return undefined
  }
  for (const name of names) {
    const found = searchMirror(join(folder, name), depth - 1)
    if (found !== undefined) return found
  }
  return undefined
}

/** How deep below the root of the file system to search for a mirror. */
const searchDepth = 4

/** The folder with the AWS provider, from `TF_PLUGIN_MIRROR` or found on this machine; without one Terraform uses the registry. */
export const findPluginMirror = (): string | undefined => {
  const given = process.env.TF_PLUGIN_MIRROR
  if (given === undefined || given === "") return searchMirror("/", searchDepth)
  if (!isMirror(given)) throw new Error(`TF_PLUGIN_MIRROR holds no hashicorp/aws ${providerVersion}: ${given}`)
  return given
}

/** Settings with which Terraform finds the AWS provider without a network. */
export const terraformEnvironment = (): NodeJS.ProcessEnv => {
  const mirror = findPluginMirror()
  const pluginCache = join(cacheFolder, "plugins")
  mkdirSync(pluginCache, { recursive: true })
  const config = join(cacheFolder, "terraform.tfrc")
  writeFileSync(
    config,
    mirror === undefined
      ? `plugin_cache_dir = ${JSON.stringify(pluginCache)}\n`
      : `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`
  )
  return { CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: config, TF_IN_AUTOMATION: "1" }
}

/** The Terraform on PATH, or OpenTofu. */
export const terraformProgram = (): string => {
  const folders = (process.env.PATH ?? "").split(delimiter)
  const found = ["terraform", "tofu"].find((name) => folders.some((folder) => existsSync(join(folder, name))))
  if (found === undefined) throw new Error("Neither terraform nor tofu is on PATH")
  return process.env.TERRAFORM_BINARY_NAME ?? found
}

/** The JSON of a file. */
export const readJson = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"))
