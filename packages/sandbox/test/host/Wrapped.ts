import { spawn } from "node:child_process"
import type { HostCommand } from "../../src/process/HostCommand.ts"
import { filterDescriptor, sendFilter } from "../../src/isolation/OsWall.ts"

export interface Outcome {
  readonly code: number | null
  readonly stderr: string
  /** What it wrote to descriptor 3. */
  readonly answer: string
}

/** Runs a command as a host process is run, to its end. */
export const runCommand = ({ args, file, filter }: HostCommand): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      env: {},
      cwd: "/",
      stdio: ["ignore", "ignore", "pipe", "pipe", filter ? "pipe" : "ignore"]
    })
    const texts = { stderr: "", answer: "" }
    child.stderr!.on("data", (piece) => (texts.stderr += piece))
    ;(child.stdio[3] as NodeJS.ReadableStream).on("data", (piece) => (texts.answer += piece))
    sendFilter(child.stdio[filterDescriptor], filter)
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, ...texts }))
  })

/** The same without the filter of system calls. */
export const withoutFilter = (command: HostCommand): HostCommand => {
  const { filter: _filter, ...rest } = command
  const at = command.args.indexOf("--seccomp")
  return { ...rest, args: command.args.toSpliced(at, 2) }
}
