import { execFile } from "node:child_process"
import { dirname } from "node:path"
import { promisify } from "node:util"

/** Code of a document, between fences. */
export interface ReadmeCode {
  /** What stands behind the opening fence: `js`, `ts`, `sh`, `html`, `text`. */
  readonly language: string
  readonly code: string
  /** What it prints, where a fence of `text` follows it. */
  readonly prints?: string
}

/** The code of a document in its order. A fence of `text` belongs to the code before it. */
export const codeOf = (document: string): ReadonlyArray<ReadmeCode> => {
  const found: Array<ReadmeCode> = []
  for (const [, language, code] of document.matchAll(/^```(\w+)\n(.*?)^```$/gms)) {
    const before = found.at(-1)
    if (language === "text" && before !== undefined) found[found.length - 1] = { ...before, prints: code! }
    else found.push({ language: language!, code: code! })
  }
  return found
}

/** Where a document's examples expect the server; a test's own server listens elsewhere. */
const documentedServer = "http://127.0.0.1:8787"

export interface RunOptions {
  /** The folder that imports are resolved from. */
  readonly cwd: string
  /** Settings, in place of those of this process. */
  readonly env?: Readonly<Record<string, string>>
  /** The address of the server that stands in for the one of the document. */
  readonly server?: string
}

const commandOf = ({ language }: ReadmeCode, code: string): readonly [file: string, ...args: ReadonlyArray<string>] => {
  const evaluate = ["--conditions=@glissade/source", "--disable-warning=ExperimentalWarning", "--eval", code]
  if (language === "js") return [process.execPath, "--input-type=module", ...evaluate]
  if (language === "ts") return [process.execPath, "--input-type=module-typescript", ...evaluate]
  if (language === "sh") return ["bash", "-euo", "pipefail", "-c", code]
  throw new Error(`${language} is not run by itself`)
}

/** Runs code of a document in a process of its own, and answers what it printed. */
export const runCode = async (example: ReadmeCode, { cwd, env = {}, server }: RunOptions): Promise<string> => {
  const code = server === undefined ? example.code : example.code.replaceAll(documentedServer, server)
  const [file, ...args] = commandOf(example, code)
  const { HOME, PATH } = process.env
  const { stdout } = await promisify(execFile)(file, args, {
    cwd,
    env: { PATH: `${dirname(process.execPath)}:${PATH}`, ...(HOME !== undefined && { HOME }), ...env }
  })
  return stdout
}
