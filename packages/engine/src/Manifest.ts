import * as Schema from "effect/Schema"

/** The grammars that the page's editor has. `text` means no colours. */
export const Grammar = Schema.Literals(["python", "javascript", "typescript", "lua", "sql", "ruby", "text"])

const Name = Schema.String.check(
  Schema.isPattern(/^[a-z][a-z0-9-]{0,31}$/, { message: "must be a name of a-z, 0-9 and -, such as my-language" })
)

/** A path within a package. */
const PackagePath = Schema.String.check(
  Schema.isPattern(/^(?!\/)(?!.*(?:^|\/)\.\.?(?:\/|$))[^\\\0*]+$/, {
    message: "must be a path within the package, with / and without .. and *"
  })
)

const Amount = Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))

/** An example program: the files of a folder, among them the language's main file. */
const ManifestExample = Schema.Struct({
  title: Schema.NonEmptyString,
  folder: PackagePath,
  stdin: Schema.optionalKey(Schema.String)
})

const ManifestLanguage = Schema.Struct({
  /** The name in requests, such as `python`. */
  id: Name,
  /** The name for people, such as `Python`. */
  name: Schema.NonEmptyString,
  /** Version of the language as its own interpreter names it, such as `3.14.2`. */
  version: Schema.NonEmptyString,
  /** Name of the file that a program's code is put into, such as `main.py`. */
  mainFile: Schema.NonEmptyString,
  /** Endings of file names, without the dot. */
  extensions: Schema.NonEmptyArray(Schema.NonEmptyString),
  grammar: Grammar,
  /** Whether its programs can wait for input that is typed while they run: the engine reads by `Input`. */
  interactiveInput: Schema.optionalKey(Schema.Boolean),
  examples: Schema.Array(ManifestExample)
})

/** Maximum of JavaScript's heap in the processes of an engine whose manifest names none. */
export const defaultHeapMegabytes = 256

const HeapMegabytes = Schema.Int.check(Schema.isBetween({ minimum: defaultHeapMegabytes, maximum: 2_048 }))

/** What checks programs without running them, in a locked process of its own, beside the runs. */
const ManifestChecker = Schema.Struct({
  /** The module that is loaded there. Its programs are those to check, and what they write is a JSON list of errors. */
  program: PackagePath,
  /** The files of the engine's own package that it reads, beside its program. */
  files: Schema.Array(PackagePath),
  /** Maximum of JavaScript's heap in its process, in MiB. */
  heapMegabytes: HeapMegabytes,
  /** The languages that it checks. */
  languages: Schema.NonEmptyArray(Name)
})

/**
 * Describes an engine's package, in `manifest.json`. The sandbox, the page, the bundler for AWS and the documents read it; none of them
 * loads code of an engine.
 */
export const EngineManifest = Schema.Struct({
  /** Names the engine in settings, logs and metrics. */
  name: Name,
  /** The module that is loaded in the engine's locked process, bundled into one file. It exports an `EngineProgram`. */
  program: PackagePath,
  /** The npm package that the engine runs on. An engine without one needs no other package. */
  runtime: Schema.optionalKey(
    Schema.Struct({
      package: Schema.NonEmptyString,
      /** Shown as the engine of a runtime; by default the package's name and version. */
      name: Schema.optionalKey(Schema.NonEmptyString),
      /** An SPDX identifier. */
      licence: Schema.NonEmptyString,
      /** The command that installs the package, if it is not a dependency. */
      install: Schema.optionalKey(Schema.NonEmptyString),
      /** The files of the package that the engine reads. */
      files: Schema.Array(PackagePath)
    })
  ),
  /** The files of the engine's own package that it reads, beside its program. */
  files: Schema.Array(PackagePath),
  /** Whether an operator can add packages of its language, and the platform that their compiled modules must be built for. */
  packages: Schema.optionalKey(Schema.Struct({ platform: Schema.NonEmptyString })),
  /** Whether its interpreters boot from a memory image, which the program's `makeImage` writes. */
  image: Schema.optionalKey(Schema.Boolean),
  /**
   * Maximum of JavaScript's heap in its processes, in MiB, if not {@link defaultHeapMegabytes}. V8 collects all garbage whenever memory
   * outside of the heap has grown by half of this since the last time, and takes a linear memory that grows for a new one: an engine whose
   * memory grows in small steps needs twice the most that it can have, a program's limit included.
   */
  heapMegabytes: Schema.optionalKey(HeapMegabytes),
  /** Whether its first interpreter starts with the sandbox, by default. */
  warm: Schema.Boolean,
  /** The shortest program of its first language that prints, for warming up. */
  greeting: Schema.NonEmptyString,
  /** Its cost on disk, until the first result, and in private memory of one interpreter: see `bench/results.md`. */
  cost: Schema.Struct({ diskMegabytes: Amount, startMilliseconds: Amount, memoryMegabytes: Amount }),
  languages: Schema.NonEmptyArray(ManifestLanguage),
  /** Left out where its files are not there. */
  checker: Schema.optionalKey(ManifestChecker)
})

export type EngineManifest = typeof EngineManifest.Type

/** Decodes the text of a `manifest.json`; throws a `SchemaError` that says what is wrong with it. */
export const decodeManifest = Schema.decodeUnknownSync(Schema.fromJsonString(EngineManifest))
