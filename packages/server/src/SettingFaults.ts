import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"

const formatIssues = SchemaIssue.makeFormatterStandardSchemaV1()

/** What is wrong with a setting, in one line: its name, and what is allowed. */
export const settingFault = (error: Config.ConfigError): string =>
  Schema.isSchemaError(error.cause)
    ? formatIssues(error.cause.issue)
        .issues.map(({ message, path }) => `${(path ?? []).map(String).join(".")}: ${message}`)
        .join("; ")
    : error.message

/** Settings that are wrong, or contradict each other; all at once. */
export class SettingFaults extends Schema.TaggedError<SettingFaults>()("SettingFaults", {
  faults: Schema.Array(Schema.String)
}) {
  override get message() {
    return this.faults.join("; ")
  }
}

/** Reads all settings, notes the faults of those that are wrong, and leaves these out. */
export const readSettings = <const Settings extends Readonly<Record<string, Config.Config<unknown>>>>(
  settings: Settings
) =>
  Effect.gen(function* () {
    const faults: Array<string> = []
    const read: Record<string, unknown> = {}
    for (const [name, config] of Object.entries(settings)) {
      const result = yield* Effect.result(config)
      if (Result.isFailure(result)) faults.push(settingFault(result.failure))
      else read[name] = result.success
    }
    return {
      read: read as { readonly [Name in keyof Settings]?: Config.Success<Settings[Name]> },
      faults
    }
  })

const given = (name: string) =>
  Config.String(name).pipe(
    Config.withDefault(""),
    Config.map((text) => text !== "")
  )

/** Which of the settings have a value. */
export const givenSettings = (names: ReadonlyArray<string>) =>
  Effect.filter(names, (name) => Effect.orElseSucceed(given(name), () => true))
