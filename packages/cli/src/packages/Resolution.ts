import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { Wheel } from "./Interpreter.ts"
import { Interpreter } from "./Interpreter.ts"
import type { IndexFile } from "./PackageIndex.ts"
import { PackageIndex } from "./PackageIndex.ts"
import { PackagesFault } from "./PackagesFault.ts"

/** A version that was chosen, and its file. */
export interface Chosen {
  readonly name: string
  readonly version: string
  readonly file: IndexFile
}

/**
 * What versions are chosen with: the resolver of pip, and the rules of versions, markers and tags. They come from the index, and are what
 * they were when this was written.
 */
const tools = [
  {
    project: "packaging",
    filename: "packaging-26.4-py3-none-any.whl",
    sha256: "81383611a09c1bc0b08b76e0fd5829d7c6824c65b27a6aee339da133f4233ea2"
  },
  {
    project: "resolvelib",
    filename: "resolvelib-1.2.1-py3-none-any.whl",
    sha256: "fb06b66c8da04172d9e72a21d7d06186d8919e32ae5ab5cdf5b9d920be805ac2"
  }
]

/** Steps of a resolution before it is given up: each fetches something that was not known. */
const maximumSteps = 2_000

const fetchTools = Effect.gen(function* () {
  const index = yield* PackageIndex
  return yield* Effect.forEach(
    tools,
    Effect.fnUntraced(function* ({ filename, project, sha256 }) {
      const found = (yield* index.files(project)).files.find((file) => file.filename === filename)
      if (found === undefined) {
        return yield* new PackagesFault({ message: `the index has no ${filename}, which versions are chosen with` })
      }
      return { filename, bytes: yield* index.download({ ...found, hashes: { sha256 } }) }
    }),
    { concurrency: 2 }
  )
})

const require = createRequire(import.meta.url)

interface Distributed {
  readonly depends: ReadonlyArray<string>
  readonly file_name: string
  readonly package_type: string
  readonly sha256: string
  readonly version: string
}

const read = <A>(path: string): A => JSON.parse(readFileSync(require.resolve(path), "utf8")) as A

/** Where the makers of Pyodide publish what its own lock file lists: packages that the index has no file of for this platform. */
const distribution = () => {
  const { version } = read<{ readonly version: string }>("pyodide/package.json")
  return `https://cdn.jsdelivr.net/pyodide/v${version}/full/`
}

/** A package of Pyodide's distribution. Those that are not wheels, or need what is none, cannot be installed. */
const distributed = (
  packages: Readonly<Record<string, Distributed>>,
  name: string,
  seen: ReadonlySet<string> = new Set()
): Distributed | undefined => {
  const found = packages[name]
  if (found?.package_type !== "package" || !found.file_name.endsWith(".whl")) return undefined
  const others = found.depends.filter((one) => !seen.has(one))
  const known = new Set([...seen, name])
  return others.every((one) => distributed(packages, one, known) !== undefined) ? found : undefined
}

/** The files of a package: the index's, and that of Pyodide's own distribution where it can be reached. */
const candidates = Effect.gen(function* () {
  const index = yield* PackageIndex
  const { packages } = read<{ readonly packages: Readonly<Record<string, Distributed>> }>("pyodide/pyodide-lock.json")
  const base = distribution()
  const isReachable = yield* Effect.cached(index.answers(`${base}pyodide-lock.json`))
  /** Packages that are only there, while it could not be reached. */
  const missed = new Map<string, string>()
  const find = Effect.fnUntraced(function* (name: string) {
    const listing = yield* index.files(name)
    const own = distributed(packages, name)
    if (own === undefined) return { listing, own: Option.none() }
    if (!(yield* isReachable)) {
      missed.set(name, own.version)
      return { listing, own: Option.none() }
    }
    const file = { filename: own.file_name, url: `${base}${own.file_name}`, hashes: { sha256: own.sha256 } }
    return { listing: { ...listing, files: [...listing.files, file] }, own: Option.some(own) }
  })
  const hints = () =>
    [...missed].map(
      ([name, version]) => `Pyodide's distribution has ${name} ${version}, and ${new URL(base).host} does not answer`
    )
  return { find, hints }
})

/**
 * Chooses versions of packages, and of all that they need, for the engine's interpreter. `preferred` are versions that stay where they can.
 * Also gives the wheels that had to be fetched meanwhile.
 */
export const resolve = Effect.fnUntraced(function* (
  platform: string,
  requested: ReadonlyArray<string>,
  preferred: Readonly<Record<string, string>>
) {
  const index = yield* PackageIndex
  const { resolver } = yield* Interpreter
  const { find, hints } = yield* candidates
  const libraries = yield* fetchTools
  const resolution = yield* resolver({ libraries, platform, preferred, requested })
  const fetched = new Map<string, Wheel>()
  for (let steps = 0; steps < maximumSteps; steps++) {
    const step = yield* resolution.next
    if (step.type === "chosen") return { chosen: step.packages, fetched }
    if (step.type === "impossible") {
      const told = hints().filter((hint) => step.reason.includes(hint.split(" ")[3]!))
      return yield* new PackagesFault({ message: [step.reason, ...told].join("; ") })
    }
    if ("index" in step) {
      const { listing, own } = yield* find(step.index)
      yield* resolution.addIndex(step.index, listing)
      if (Option.isSome(own)) yield* resolution.addDependencies(own.value.file_name, own.value.depends)
    } else {
      const { metadata: file } = step
      const told = yield* index.metadata(file)
      if (told !== undefined) {
        yield* resolution.addMetadata(file.filename, told)
      } else {
        const wheel = { filename: file.filename, bytes: yield* index.download(file) }
        fetched.set(file.filename, wheel)
        yield* resolution.addWheel(wheel)
      }
    }
  }
  return yield* new PackagesFault({
    message: "versions that fit together were not found: ask for a certain version of some"
  })
})
