/**
 * What the workflows tell GitHub, by its command line `gh`. It uses nothing that is to be installed, so that no package runs in a job that
 * may write to the repository.
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Desk } from "./GitHubCommands.ts"
import { commentPlan, environmentFile, propose, reportDrift, showChange } from "./GitHubCommands.ts"
import { run } from "./Subprocess.ts"

const usage = `node operate/github.ts <environment> <command>

  comment <pull request>          shows the plan in PLAN at a pull request
  drift                           opens, comments on or closes the issue about CHANGED (true or false) and CHANGES (JSON)
  show-change                     shows the changed file of the environment in the job's summary; gives out: changed, file
  propose <branch> <title>        opens a pull request with FILE as the environment's file`

const read = (name: string): string => {
  const value = process.env[name]
  if (value === undefined || value === "") throw new Error(`${name} is not set`)
  return value
}

const desk: Desk = { run, env: process.env }

const commands: Readonly<Record<string, (environment: string, ...args: ReadonlyArray<string>) => Promise<string>>> = {
  comment: async (environment, pullRequest) => {
    await commentPlan(desk, environment, pullRequest!, read("PLAN"))
    return "the plan is shown"
  },
  drift: (environment) => reportDrift(desk, environment, read("CHANGED") === "true", JSON.parse(read("CHANGES"))),
  "show-change": async (environment) => ((await showChange(desk, environment)) ? "changed" : "not changed"),
  propose: (environment, branch, title) => {
    writeFileSync(join(import.meta.dirname, "../..", environmentFile(environment)), read("FILE"))
    const body = `${title}, which is deployed already. Until this is merged, the next deployment of \`main\` undoes it.`
    return propose(desk, environment, { branch: branch!, title: title!, body })
  }
}

const lengths: Readonly<Record<string, number>> = { comment: 1, drift: 0, "show-change": 0, propose: 2 }

const [environment = "", command = "", ...args] = process.argv.slice(2)
if (commands[command] === undefined || args.length !== lengths[command]) {
  process.stderr.write(`${usage}\n`)
  process.exitCode = 2
} else process.stdout.write(`${await commands[command](environment, ...args)}\n`)
