import { chainStart, closing, isName, opening, placeIn } from "./CallText.ts"
import type { ProgramFiles } from "./ProgramFiles.ts"

/** Longer expressions are not shown. */
const longest = 200

/** Functions that are there, so that of two calls it is the other that failed. */
const wellKnown =
  /^(?:console|Math|JSON|Object|Array|Number|String|Promise|Reflect|Symbol|Date|process)\.\w+$|^(?:Number|String|Boolean|BigInt|Symbol|parseInt|parseFloat|isNaN|isFinite|require|eval|setTimeout|setInterval|setImmediate|queueMicrotask|structuredClone)$/

const spaces = (text: string, from: number): number => {
  let at = from
  while (/\s/.test(text[at] ?? "")) at++
  return at
}

/** Where the expression that is called ends, from a name in it: behind elements and further names, before the arguments. */
const calleeEnd = (text: string, from: number): number | undefined => {
  let at = from
  while (isName(text[at])) at++
  for (;;) {
    const next = spaces(text, at)
    if (text[next] === "(" || text[next] === "`") return at
    if (text.startsWith("?.(", next)) return at
    if (text[next] !== "[") return undefined
    const end = closing(text, next)
    if (end === undefined) return undefined
    at = end
  }
}

/** The text of an expression as V8 writes it: without line breaks, without arguments, elements by literal as names. */
const written = (expression: string): string => {
  let shown = ""
  for (let at = 0; at < expression.length;) {
    const character = expression[at] ?? ""
    const end = character === "(" || character === "[" ? closing(expression, at) : undefined
    if (character === "(" && end !== undefined) {
      shown += shown === "" ? "(intermediate value)" : "(...)"
      at = end
    } else if (character === "[" && end !== undefined && shown !== "") {
      const inner = expression.slice(at + 1, end - 1).trim()
      const literal = /^(["'])([A-Za-z_$][\w$]*)\1$/.exec(inner)?.[2]
      shown += literal === undefined ? `[${inner}]` : `.${literal}`
      at = end
    } else {
      if (!/\s/.test(character)) shown += character
      at++
    }
  }
  return shown
}

const isDeclared = (text: string, name: string): boolean =>
  /^[\w$]+$/.test(name) && new RegExp(`(?:function\\*?|class)\\s+${name.replaceAll("$", "\\$")}\\b`).test(text)

const isThere = (text: string, name: string): boolean => wellKnown.test(name) || isDeclared(text, name)

/** The calls that have this place among their arguments, innermost first. */
const around = (text: string, at: number): Array<string> => {
  const found: Array<string> = []
  let from = at
  while (from > 0 && at - from < 2000) {
    const character = text[from - 1] ?? ""
    if (character === ")" || character === "]" || character === "}") {
      const before = opening(text, from)
      if (before === undefined) return found
      from = before
      continue
    }
    if (character === ";" || character === "{") return found
    from--
    if (character !== "(") continue
    const end = from
    const start = isName(text[end - 1]) ? chainStart(text, end) : end
    const word = text.slice(start, end)
    if (start < end && !/^(?:if|while|for|switch|catch|return|typeof|await|function|with|super|import)$/.test(word)) {
      found.push(written(word))
    }
  }
  return found
}

/** A function in place, which is an argument of the call that failed: the machine passed it last. */
const isFunction = (text: string, at: number): boolean =>
  /^(?:async\s+)?(?:function\b|\([\w\s,]*\)\s*=>|[\w$]+\s*=>)/.test(text.slice(at, at + longest))

/**
 * The message of an error that says only that something is no function or no constructor, with what was called, or `undefined` if that is
 * not certain: the machine reports the last place that it passed, which may be within the arguments of the call that failed.
 */
export const namedMessage = (files: ProgramFiles, stack: string): string | undefined => {
  const place = placeIn(files, stack.split("\n", 2).find((line) => line !== "") ?? "")
  if (place === undefined) return undefined
  const { text } = place
  const isNew = text.startsWith("new ", place.at)
  const at = isNew ? spaces(text, place.at + 4) : place.at
  const unknown = (from: number): Array<string> => around(text, from).filter((other) => !isThere(text, other))
  if (!isNew && isFunction(text, at)) {
    const others = unknown(at)
    return others.length === 1 ? `${others[0]} is not a function` : undefined
  }
  if (!isName(text[at])) return undefined
  const start = chainStart(text, at)
  let end = isNew ? at : calleeEnd(text, at)
  if (isNew && end !== undefined) {
    while (isName(text[end]) || (text[end] === "." && isName(text[end + 1]))) end++
  }
  if (end === undefined || end - start > longest) return undefined
  const name = written(text.slice(start, end))
  const others = unknown(isNew ? place.at : start)
  if (others.length === 0) return `${name} is not a ${isNew ? "constructor" : "function"}`
  return isThere(text, name) && others.length === 1 ? `${others[0]} is not a function` : undefined
}
