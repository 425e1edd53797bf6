import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"
import type { PackageFile } from "@glissade/engine/packages/PackageArchive"
import type { Listing } from "./PackageIndex.ts"
import { IndexFile } from "./PackageIndex.ts"
import { PackagesFault } from "./PackagesFault.ts"

/** Most bytes of all packages together, unpacked. */
const maximumUnpackedBytes = 256 << 20

/** Most files of all packages together, compiled modules among them. */
const maximumFiles = 50_000

/** A file with its name, as a wheel is handed over. */
export interface Wheel {
  readonly filename: string
  readonly bytes: Uint8Array
}

const Step = Schema.fromJsonString(
  Schema.Union([
    Schema.Struct({ type: Schema.Literal("needed"), index: Schema.String }),
    Schema.Struct({ type: Schema.Literal("needed"), metadata: IndexFile }),
    Schema.Struct({ type: Schema.Literal("impossible"), reason: Schema.String }),
    Schema.Struct({
      type: Schema.Literal("chosen"),
      packages: Schema.Array(Schema.Struct({ name: Schema.String, version: Schema.String, file: IndexFile }))
    })
  ])
)

/** What a resolution says: what it needs next, the files that it chose, or why there are none. */
export type Step = typeof Step.Type

const Unpacked = Schema.fromJsonString(
  Schema.Array(Schema.Struct({ imports: Schema.Array(Schema.String), native: Schema.Boolean }))
)

/** What is read of a wheel: the modules that programs can import, and whether there are compiled ones. */
export type UnpackedWheel = (typeof Unpacked.Type)[number]

/** Chooses versions that fit together. What it is told stays known until it has all that it needs. */
export interface Resolver {
  readonly next: Effect.Effect<Step, PackagesFault>
  readonly addIndex: (name: string, listing: Listing) => Effect.Effect<void, PackagesFault>
  readonly addMetadata: (filename: string, text: string) => Effect.Effect<void, PackagesFault>
  readonly addWheel: (wheel: Wheel) => Effect.Effect<void, PackagesFault>
  readonly addDependencies: (filename: string, names: ReadonlyArray<string>) => Effect.Effect<void, PackagesFault>
}

interface Python {
  /** Starts a resolution; `libraries` are the wheels that it is done with, and `preferred` the versions that stay if they can. */
  readonly resolver: (options: {
    readonly libraries: ReadonlyArray<Wheel>
    readonly platform: string
    readonly requested: ReadonlyArray<string>
    readonly preferred: Readonly<Record<string, string>>
  }) => Effect.Effect<Resolver, PackagesFault>
  /** Unpacks wheels and compiles their modules. Called once. */
  readonly unpack: (
    wheels: ReadonlyArray<Wheel>
  ) => Effect.Effect<
    { readonly wheels: ReadonlyArray<UnpackedWheel>; readonly files: ReadonlyArray<PackageFile> },
    PackagesFault
  >
}

/** The interpreter that will import the packages: it knows which files fit it, and compiles them. None of their code is run. */
export class Interpreter extends Context.Service<Interpreter, Python>()("@glissade/cli/Interpreter") {}

/** The parts of Pyodide that are used here. */
interface Pyodide {
  readonly FS: {
    readonly mkdirTree: (path: string) => void
    readonly writeFile: (path: string, content: Uint8Array) => void
    readonly readFile: (path: string) => Uint8Array
    readonly readdir: (path: string) => ReadonlyArray<string>
    readonly stat: (path: string) => { readonly mode: number }
    readonly isDir: (mode: number) => boolean
  }
  readonly runPython: (source: string) => unknown
}

const source = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../python/${name}`, import.meta.url)), "utf8")

const folder = dirname(createRequire(import.meta.url).resolve("pyodide/package.json"))

const boot = Effect.tryPromise({
  try: async (): Promise<Pyodide> => {
    const { loadPyodide } = await import("pyodide")
    // Warnings about the packages' own modules are of no use to whoever adds them.
    return (await loadPyodide({
      indexURL: `${folder}/`,
      stderr: () => {},
      env: { PYTHONHASHSEED: "0" }
    })) as unknown as Pyodide
  },
  catch: (thrown) => new PackagesFault({ message: `Python could not be started: ${String(thrown)}` })
})

/** The last line of a traceback is the exception, whose words are for people where the code of this package raised it. */
const lastLine = (thrown: unknown): string => {
  const lines = String(thrown instanceof Error ? thrown.message : thrown)
    .trimEnd()
    .split("\n")
  return lines.at(-1)!.replace(/^ValueError: /, "")
}

const attempt = <A>(evaluate: () => A): Effect.Effect<A, PackagesFault> =>
  Effect.try({ try: evaluate, catch: (thrown) => new PackagesFault({ message: lastLine(thrown) }) })

/** The files below a folder, in the order of their names, so that an archive of them is the same each time. */
const filesBelow = ({ FS }: Pyodide, path: string, prefix = ""): ReadonlyArray<PackageFile> =>
  FS.readdir(path)
    .filter((name) => name !== "." && name !== "..")
    .toSorted()
    .flatMap((name) => {
      const full = `${path}/${name}`
      if (FS.isDir(FS.stat(full).mode)) return filesBelow({ FS } as Pyodide, full, `${prefix}${name}/`)
      return [{ name: `${prefix}${name}`, bytes: FS.readFile(full) }]
    })

const place = ({ FS }: Pyodide, folder: string, wheels: ReadonlyArray<Wheel>): ReadonlyArray<string> => {
  FS.mkdirTree(folder)
  return wheels.map(({ bytes, filename }) => {
    FS.writeFile(`${folder}/${filename}`, bytes)
    return `${folder}/${filename}`
  })
}

const literal = (value: unknown): string => `json.loads(${JSON.stringify(JSON.stringify(value))})`

const make = Effect.gen(function* () {
  const python = yield* Effect.cached(boot)
  return Interpreter.of({
    resolver: Effect.fnUntraced(function* ({ libraries, platform, preferred, requested }) {
      const pyodide = yield* python
      const call = (method: string, ...args: ReadonlyArray<unknown>) =>
        attempt(() => pyodide.runPython(`resolver.${method}(${args.map(literal).join(", ")})`))
      yield* attempt(() => {
        pyodide.runPython(`import json, sys\nsys.path[:0] = ${literal(place(pyodide, "/libraries", libraries))}`)
        pyodide.runPython(source("resolve.py"))
        pyodide.runPython(`resolver = Resolver(${[platform, requested, preferred].map(literal).join(", ")})`)
      })
      return {
        next: Effect.flatMap(call("resolve"), (told) => attempt(() => Schema.decodeUnknownSync(Step)(told))),
        addIndex: (name, { files, unusable }) => Effect.asVoid(call("add_index", name, files, unusable)),
        addMetadata: (filename, text) => Effect.asVoid(call("add_metadata", filename, text)),
        addDependencies: (filename, names) => Effect.asVoid(call("add_dependencies", filename, names)),
        addWheel: (wheel) =>
          Effect.flatMap(
            attempt(() => place(pyodide, "/asked", [wheel])),
            ([path]) => Effect.asVoid(call("add_wheel", wheel.filename, path))
          )
      }
    }),
    unpack: Effect.fnUntraced(function* (wheels) {
      const pyodide = yield* python
      const told = yield* attempt(() => {
        const paths = place(pyodide, "/wheels", wheels)
        pyodide.runPython(source("unpack.py"))
        return pyodide.runPython(`unpack_all(${literal(paths)}, ${maximumUnpackedBytes})`)
      })
      const files = yield* attempt(() => (wheels.length === 0 ? [] : filesBelow(pyodide, "/site")))
      if (files.length > maximumFiles) {
        return yield* new PackagesFault({
          message: `the packages have ${files.length} files, and ${maximumFiles} are allowed: remove some`
        })
      }
      return { wheels: yield* attempt(() => Schema.decodeUnknownSync(Unpacked)(told)), files }
    })
  })
})

/** The Python of the engine, in this process. It starts on first use, which takes seconds. */
export const layer: Layer.Layer<Interpreter> = Layer.effect(Interpreter, make)
