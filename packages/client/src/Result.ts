/*
 * The wire's types, without schemas: those of @glissade/protocol are derived from schemas, so that users of the client would have to
 * install Effect. A test holds each of them to its schema.
 */

/** How a run ended. */
export type ExecutionStatus = "success" | "error" | "timeout" | "memory_limit" | "output_limit" | "cancelled"

/** The error that ended a program. */
export interface ExecutionError {
  /** Class of the exception, such as `ZeroDivisionError`. */
  readonly type: string
  readonly message: string
  /** Counted from 1, in the main file. */
  readonly line?: number
  /** Counted from 1, in UTF-16 units. */
  readonly column?: number
}

/** An error that a check of a program found. It did not stop the program. */
export interface Diagnostic {
  /** The file, by its name beside the main file. */
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  /** Counted from 1, in UTF-16 units. */
  readonly column: number
  /** The checker's number of the error, such as 2322 for TypeScript's TS2322. */
  readonly code: number
  readonly message: string
}

/** A picture that a program wrote to its folder `out`. */
export interface Artifact {
  /** Name of the file, within the folder. */
  readonly name: string
  readonly mediaType: "image/png" | "image/svg+xml"
  /** The file in base64. */
  readonly data: string
}

/** How compiling ended, and what the compiler wrote. */
export interface CompileResult {
  /** `null` when it was stopped. */
  readonly exitCode: number | null
  /** `null` where it is too long for the result: the events of the run have it. */
  readonly stdout: string | null
  readonly stderr: string | null
  /** Which streams were cut. */
  readonly truncated: { readonly stdout: boolean; readonly stderr: boolean }
  /** In milliseconds. */
  readonly durationMs: number
}

/** The result of one run. */
export interface ExecutionResult {
  readonly status: ExecutionStatus
  /** `null` when the program was stopped and did not end by itself. */
  readonly exitCode: number | null
  /** `null` where the output was sent in pieces and is not repeated. */
  readonly stdout: string | null
  readonly stderr: string | null
  /** Which streams were cut at the output limit. */
  readonly truncated: { readonly stdout: boolean; readonly stderr: boolean }
  /** From the start of the program to its end, in milliseconds. */
  readonly durationMs: number
  /** Peak memory of the program, in bytes. */
  readonly memoryBytes: number
  readonly language: string
  readonly version: string
  readonly error?: ExecutionError
  /** Absent where nothing was compiled, and where the request did not say `compile_output`. */
  readonly compile?: CompileResult
  /** What the check found that the request asked for. Absent without one, and where it took longer than the run and a second. */
  readonly diagnostics?: ReadonlyArray<Diagnostic>
  /** Sorted by name. */
  readonly artifacts?: ReadonlyArray<Artifact>
}

/** A language that the server runs. */
export interface Runtime {
  /** The name that requests use. */
  readonly language: string
  /** Version of the language as its interpreter reports it. */
  readonly version: string
  /** The engine, such as `pyodide 314.0.7`. */
  readonly engine: string
  /** Name of the file that `code` is put into. */
  readonly mainFile: string
  /** The language's display name. Older servers omit it and the next two fields. */
  readonly name?: string
  /** File name extensions, without the dot. */
  readonly extensions?: ReadonlyArray<string>
  /** The grammar for an editor's highlighting; `text` if there is none. */
  readonly grammar?: string
  /** Whether a run may be given input while it runs. */
  readonly interactiveInput?: boolean
  /** Whether requests may ask for `compile_output`: programs are compiled before they run. */
  readonly compiled?: boolean
  /** Whether requests may ask for a check of their programs. */
  readonly check?: boolean
  /** What programs can import beside the language's own library. */
  readonly packages?: ReadonlyArray<{ readonly name: string; readonly version: string }>
}

/** A limit that a request may set: its default and its maximum. */
export interface Range {
  readonly default: number
  readonly maximum: number
}

/** The languages of a server, and the limits of a run there. */
export interface Runtimes {
  readonly runtimes: ReadonlyArray<Runtime>
  readonly limits: {
    readonly timeoutMs: Range
    /** The longest run that `POST /execute` accepts. */
    readonly syncTimeoutMs: Range
    readonly memoryBytes: Range
    readonly outputBytes: Range
    /** Of compiling, in milliseconds. Absent where nothing is compiled before it runs. */
    readonly compileTimeoutMs?: Range
    readonly stdinBytes: { readonly maximum: number }
    readonly sourceBytes: { readonly maximum: number }
  }
  /** Optional features of the server. Older servers omit the field. */
  readonly features?: ReadonlyArray<string>
  /** The languages whose programs run natively, each in a container of its own. */
  readonly nativeRuntimes?: ReadonlyArray<Runtime>
  /** What holds native programs. */
  readonly nativeIsolation?: string
  /** Whether what runs native programs still starts, and has not told its languages yet. */
  readonly nativeStarting?: boolean
}

/** An example program. */
export interface LanguageExample {
  readonly title: string
  readonly code: string
  readonly stdin?: string
  /** Files beside the main one. */
  readonly files?: ReadonlyArray<{ readonly name: string; readonly content: string }>
}

/** The example programs of a language. */
export interface LanguageExamples {
  readonly language: string
  readonly examples: ReadonlyArray<LanguageExample>
}
