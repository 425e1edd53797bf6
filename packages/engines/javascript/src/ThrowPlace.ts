import type { ProgramFiles } from "./ProgramFiles.ts"

/** Longer sources are not searched. */
const longest = 500_000

const statement = /\bthrow\b[ \t]+(?!new\b)(.+?)(?=;|\}|$)/g

interface Place {
  readonly line: number
  readonly column: number
  readonly thrown: string
}

const placesIn = (source: string): ReadonlyArray<Place> =>
  source.split(/\r\n|[\n\r]/).flatMap((text, index) =>
    text.length > 2000 || /^\s*(?:\/\/|\*|\/\*)/.test(text)
      ? []
      : Array.from(text.matchAll(statement), ({ 1: thrown = "", index: at }) => ({
          line: index + 1,
          column: at + 1,
          thrown: thrown.trimEnd()
        }))
  )

const isText = (thrown: string): boolean => /^(["'`])(?:(?!\1|\\|\$\{).)*\1$/.test(thrown)

/**
 * Where the main file throws a value that is no error, as a frame of a trace. The machine keeps no place of it, so that the statement is
 * looked for: the only one with that text, or else the only one that is no text. It is empty where more than one may be meant.
 */
export const throwFrame = (files: ProgramFiles, value: string | undefined): string => {
  const source = files.source(files.main) ?? ""
  const places = source.length > longest ? [] : placesIn(source)
  const same = places.filter(({ thrown }) => isText(thrown) && thrown.slice(1, -1) === value)
  const others = places.filter(({ thrown }) => !isText(thrown))
  const [only, ...more] = same.length > 0 ? same : others
  return only === undefined || more.length > 0 ? "" : `\n    at ${files.main}:${only.line}:${only.column}`
}
