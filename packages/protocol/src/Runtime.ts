import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"

/** A language that can be run, under the name that requests use. */
export class Runtime extends Schema.Opaque<Runtime>()(
  Schema.Struct({
    language: Schema.String,
    /** Version of the language as its interpreter reports it, such as `3.14.2`. */
    version: Schema.String,
    /** The engine, such as `pyodide 314.0.7`. */
    engine: Schema.String,
    /** Name of the file that `code` is put into, such as `main.py`. */
    mainFile: Schema.String,
    /** The language's display name, such as `Python`. Servers before 0.2 omit it and the next two fields. */
    name: Schema.optionalKey(Schema.String),
    /** File name extensions, without the dot. */
    extensions: Schema.optionalKey(Schema.Array(Schema.String)),
    /** The grammar for an editor's highlighting; `text` if there is none. */
    grammar: Schema.optionalKey(Schema.String),
    /** Whether requests may ask for a check of their programs. */
    check: Schema.optionalKey(Schema.Boolean),
    /** Whether requests may ask for `compile_output`: programs are compiled before they run. */
    compiled: Schema.optionalKey(Schema.Boolean),
    /** Whether a job may be given input while it runs: `"input": "stream"` in its submit. */
    interactiveInput: Schema.optionalKey(Schema.Boolean),
    /** What programs can import beside the language's own library and their files. */
    packages: Schema.optionalKey(Schema.Array(Schema.Struct({ name: Schema.String, version: Schema.String })))
  }).pipe(Schema.encodeKeys({ mainFile: "main_file", interactiveInput: "interactive_input" }))
) {}

/** The same language where programs are given no input while they run. */
export const withoutInteractiveInput = (runtime: Runtime): Runtime =>
  Runtime.make(Struct.omit(runtime, ["interactiveInput"]))

/** The same language where no programs are checked. */
export const withoutCheck = (runtime: Runtime): Runtime => Runtime.make(Struct.omit(runtime, ["check"]))

/** An example program. */
export class LanguageExample extends Schema.Opaque<LanguageExample>()(
  Schema.Struct({
    title: Schema.String,
    code: Schema.String,
    stdin: Schema.optionalKey(Schema.String),
    /** Files beside the main one. */
    files: Schema.optionalKey(Schema.Array(Schema.Struct({ name: Schema.String, content: Schema.String })))
  })
) {}

/** Answer to `GET /runtimes/{language}/examples`. */
export class LanguageExamples extends Schema.Opaque<LanguageExamples>()(
  Schema.Struct({ language: Schema.String, examples: Schema.Array(LanguageExample) })
) {}

/** The feature of a server that reads job keys from the header `Glissade-Job-Key`. */
export const jobKeyHeader = "job_key_header"

/** The feature of a server that accepts `output` in a submit. */
export const outputForms = "output"

/** The feature of a server that opens sockets with a ticket of `POST /tickets`. */
export const socketTickets = "tickets"

/** The feature of a server that keeps programs: `/snippets` and `/shared`. */
export const libraryFeature = "library"

/** The feature of a server that keeps people's runs: `/runs`. */
export const historyFeature = "history"

const Range = Schema.Struct({ default: Schema.Int, maximum: Schema.Int })

/** Answer to `GET /runtimes`: the languages, the limits of a run, and optional features. */
export class Runtimes extends Schema.Opaque<Runtimes>()(
  Schema.Struct({
    runtimes: Schema.Array(Runtime),
    limits: Schema.Struct({
      timeoutMs: Range,
      /** The longest run that `POST /execute` accepts. */
      syncTimeoutMs: Range,
      memoryBytes: Range,
      outputBytes: Range,
      /** Of compiling, in milliseconds. Absent where nothing is compiled before it runs. */
      compileTimeoutMs: Schema.optionalKey(Range),
      stdinBytes: Schema.Struct({ maximum: Schema.Int }),
      sourceBytes: Schema.Struct({ maximum: Schema.Int })
    }).pipe(
      Schema.encodeKeys({
        timeoutMs: "timeout_ms",
        syncTimeoutMs: "sync_timeout_ms",
        memoryBytes: "memory_bytes",
        outputBytes: "output_bytes",
        compileTimeoutMs: "compile_timeout_ms",
        stdinBytes: "stdin_bytes",
        sourceBytes: "source_bytes"
      })
    ),
    /** The server's optional features; a client uses only those listed here. */
    features: Schema.optionalKey(Schema.Array(Schema.String)),
    /** The languages whose programs run natively. Absent where there are none now. */
    nativeRuntimes: Schema.optionalKey(Schema.Array(Runtime)),
    /** What holds native programs, such as `runsc 20221219.0, ptrace`. */
    nativeIsolation: Schema.optionalKey(Schema.String),
    /** Whether what runs native programs still starts, and has not told its languages yet. */
    nativeStarting: Schema.optionalKey(Schema.Boolean)
  }).pipe(
    Schema.encodeKeys({
      nativeRuntimes: "native_runtimes",
      nativeIsolation: "native_isolation",
      nativeStarting: "native_starting"
    })
  )
) {}
