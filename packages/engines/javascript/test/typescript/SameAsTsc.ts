import { spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import ts from "typescript"
import type { Files } from "./ProgramHost.ts"
import { programHost } from "./ProgramHost.ts"

const optionsOf = (files: Files): ts.CompilerOptions => {
  const given = ts.parseConfigFileTextToJson("tsconfig.json", files["tsconfig.json"] ?? "{}").config as {
    readonly compilerOptions?: ts.CompilerOptions
  }
  const { CommonJS } = ts.ModuleKind
  return {
    target: ts.ScriptTarget.ES2022,
    esModuleInterop: true,
    ...given.compilerOptions,
    module: CommonJS,
    outDir: "/out",
    rootDir: "/in",
    noEmit: false,
    types: []
  }
}

/** What tsc writes for a program when it sees all of its files. */
export const emit = (files: Files): Files => {
  const written: Record<string, string> = {}
  const options = optionsOf(files)
  const host = programHost(options, files)
  host.writeFile = (path, text) => {
    written[path.slice("/out/".length)] = text
  }
  const roots = Object.keys(files).filter((name) => name.endsWith("ts"))
  ts.createProgram({ rootNames: roots.map((name) => `/in/${name}`), options, host }).emit()
  return { ...Object.fromEntries(Object.entries(files).filter(([name]) => !roots.includes(name))), ...written }
}

export interface Printed {
  readonly stdout: string
  readonly exitCode: number | null
}

/** Runs `main.js` of some files with the Node that runs the tests. */
export const runInNode = async (files: Files): Promise<Printed> => {
  const folder = mkdtempSync(join(tmpdir(), "glissade-tsc-"))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  try {
    return await new Promise((resolve, reject) => {
      const child = spawn(process.execPath, ["--no-warnings", "main.js"], { cwd: folder, env: {} })
      let stdout = ""
      child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text))
      child.stderr.resume()
      child.on("error", reject)
      child.on("close", (exitCode) => resolve({ stdout, exitCode }))
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
