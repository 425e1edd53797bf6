import * as Schema from "effect/Schema"

/** A language that can be run, under the name that requests use. */
export class Runtime extends Schema.Opaque<Runtime>()(
  Schema.Struct({
    language: Schema.String,
    /** Version of the language as its own interpreter names it, such as `3.14.2`. */
    version: Schema.String,
    /** What runs it, such as `pyodide 314.0.7`. */
    engine: Schema.String,
    /** Name of the file that `code` is put into, such as `main.py`. */
    mainFile: Schema.String,
    /** The language's name for people, such as `Python`. Servers from before 0.2 leave it and the next two out. */
    name: Schema.optionalKey(Schema.String),
    /** Endings of names of its files, without the dot. */
    extensions: Schema.optionalKey(Schema.Array(Schema.String)),
    /** The grammar that an editor colours it by; `text` where there is none. */
    grammar: Schema.optionalKey(Schema.String)
  }).pipe(Schema.encodeKeys({ mainFile: "main_file" }))
) {}

/** A program to begin with. */
export class LanguageExample extends Schema.Opaque<LanguageExample>()(
  Schema.Struct({
    title: Schema.String,
    code: Schema.String,
    stdin: Schema.optionalKey(Schema.String),
    /** Files beside the main one. */
    files: Schema.optionalKey(Schema.Array(Schema.Struct({ name: Schema.String, content: Schema.String })))
  })
) {}

/** What `GET /runtimes/{language}/examples` answers. */
export class LanguageExamples extends Schema.Opaque<LanguageExamples>()(
  Schema.Struct({ language: Schema.String, examples: Schema.Array(LanguageExample) })
) {}

/** The feature of a server that reads job keys from the header `Glissade-Job-Key`. */
export const jobKeyHeader = "job_key_header"

/** The feature of a server that takes `output` in a submit. */
export const outputForms = "output"

const Range = Schema.Struct({ default: Schema.Int, maximum: Schema.Int })

/** What `GET /runtimes` answers: the languages, the limits of a run, and what else can be used here. */
export class Runtimes extends Schema.Opaque<Runtimes>()(
  Schema.Struct({
    runtimes: Schema.Array(Runtime),
    limits: Schema.Struct({
      timeoutMs: Range,
      /** The longest run that `POST /execute` takes. */
      syncTimeoutMs: Range,
      memoryBytes: Range,
      outputBytes: Range,
      stdinBytes: Schema.Struct({ maximum: Schema.Int }),
      sourceBytes: Schema.Struct({ maximum: Schema.Int })
    }).pipe(
      Schema.encodeKeys({
        timeoutMs: "timeout_ms",
        syncTimeoutMs: "sync_timeout_ms",
        memoryBytes: "memory_bytes",
        outputBytes: "output_bytes",
        stdinBytes: "stdin_bytes",
        sourceBytes: "source_bytes"
      })
    ),
    /** What this server takes besides what all of them do; a client uses only those that it finds here. */
    features: Schema.optionalKey(Schema.Array(Schema.String))
  })
) {}
