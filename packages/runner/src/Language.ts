import { Runtime } from "@glissade/protocol/Runtime"
import * as Schema from "effect/Schema"
import { execFileSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs"
import { join } from "node:path"

/**
 * The words of a command. Leading words of the form `NAME=value` are its environment. A word such as `*.c` stands for the main file and the
 * other files beside it that have its ending.
 */
const Command = Schema.NonEmptyArray(Schema.String)

/** A language of the runner: `languages/*.json`. Its paths are those within a container. */
export const Language = Schema.Struct({
  language: Schema.String,
  name: Schema.String,
  extensions: Schema.Array(Schema.String),
  /** Of an editor's highlighting. */
  grammar: Schema.String,
  mainFile: Schema.String,
  /** The name of what runs or compiles it. */
  engine: Schema.String,
  /** What tells its version; the language is installed where it does. The pattern has one group. */
  version: Schema.Struct({ command: Command, pattern: Schema.String }),
  /** An interpreter that is started ahead and waits for its program. */
  warm: Schema.optionalKey(Command),
  compile: Schema.optionalKey(Command),
  /** How the compiler tells where an error is, with groups `line`, `column` and `message`. */
  diagnostic: Schema.optionalKey(Schema.String),
  run: Command,
  /** How a program that fails is told in stderr: patterns that have groups `line`, `type` and `message` together. */
  failure: Schema.optionalKey(Schema.Array(Schema.String)),
  /** Words NAME=value of its environment where input is typed while it runs: what makes it show a prompt before it waits. */
  interactive: Schema.optionalKey(Schema.Array(Schema.String)),
  example: Schema.String
}).pipe(Schema.encodeKeys({ mainFile: "main_file" }))
export type Language = typeof Language.Type

/** A language that this machine has. */
export interface InstalledLanguage {
  readonly language: Language
  readonly runtime: Runtime
}

const decode = Schema.decodeUnknownSync(Schema.fromJsonString(Language))

const versionTimeoutMs = 10_000

/** The path on this machine of a path in a container. */
const hostPath = (path: string, nodeFolder: string): string =>
  path.startsWith("/opt/node/") ? join(nodeFolder, path.slice("/opt/node/".length)) : path

/** What containers can see of this machine. */
const visible = (path: string, nodeFolder: string): boolean =>
  path.startsWith("/usr/") || path.startsWith(`${realpathSync(nodeFolder)}/`)

const versionOf = ({ version }: Language, nodeFolder: string): string | undefined => {
  const [program, ...args] = version.command
  const path = hostPath(program, nodeFolder)
  if (!existsSync(path) || !visible(realpathSync(path), nodeFolder)) return undefined
  try {
    const said = execFileSync(path, args, {
      encoding: "utf8",
      timeout: versionTimeoutMs,
      stdio: ["ignore", "pipe", "ignore"]
    })
    return new RegExp(version.pattern).exec(said)?.[1]
  } catch {
    // It does not run, so it is not installed.
    return undefined
  }
}

/** The languages of a folder of manifests that this machine has, by the names of their files. */
export const installedLanguages = (folder: string, nodeFolder: string): ReadonlyArray<InstalledLanguage> =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .flatMap((name) => {
      const language = decode(readFileSync(join(folder, name), "utf8"))
      const version = versionOf(language, nodeFolder)
      if (version === undefined) return []
      const { engine, extensions, grammar, mainFile } = language
      const runtime = Runtime.make({
        language: language.language,
        version,
        engine: `${engine} ${version}`,
        mainFile,
        name: language.name,
        extensions,
        grammar,
        ...(language.compile && { compiled: true }),
        // The supervisor knows the system calls in which a program waits by their numbers there.
        ...(process.arch === "x64" && { interactiveInput: true })
      })
      return [{ language, runtime }]
    })
