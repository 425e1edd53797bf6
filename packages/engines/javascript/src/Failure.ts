import type { ProgramError } from "@glissade/engine/Engine"
import type { ProgramFiles } from "./ProgramFiles.ts"

/** What the prelude reports about a thrown value. */
export interface Report {
  readonly type: string
  readonly message: string
  /** Only the frames, each after a line break. */
  readonly stack: string
  /** The value as the console shows it. */
  readonly shown: string
  /** Whether to print `shown` alone, because the value is not an error. */
  readonly bare?: boolean
}

interface Frame {
  readonly path: string
  readonly line: number
  readonly column: number
}

/** Longer lines and traces are made on purpose and are not searched. */
const longestLine = 2000
const mostLines = 200

const framesOf = (stack: string): Array<Frame> => {
  const frames: Array<Frame> = []
  for (const text of stack.split("\n", mostLines)) {
    if (text.length > longestLine) continue
    const [, path, line, column] = /(\/home\/user\/.*?):(\d+):(\d+)\)?$/.exec(text) ?? []
    if (path !== undefined) frames.push({ path, line: Number(line), column: Number(column) })
  }
  return frames
}

/** The line of the program where the error happened, with a caret below. */
const excerpt = (files: ProgramFiles, { path, line, column }: Frame): string => {
  const text = files.source(path)?.split(/\r\n|\n|\r/)[line - 1]
  if (text === undefined || text.length > 2000) return `${path}:${line}\n\n`
  const before = text.slice(0, column - 1).replaceAll(/[^\t]/g, " ")
  return `${path}:${line}\n${text}\n${before}^\n\n`
}

/** The stderr text of a failure, in Node's format. */
export const failureText = (files: ProgramFiles, report: Report): string => {
  const [first] = framesOf(report.stack)
  return `${first === undefined ? "" : excerpt(files, first)}${report.shown}\n`
}

/** The failure for the result, located at the innermost frame in the main file. */
export const programError = (files: ProgramFiles, report: Report): ProgramError => {
  const frame = framesOf(report.stack).find(({ path }) => path === files.main)
  const place = frame === undefined ? {} : { line: frame.line, column: frame.column }
  return { type: report.type, message: report.message, ...place }
}
