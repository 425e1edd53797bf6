import { spawn } from "node:child_process"

export interface CommandOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** Exit codes that count as success. */
  readonly expected?: ReadonlyArray<number>
}

export interface CommandResult {
  readonly code: number
  readonly stdout: string
}

/** Runs a command to its end; a failure is an error with all its output. */
export const run = (
  command: string,
  args: ReadonlyArray<string>,
  { cwd, env, expected = [0] }: CommandOptions = {}
): Promise<CommandResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: env ?? process.env, stdio: ["ignore", "pipe", "pipe"] })
    let stdout = ""
    let all = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text
      all += text
    })
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      all += text
    })
    child.on("error", reject)
    child.on("close", (code, signal) => {
      if (code !== null && expected.includes(code)) return resolve({ code, stdout })
      reject(new Error(`${command} ${args.join(" ")} ended with ${code ?? signal}:\n${all.slice(-20_000)}`))
    })
  })
