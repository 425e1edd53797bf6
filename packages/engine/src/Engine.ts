/**
 * The contract between the host process of an interpreter and a language engine. Everything here runs inside the locked
 * child process, so it is plain TypeScript: no Effect and no Node API that an engine does not need.
 */

/** One program, ready to run: text decoded, limits filled in. */
export interface Program {
  /** A language that the engine lists, such as `python`. */
  readonly language: string
  /** The main file's text. */
  readonly code: string
  /** What the program finds after its own name in `sys.argv` or `process.argv`. */
  readonly args: ReadonlyArray<string>
  /** The input that is there from the start. Engines read it, and what comes later, by {@link Input}. */
  readonly stdin: Uint8Array
  /** Whether more input may come while the program runs. */
  readonly isInteractive?: boolean
  /** Files beside the main file; names are relative, with `/`, without `.` and `..` (checked before). */
  readonly files: ReadonlyArray<{ readonly name: string; readonly content: Uint8Array }>
  readonly limits: {
    /** Wall clock of the run in milliseconds. The engine stops the program if it can; otherwise its process is killed. */
    readonly timeoutMs: number
    /** Memory that the program may hold in bytes, file contents included. */
    readonly memoryBytes: number
    /** Bytes of each output stream; enforced by {@link Output}, not by the engine. */
    readonly outputBytes: number
  }
}

/** What a program reads on its standard input. */
export interface Input {
  /**
   * Copies the next bytes, at least one, and returns their number; 0 at the end of the input. Where the input comes while the program runs,
   * waits for it: at most for `patienceMs`, and then returns `undefined`.
   */
  readonly read: (into: Uint8Array, patienceMs?: number) => number | undefined
  /** Whether more input may come while the program runs. */
  readonly isInteractive: boolean
  /** Milliseconds that the program has waited for input. They do not count towards its time limit. */
  readonly waitedMs: number
  /** The program has waited for as long as it may. The next read ends the input; the engine ends the run with `timeout`. */
  readonly isOver: boolean
  /** The longest that the program may wait in all, in milliseconds: 0 where all input is there. */
  readonly longestWaitMs: number
}

export type StreamName = "stdout" | "stderr"

/**
 * Where a program writes. `write` copies the bytes before it returns (the engine may reuse the buffer). It returns `false` when the
 * stream's limit is exceeded: the run must then end with `output_limit`, in a way that the program cannot catch.
 */
export interface Output {
  readonly write: (stream: StreamName, bytes: Uint8Array) => boolean
}

/** The error that ended a program: words for the person, and a place for the editor to mark. */
export interface ProgramError {
  /** Class of the exception, such as `ZeroDivisionError`; at most 200 characters reach the person. */
  readonly type: string
  /** At most 1,000 characters reach the person. */
  readonly message: string
  /** Counted from 1, in the main file. */
  readonly line?: number
  /** Counted from 1, in UTF-16 units. */
  readonly column?: number
}

export type EndingStatus = "success" | "error" | "timeout" | "memory_limit" | "output_limit"

/** How a run ended, as the engine measured it. */
export interface Ending {
  readonly status: EndingStatus
  /** `null` when the program was stopped. */
  readonly exitCode: number | null
  readonly error?: ProgramError
  /** Peak of the memory the program had, in bytes. */
  readonly memoryBytes: number
  /** `false` when this interpreter must not run another program: its process is replaced. */
  readonly reusable: boolean
}

/** A file as a program left it. */
export interface LeftFile {
  /** Within its folder. */
  readonly name: string
  /** The interpreter's own, until it is reset. */
  readonly bytes: Uint8Array
}

/** A booted interpreter. Runs are synchronous: the process does nothing else meanwhile, and blocks while the program waits. */
export interface Interpreter {
  readonly run: (program: Program, output: Output, input: Input) => Ending
  /** The files that the program left directly in the folder `out`. Called after each run; absent where programs cannot leave files. */
  readonly leftFiles?: () => Iterable<LeftFile>
  /**
   * Restores everything that a run could have changed. Called after the ending was sent, so that no caller waits for it. Returns `false` if
   * it failed.
   */
  readonly reset: () => boolean
}

/** A language engine, chosen by name when its host process starts. */
export interface Engine {
  readonly name: string
  /** Boots one interpreter. The host process may read the files that it needs. */
  readonly boot: () => Promise<Interpreter>
}

/** A memory image that an interpreter boots from, and the key of the build that it must belong to. */
export interface BootImage {
  readonly path: string
  readonly key: string
}

/** Packages beside the language's own library: an archive, see `packages/PackageArchive.ts`. */
export interface EnginePackages {
  readonly archive: string
  /** What the archive must be. */
  readonly sha256: string
  /** Their names and versions, for people. */
  readonly list: ReadonlyArray<{ readonly name: string; readonly version: string }>
  /** The modules that programs are told of: those of packages that were asked for, and not of what these need. */
  readonly modules: ReadonlyArray<string>
}

/** Where an engine's files are. Its process may read those that the manifest lists, and no others. */
export interface EngineAssets {
  /** Folder of the engine's own package. */
  readonly ownFolder: string
  /** Folder of the npm package that the engine runs on; the engine's own folder if the manifest names none. */
  readonly runtimeFolder: string
  /** The languages of the manifest. */
  readonly languages: ReadonlyArray<{ readonly id: string; readonly mainFile: string }>
  readonly image?: BootImage
  /** Given where the manifest says that the engine takes some and an operator has added them. */
  readonly packages?: EnginePackages
}

/** What the module exports that a manifest names as `program`. It is loaded in the engine's own processes only. */
export interface EngineProgram {
  readonly makeEngine: (assets: EngineAssets) => Engine
  /** Writes a memory image, completely or not at all. Present where the manifest says `image`. */
  readonly makeImage?: (assets: Omit<EngineAssets, "image">, image: BootImage) => Promise<void>
}
