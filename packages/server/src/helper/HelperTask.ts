import * as Schema from "effect/Schema"

/** What a helper is told by the process that starts it, in its one argument. */
export const HelperTask = Schema.Struct({
  /** The server's process id. */
  server: Schema.Int,
  /** The runner to start: its folder, the number of the group that may connect, and its settings. */
  runner: Schema.optionalKey(
    Schema.Struct({
      folder: Schema.String,
      group: Schema.Int,
      settings: Schema.Record(Schema.String, Schema.String)
    })
  )
})
export type HelperTask = typeof HelperTask.Type
