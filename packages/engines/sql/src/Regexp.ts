import type { Pattern, Test } from "./RegexpPattern.ts"
import { isWord, PatternFault, PatternParser } from "./RegexpPattern.ts"

/** Steps of a compiled pattern. Each character of a text visits each of them once at most, which bounds the time of a match. */
const mostSteps = 5_000

const longestPattern = 50_000

type Step =
  | { readonly kind: "take"; readonly test: Test }
  | { readonly kind: "start" | "end" | "boundary" | "match" }
  | { readonly kind: "jump"; to: number }
  | { readonly kind: "split"; readonly to: number; other: number }

const stepsOf = (pattern: Pattern): ReadonlyArray<Step> => {
  const steps: Array<Step> = []
  const add = <A extends Step>(step: A): A => {
    if (steps.length >= mostSteps) throw new PatternFault("REGEXP pattern too big")
    steps.push(step)
    return step
  }
  const split = () => add({ kind: "split", to: steps.length + 1, other: -1 })
  const repeat = ({ item, least, most }: Extract<Pattern, { kind: "repeat" }>): void => {
    for (let index = 0; index < least; index++) emit(item)
    if (most === Infinity) {
      const start = steps.length
      const way = split()
      emit(item)
      add({ kind: "jump", to: start })
      way.other = steps.length
      return
    }
    const ways = Array.from({ length: most - least }, () => {
      const way = split()
      emit(item)
      return way
    })
    for (const way of ways) way.other = steps.length
  }
  const either = (items: ReadonlyArray<Pattern>): void => {
    const ends = items.slice(0, -1).map((item) => {
      const way = split()
      emit(item)
      const end = add({ kind: "jump", to: -1 })
      way.other = steps.length
      return end
    })
    emit(items.at(-1)!)
    for (const end of ends) end.to = steps.length
  }
  const emit = (part: Pattern): void => {
    if (part.kind === "sequence") part.items.forEach(emit)
    else if (part.kind === "either") either(part.items)
    else if (part.kind === "repeat") repeat(part)
    else add(part.kind === "take" ? { kind: "take", test: part.test } : { kind: part.kind })
  }
  emit(pattern)
  add({ kind: "match" })
  return steps
}

/** A regular expression without backtracking: time grows with the text's length times the pattern's, whatever they are. */
export class Regexp {
  private readonly steps: ReadonlyArray<Step>
  /** The round in which a step was last visited. */
  private readonly visited: Float64Array
  private round = 0

  /** Throws a {@link PatternFault} for a pattern that is wrong or too large. */
  constructor(pattern: string, ignoresCase: boolean) {
    if (pattern.length > longestPattern) throw new PatternFault("REGEXP pattern too big")
    this.steps = stepsOf(new PatternParser(pattern, ignoresCase).parse())
    this.visited = new Float64Array(this.steps.length)
  }

  /** Whether the pattern occurs in a text in UTF-8, which is neither copied nor decoded as a whole. */
  occursIn(text: Uint8Array): boolean {
    let current: Array<number> = []
    let before = -1
    for (let at = 0; ;) {
      const { code, length } = characterAt(text, at)
      this.round += 1
      const next: Array<number> = []
      // The pattern may begin here as well.
      for (const step of [...current, 0]) {
        if (this.follow(step, before, code, next)) return true
      }
      if (length === 0) return false
      current = next.filter((step) => (this.steps[step] as { readonly test: Test }).test(code)).map((step) => step + 1)
      before = code
      at += length
    }
  }

  /** Adds the steps that take a character and are reached from one without taking any; returns whether the pattern has matched. */
  private follow(from: number, before: number, after: number, takers: Array<number>): boolean {
    const open = [from]
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (this.visited[at] === this.round) continue
      this.visited[at] = this.round
      const step = this.steps[at]!
      if (step.kind === "match") return true
      if (step.kind === "take") takers.push(at)
      else if (step.kind === "jump") open.push(step.to)
      else if (step.kind === "split") open.push(step.other, step.to)
      else if (holds(step.kind, before, after)) open.push(at + 1)
    }
    return false
  }
}

const holds = (kind: "start" | "end" | "boundary", before: number, after: number): boolean => {
  if (kind === "start") return before < 0
  return kind === "end" ? after < 0 : isWord(before) !== isWord(after)
}

/** The character at a place of a text; its code is -1 and its length 0 at the end. Broken UTF-8 counts byte by byte. */
const characterAt = (text: Uint8Array, at: number): { readonly code: number; readonly length: number } => {
  const first = text[at]
  if (first === undefined) return { code: -1, length: 0 }
  const length = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf8 ? 4 : 1
  if (length === 1 || at + length > text.length) return { code: first, length: 1 }
  let code = first & (0xff >> (length + 1))
  for (let index = 1; index < length; index++) {
    const byte = text[at + index]!
    if ((byte & 0xc0) !== 0x80) return { code: first, length: 1 }
    code = code * 64 + (byte & 63)
  }
  return { code, length }
}
