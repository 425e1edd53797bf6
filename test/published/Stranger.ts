import { execFileSync } from "node:child_process"
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("../../", import.meta.url))

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly devDependencies?: Readonly<Record<string, string>>
}

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"))

/** The folders of the packages that can be published. */
export const published: ReadonlyArray<string> = ["packages", "packages/engines"]
  .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
  .filter((folder) => existsSync(join(root, folder, "package.json")) && manifestOf(folder).private !== true)

/** The version of a package of the development that is pinned here. */
export const pinned = (name: string): string => `${name}@${manifestOf(".").devDependencies?.[name]}`

/** Whatever runs the tests runs the packages: Node's own folder goes first. */
export const environment = {
  ...process.env,
  PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`,
  NODE_OPTIONS: ""
}

/** Runs a command to its end and answers what it printed; throws with all of that where it failed. */
export const run = (cwd: string, file: string, ...args: ReadonlyArray<string>): string => {
  try {
    return execFileSync(file, args, { cwd, env: environment, encoding: "utf8", stdio: "pipe", maxBuffer: 1 << 26 })
  } catch (error) {
    const { stderr, stdout } = error as { readonly stderr?: string; readonly stdout?: string }
    throw new Error(`${file} ${args.join(" ")} failed:\n${stdout}\n${stderr}`, { cause: error })
  }
}

/** Somebody who has the packages, and none of this repository. */
export class Stranger {
  readonly folder = mkdtempSync(join(tmpdir(), "glissade-"))
  readonly #packed = join(this.folder, "packed")

  /** Packs every package as publishing would. */
  constructor() {
    // As root, the server's PostgreSQL runs as another user, who must get to its data.
    chmodSync(this.folder, 0o711)
    mkdirSync(this.#packed)
    run(root, "npm", "pack", "--pack-destination", this.#packed, ...published.flatMap((folder) => ["-w", folder]))
  }

  /** The packed file of a package. */
  packed(name: string): string {
    const start = `${name.replace("@", "").replace("/", "-")}-`
    const file = readdirSync(this.#packed).find(
      (file) => file.startsWith(start) && /^\d/.test(file.slice(start.length))
    )
    if (file === undefined) throw new Error(`${name} was not packed`)
    return join(this.#packed, file)
  }

  /** Makes an empty project and installs packages into it: ours by their names, others with a version. */
  project(name: string, ...packages: ReadonlyArray<string>): string {
    const project = join(this.folder, name)
    mkdirSync(project)
    writeFileSync(join(project, "package.json"), JSON.stringify({ name, private: true, type: "module" }))
    this.install(project, ...packages)
    return project
  }

  /** What ours depend on among themselves is in no registry yet, and comes from the packed files too. */
  install(project: string, ...packages: ReadonlyArray<string>): void {
    const all = packages.map((name) => (name.startsWith("@glissade/") ? this.packed(name) : name))
    run(project, "npm", "install", "--no-audit", "--no-fund", "--prefer-offline", ...all)
  }

  /** Copies a folder of the repository. */
  copy(folder: string, name: string): string {
    const to = join(this.folder, name)
    cpSync(join(root, folder), to, { recursive: true, filter: (path) => !/node_modules|\/dist$/.test(path) })
    return to
  }

  leave(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
