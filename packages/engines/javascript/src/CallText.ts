import type { ProgramFiles } from "./ProgramFiles.ts"

/** Longer calls are not shown. */
const longest = 2000

const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" }
const openers: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" }

/** Whether a character can be part of a name. */
export const isName = (character: string | undefined): boolean =>
  character !== undefined && /[\p{ID_Continue}$#]/u.test(character)

/** Where what is opened at `from` has its end, strings and templates skipped, or `undefined`. */
export const closing = (text: string, from: number): number | undefined => {
  const open: Array<string> = []
  for (let at = from; at < text.length && at - from < longest; at++) {
    const character = text[at] ?? ""
    if (character === '"' || character === "'" || character === "`") {
      for (at++; at < text.length && text[at] !== character; at++) if (text[at] === "\\") at++
    } else if (closers[character] !== undefined) open.push(closers[character])
    else if (character === open.at(-1)) {
      open.pop()
      if (open.length === 0) return at + 1
    }
  }
  return undefined
}

/** Where what is closed before `end` has its beginning; text with strings in it is left alone. */
export const opening = (text: string, end: number): number | undefined => {
  const open: Array<string> = []
  for (let at = end - 1; at >= 0 && end - at < longest; at--) {
    const character = text[at] ?? ""
    if (openers[character] !== undefined) open.push(openers[character])
    else if (character === open.at(-1)) {
      open.pop()
      if (open.length === 0) return at
    }
  }
  return undefined
}

/** Where a chain of names, calls and elements begins that has `at` in it. */
export const chainStart = (text: string, at: number): number => {
  let start = at
  while (isName(text[start - 1])) start--
  while (at - start < longest) {
    const dotted = /(?:\?\.|\.)\s*$/.exec(text.slice(Math.max(0, start - 40), start))
    if (dotted === null) return start
    let before = start - dotted[0].length
    while (before > 0 && /\s/.test(text[before - 1] ?? "")) before--
    while (openers[text[before - 1] ?? ""] !== undefined) {
      const from = opening(text, before)
      if (from === undefined) return start
      before = from
    }
    const quote = text[before - 1] ?? ""
    if (quote === '"' || quote === "'") {
      const from = text.lastIndexOf(quote, before - 2)
      return from < 0 || text.slice(from, before).includes("\n") ? start : from
    }
    const end = before
    while (isName(text[before - 1])) before--
    if (before === end && !closers[text[before] ?? ""]) return start
    start = before
  }
  return start
}

/** The place that a frame names: in which file, and where in its text. */
export const placeIn = (
  files: ProgramFiles,
  stack: string
): { readonly text: string; readonly at: number } | undefined => {
  const [, path = "", line, column] =
    /(\/home\/user\/[^\n]*?):(\d+):(\d+)\)?(?:\n|$)/.exec(stack.slice(0, 10_000)) ?? []
  const text = path === "" ? undefined : files.source(path)
  if (text === undefined) return undefined
  let at = 0
  for (let left = Number(line) - 1; left > 0; left--) {
    at = text.indexOf("\n", at) + 1
    if (at === 0) return undefined
  }
  return { text, at: at + Number(column) - 1 }
}

/** The text of the call that the first frame of a trace is at. */
export const callText = (files: ProgramFiles, stack: string): string | undefined => {
  const place = placeIn(files, stack)
  if (place === undefined) return undefined
  const { text } = place
  let at = place.at
  const start = chainStart(text, at)
  while (isName(text[at])) at++
  if (text[at] !== "(") return undefined
  const end = closing(text, at)
  return end === undefined ? undefined : text.slice(start, end)
}
