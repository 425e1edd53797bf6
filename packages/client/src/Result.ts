/*
 * What travels, as types alone: those of @glissade/protocol come out of schemas, and would make whoever installs the client install Effect. A
 * test holds each of them to its schema.
 */

/** How a run ended. */
export type ExecutionStatus = "success" | "error" | "timeout" | "memory_limit" | "output_limit" | "cancelled"

/** What a program died of. */
export interface ExecutionError {
  /** Class of the exception, such as `ZeroDivisionError`. */
  readonly type: string
  readonly message: string
  /** Counted from 1, in the main file. */
  readonly line?: number
  /** Counted from 1, in UTF-16 units. */
  readonly column?: number
}

/** A picture that a program left in its folder `out`. */
export interface Artifact {
  /** Of the file, within the folder. */
  readonly name: string
  readonly mediaType: "image/png" | "image/svg+xml"
  /** The file in base64. */
  readonly data: string
}

/** What became of one run. */
export interface ExecutionResult {
  readonly status: ExecutionStatus
  /** `null` when the program was stopped rather than ended. */
  readonly exitCode: number | null
  /** `null` where the output came in pieces and is not repeated. */
  readonly stdout: string | null
  readonly stderr: string | null
  /** Which stream was cut at the output limit. */
  readonly truncated: { readonly stdout: boolean; readonly stderr: boolean }
  /** From the start of the program to its end, in milliseconds. */
  readonly durationMs: number
  /** Peak memory that the program had, in bytes. */
  readonly memoryBytes: number
  readonly language: string
  readonly version: string
  readonly error?: ExecutionError
  /** Sorted by name. */
  readonly artifacts?: ReadonlyArray<Artifact>
}

/** A language that a server runs. */
export interface Runtime {
  /** The name that requests use. */
  readonly language: string
  /** Version of the language as its own interpreter names it. */
  readonly version: string
  /** What runs it, such as `pyodide 314.0.7`. */
  readonly engine: string
  /** Name of the file that `code` is put into. */
  readonly mainFile: string
  /** The language's name for people. Older servers leave it and the next two out. */
  readonly name?: string
  /** Endings of names of its files, without the dot. */
  readonly extensions?: ReadonlyArray<string>
  /** The grammar that an editor colours it by; `text` where there is none. */
  readonly grammar?: string
}

/** A limit that a request may name: what it is without, and the most that is given. */
export interface Range {
  readonly default: number
  readonly maximum: number
}

/** The languages of a server, and the limits of a run there. */
export interface Runtimes {
  readonly runtimes: ReadonlyArray<Runtime>
  readonly limits: {
    readonly timeoutMs: Range
    /** The longest run that `POST /execute` takes. */
    readonly syncTimeoutMs: Range
    readonly memoryBytes: Range
    readonly outputBytes: Range
    readonly stdinBytes: { readonly maximum: number }
    readonly sourceBytes: { readonly maximum: number }
  }
  /** What the server can do beyond what every server can. Older servers leave it out. */
  readonly features?: ReadonlyArray<string>
}

/** A program to begin with. */
export interface LanguageExample {
  readonly title: string
  readonly code: string
  readonly stdin?: string
  /** Files beside the main one. */
  readonly files?: ReadonlyArray<{ readonly name: string; readonly content: string }>
}

/** Programs to begin with in a language. */
export interface LanguageExamples {
  readonly language: string
  readonly examples: ReadonlyArray<LanguageExample>
}
