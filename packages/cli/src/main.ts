import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Cause from "effect/Cause"
import * as CliError from "effect/cli/CliError"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as tls from "node:tls"
import { packages } from "./packages/PackagesCommand.ts"

// Whoever has a proxy that reads what is encrypted has told the machine, not Node.
tls.setDefaultCACertificates([...new Set([...tls.getCACertificates("default"), ...tls.getCACertificates("system")])])

// The server that reads what is written here is another user, where root adds packages.
process.umask(0o022)

const glissade = Command.make("glissade-cli").pipe(
  Command.withDescription("Commands for whoever runs Glissade"),
  Command.withSubcommands([packages])
)

/** Help was shown, with what is wrong with the arguments if something is. */
const isHelp = (error: unknown): error is CliError.ShowHelp => CliError.isCliError(error) && error._tag === "ShowHelp"

Effect.runFork(Command.run(glissade, { version: "0.1.0" }).pipe(Effect.provide(NodeServices.layer))).addObserver(
  (exit) => {
    if (Exit.isSuccess(exit)) process.exit(0)
    const error = Cause.squash(exit.cause)
    if (!isHelp(error))
      process.stderr.write(`glissade-cli: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(isHelp(error) && error.errors.length === 0 ? 0 : 1)
  }
)
