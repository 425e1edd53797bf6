import { assert } from "@effect/vitest"
import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

const start = fileURLToPath(new URL("../src/start.ts", import.meta.url))

/** The server as `npm start` runs it; with so many descriptors at most where that is said. It keeps nothing unless `AUTH` or `DATA_DIR` is set. */
export const launch = (environment: Record<string, string>, descriptors?: number) =>
  launchWith([], "DATA_DIR" in environment ? environment : { AUTH: "none", ...environment }, descriptors)

/** The same program with arguments. */
export const launchWith = (given: ReadonlyArray<string>, environment: Record<string, string>, descriptors?: number) => {
  const command = [process.execPath, "--conditions=@glissade/source", start, ...given]
  const [file, ...args] =
    descriptors === undefined ? command : ["sh", "-c", `ulimit -n ${descriptors}; exec "$@"`, "sh", ...command]
  return launchProgram(file!, args, environment)
}

/** A program that is, or starts, a server: as another user where that is said. */
export const launchProgram = (
  file: string,
  args: ReadonlyArray<string>,
  environment: Record<string, string>,
  user: { readonly uid?: number; readonly gid?: number } = {}
) => {
  const child = spawn(file, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NATIVE: "off", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    ...user
  })
  const output = { text: "" }
  child.stdout.on("data", (chunk) => (output.text += String(chunk)))
  child.stderr.on("data", (chunk) => (output.text += String(chunk)))
  return { child, output }
}

export const ended = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode !== null) return child.exitCode
  const [code] = (await once(child, "exit")) as [number | null]
  return code
}

export const line = async ({ child, output }: ReturnType<typeof launch>, pattern: RegExp): Promise<string> => {
  while (true) {
    const found = pattern.exec(output.text)
    if (found !== null) return found[0]
    assert.isNull(child.exitCode, output.text)
    await once(child.stdout!, "data")
  }
}
