import { parseArgs } from "node:util"
import { SQSClient } from "@aws-sdk/client-sqs"
import type { Terminal } from "./CommandLine.ts"
import { environmentAndRest, runProgram, WrongUse } from "./CommandLine.ts"
import type { Desk, Selection } from "./DeadLetterCommands.ts"
import { count, list, remove, sendAgain, show } from "./DeadLetterCommands.ts"
import { DeadLetterQueue } from "./DeadLetterQueue.ts"
import { connect } from "./Target.ts"

const usage = `node operate/deadLetters.ts <environment> <command>

  count                              how many dead letters there are
  list                               a line for each, without programs
  show <message> [--body]            one of them; its body holds a person's program
  send-again <message>|all           puts them back on the queue of jobs, ten a second
      --at-once                        without pauses
      --old                            also jobs older than two hours, whose connection has closed
  delete <message>|all [--yes]       deletes them for good; all asks first`

const messageId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const oneMessage = ([id = "", ...more]: ReadonlyArray<string>): { readonly id: string } => {
  if (more.length > 0) throw new WrongUse(`One message at a time: ${more.join(" ")} is too much`)
  if (!messageId.test(id)) throw new WrongUse("A message's id must follow the command, as list shows it")
  return { id }
}

const oneOrAll = (positionals: ReadonlyArray<string>): Selection =>
  positionals.length === 1 && positionals[0] === "all" ? "all" : oneMessage(positionals)

/** What a command line asks for, once the queue is known. */
type Action = (desk: Desk) => Promise<void>

const parseCommand = (args: ReadonlyArray<string>, terminal: Terminal): Action => {
  const [command, ...rest] = args
  switch (command) {
    case "count":
    case "list": {
      parseArgs({ args: rest, options: {} })
      return command === "count" ? count : list
    }
    case "show": {
      const { positionals, values } = parseArgs({
        args: rest,
        allowPositionals: true,
        options: { body: { type: "boolean", default: false } }
      })
      const { id } = oneMessage(positionals)
      return (desk) => show(desk, id, values.body)
    }
    case "send-again": {
      const { positionals, values } = parseArgs({
        args: rest,
        allowPositionals: true,
        options: { "at-once": { type: "boolean", default: false }, old: { type: "boolean", default: false } }
      })
      const selection = oneOrAll(positionals)
      return (desk) => sendAgain(desk, selection, { atOnce: values["at-once"], old: values.old })
    }
    case "delete": {
      const { positionals, values } = parseArgs({
        args: rest,
        allowPositionals: true,
        options: { yes: { type: "boolean", default: false } }
      })
      const selection = oneOrAll(positionals)
      return async (desk) => {
        if (selection === "all" && !values.yes) {
          const { all } = await desk.queue.count()
          const question = `Delete all ${all} dead letters of ${desk.queue.name} for good?`
          if (!(await terminal.confirm(question))) return terminal.line("nothing deleted")
        }
        return remove(desk, selection)
      }
    }
    default:
      throw new WrongUse(command === undefined ? "A command must follow the environment" : `${command} is no command`)
  }
}

await runProgram(usage, async (args, terminal, signal) => {
  const [name, rest] = environmentAndRest(args)
  const action = parseCommand(rest, terminal)
  const { client, environment, prefix } = await connect(name)
  const queue = await DeadLetterQueue.open(new SQSClient(client), prefix)
  await action({ queue, terminal, signal, resultStore: environment.service.result_store })
})
