import { spawn } from "node:child_process"

/** How a command is run. */
export interface CommandOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** What it reads. */
  readonly input?: string
  /** Whether what it writes is shown as it comes. */
  readonly show?: boolean
  /** Exit codes that are no failure. */
  readonly expected?: ReadonlyArray<number>
}

/** How a command ended. */
export interface Ended {
  readonly code: number
  readonly stdout: string
}

/** Runs a command to its end and returns what it wrote; what it writes of errors is shown as it comes. */
export type Run = (command: string, args: ReadonlyArray<string>, options?: CommandOptions) => Promise<Ended>

/** A command that could not be run or failed: it has said why. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed"
  constructor(message: string) {
    super(message)
    this.stack = message
  }
}

/** Runs a command of this machine. */
export const run: Run = (command, args, { cwd, env, expected = [0], input = "", show = false } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: env ?? process.env, stdio: ["pipe", "pipe", "inherit"] })
    let stdout = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text
      if (show) process.stdout.write(text)
    })
    // One that ends without reading all closes the pipe.
    child.stdin.on("error", () => {})
    child.stdin.end(input)
    child.on("error", (error) => reject(new CommandFailed(`${command} could not be run: ${error.message}`)))
    child.on("close", (code, signal) => {
      if (code !== null && expected.includes(code)) return resolve({ code, stdout })
      if (!show) process.stderr.write(stdout)
      reject(new CommandFailed(`${command} ${args.slice(0, 2).join(" ")} ended with ${code ?? signal}`))
    })
  })
