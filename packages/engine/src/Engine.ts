/**
 * The contract between the host process of an interpreter and a language engine. Everything here runs inside the locked
 * child process, so it is plain TypeScript: no Effect and no Node API that an engine does not need.
 */

/** One program, ready to run: text decoded, limits settled. */
export interface Program {
  /** A language that the engine lists, such as `python`. */
  readonly language: string
  /** The main file's text. */
  readonly code: string
  /** What the program finds after its own name in `sys.argv` or `process.argv`. */
  readonly args: ReadonlyArray<string>
  readonly stdin: Uint8Array
  /** Files beside the main file; names are relative, with `/`, without `.` and `..` (checked before). */
  readonly files: ReadonlyArray<{ readonly name: string; readonly content: Uint8Array }>
  readonly limits: {
    /** Wall clock of the run in milliseconds; the engine stops by itself when it can, else its process is killed. */
    readonly timeoutMs: number
    /** Memory that the program may hold in bytes, file contents included. */
    readonly memoryBytes: number
    /** Bytes of each output stream; enforced by {@link Output}, not by the engine. */
    readonly outputBytes: number
  }
}

export type StreamName = "stdout" | "stderr"

/**
 * Where a program writes. `write` takes the bytes at once (the engine may reuse the buffer) and returns `false` when the
 * stream's limit is passed: the run must end there, with `output_limit`, in a way that the program cannot catch.
 */
export interface Output {
  readonly write: (stream: StreamName, bytes: Uint8Array) => boolean
}

/** What a program died of, in words for the person and a place for the editor to mark. */
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
  /** `null` when the program was stopped rather than ended. */
  readonly exitCode: number | null
  readonly error?: ProgramError
  /** Peak of the memory the program had, in bytes. */
  readonly memoryBytes: number
  /** `false` when this interpreter must not run anything again and its process is to be replaced. */
  readonly reusable: boolean
}

/** A file as a program left it. */
export interface LeftFile {
  /** Within its folder. */
  readonly name: string
  /** The interpreter's own, until it is reset. */
  readonly bytes: Uint8Array
}

/** A booted interpreter. Runs are synchronous: the process does nothing else meanwhile, and blocks where the program waits. */
export interface Interpreter {
  readonly run: (program: Program, output: Output) => Ending
  /** The files that the program left right in the folder `out` beside it; asked after each run, where a program can leave any. */
  readonly leftFiles?: () => Iterable<LeftFile>
  /**
   * Puts back everything a run could have changed. Called after the ending was sent, so that nobody waits for it. Answers
   * `false` when it could not.
   */
  readonly reset: () => boolean
}

/** A language engine, chosen by name when its host process starts. */
export interface Engine {
  readonly name: string
  /** Boots one interpreter; what it needs from disk lies under paths that the host process may read. */
  readonly boot: () => Promise<Interpreter>
}

/** A memory image that an interpreter boots from, and the key of the build that it must be of. */
export interface BootImage {
  readonly path: string
  readonly key: string
}

/** Where the files of an engine lie. Its process may read those that the manifest lists, and nothing else. */
export interface EngineAssets {
  /** Folder of the engine's own package. */
  readonly ownFolder: string
  /** Folder of the npm package that the engine runs on; the engine's own where the manifest names none. */
  readonly runtimeFolder: string
  /** The languages of the manifest. */
  readonly languages: ReadonlyArray<{ readonly id: string; readonly mainFile: string }>
  readonly image?: BootImage
}

/** What the module that a manifest names as its program exports. It is loaded in the engine's own processes alone. */
export interface EngineProgram {
  readonly makeEngine: (assets: EngineAssets) => Engine
  /** Writes a memory image, whole or not at all. There where the manifest says `image`. */
  readonly makeImage?: (assets: Omit<EngineAssets, "image">, image: BootImage) => Promise<void>
}
