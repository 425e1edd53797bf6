import * as Effect from "effect/Effect"
import { build } from "esbuild"
import { spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { Ending, Program } from "./Program.ts"
import { limits, mainFiles } from "./Program.ts"

/** More than any program of the corpora writes. */
const maximumOutput = 64 << 20

const layOut = ({ code, files, language }: Program, folder: string): void => {
  for (const { content, name } of [...files, { name: mainFiles[language], content: code }]) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
}

/** Node takes neither imports without endings nor enumerations, so that JavaScript and TypeScript are bundled first. */
const bundled = (entry: string, format: "cjs" | "esm"): Promise<string> => {
  const outfile = join(dirname(entry), format === "cjs" ? "bundled.cjs" : "bundled.mjs")
  return build({ entryPoints: [entry], outfile, format, bundle: true, platform: "node", logLevel: "silent" }).then(
    () => outfile
  )
}

/** Modules stay modules, which have other names than CommonJS and are strict. */
const formatOf = ({ code, files }: Program): "cjs" | "esm" =>
  [code, ...files.map(({ content }) => content)].some((text) => /\brequire\s*\(|\bmodule\.exports\b/.test(text))
    ? "cjs"
    : "esm"

const commandOf = async (program: Program, folder: string): Promise<readonly [string, ...ReadonlyArray<string>]> => {
  switch (program.language) {
    case "python":
      return [process.env["GLISSADE_PYTHON"] ?? "python3", "main.py"]
    case "lua":
      return [process.env["GLISSADE_LUA"] ?? "lua5.4", "main.lua"]
    case "ruby":
      return [process.env["GLISSADE_RUBY"] ?? "ruby", "main.rb"]
    default: {
      return [process.execPath, await bundled(join(folder, mainFiles[program.language]), formatOf(program))]
    }
  }
}

const ended = (command: ReadonlyArray<string>, stdin: string, folder: string): Promise<Ending> =>
  new Promise((resolve) => {
    const written = { stdout: "", stderr: "" }
    const child = spawn(command[0]!, command.slice(1), {
      cwd: folder,
      env: { PATH: process.env["PATH"], LANG: "C.UTF-8", HOME: folder, PYTHONDONTWRITEBYTECODE: "1" },
      timeout: limits.timeoutMs,
      killSignal: "SIGKILL",
      stdio: ["pipe", "pipe", "pipe"]
    })
    // It may end before it has read everything.
    child.stdin.on("error", () => undefined).end(stdin)
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        written[stream] += text
        if (written[stream].length > maximumOutput) child.kill("SIGKILL")
      })
    }
    child.on("error", (error) => resolve({ status: "error", exitCode: undefined, stdout: "", stderr: error.message }))
    child.on("close", (code, signal) => {
      const status = signal === "SIGKILL" ? "timeout" : code === 0 ? "success" : "error"
      resolve({ status, exitCode: code ?? undefined, ...written })
    })
  })

const runIn = async (program: Program, folder: string): Promise<Ending> => {
  layOut(program, folder)
  const command = await commandOf(program, folder).catch((error: Error) => error)
  if (command instanceof Error) return { status: "error", exitCode: 1, stdout: "", stderr: command.message }
  const { stderr, stdout, ...ending } = await ended([...command, ...(program.args ?? [])], program.stdin ?? "", folder)
  const home = (text: string): string => text.replaceAll(folder, "/home/user")
  return { ...ending, stdout: home(stdout), stderr: home(stderr) }
}

/** Runs a program by the runtime of this machine for its language, in a folder of its own. */
export const runNative = (program: Program): Effect.Effect<Ending> =>
  Effect.acquireUseRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "program-"))),
    (folder) => Effect.promise(() => runIn(program, folder)),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
  )
