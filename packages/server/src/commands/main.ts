import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Cause from "effect/Cause"
import * as CliError from "effect/cli/CliError"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import { layerFromEnvironment } from "../library/LibraryConfig.ts"
import { backup } from "./BackupCommand.ts"
import { restore } from "./RestoreCommand.ts"

const glissade = Command.make("glissade").pipe(
  Command.withDescription("Without a command, the server starts. Settings are environment variables."),
  Command.withSubcommands([backup, restore])
)

const program = Command.run(glissade, { version: "0.1.0" }).pipe(
  Effect.provide(Layer.merge(NodeServices.layer, layerFromEnvironment))
)

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Help was shown, with what is wrong with the arguments if something is. */
const isHelp = (error: unknown): error is CliError.ShowHelp => CliError.isCliError(error) && error._tag === "ShowHelp"

Effect.runFork(program).addObserver((exit) => {
  if (Exit.isSuccess(exit)) process.exit(0)
  const error = Cause.squash(exit.cause)
  if (!isHelp(error)) process.stderr.write(`glissade: ${describe(error)}\n`)
  process.exit(isHelp(error) && error.errors.length === 0 ? 0 : 1)
})
