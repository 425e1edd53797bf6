/** A pattern that is wrong, in the words of SQLite's own regular expressions. */
export class PatternFault extends Error {}

/** Whether a character, as its code point, is one of some. */
export type Test = (code: number) => boolean

/** A pattern as a tree. `most` is infinite where a repetition has no end. */
export type Pattern =
  | { readonly kind: "take"; readonly test: Test }
  | { readonly kind: "start" | "end" | "boundary" }
  | { readonly kind: "sequence" | "either"; readonly items: ReadonlyArray<Pattern> }
  | { readonly kind: "repeat"; readonly item: Pattern; readonly least: number; readonly most: number }

/** Levels of brackets. */
const mostDepth = 200

const mostRepetitions = 1_000

const isDigit: Test = (code) => code >= 48 && code <= 57
const isSpace: Test = (code) => code === 32 || (code >= 9 && code <= 13)
const isLetter: Test = (code) => (code >= 65 && code <= 90) || (code >= 97 && code <= 122)

/** What `\w` stands for, and what `\b` looks at. */
export const isWord: Test = (code) => isDigit(code) || isLetter(code) || code === 95

const classes: Readonly<Record<string, Test>> = {
  d: isDigit,
  D: (code) => !isDigit(code),
  s: isSpace,
  S: (code) => !isSpace(code),
  w: isWord,
  W: (code) => !isWord(code)
}

const controls: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }
const hexDigits: Readonly<Record<string, number>> = { u: 4, x: 2 }
const escapable = "\\()*.+?[$^{|}]-"

/** Letters of ASCII alone have two cases, as in SQLite. */
const otherCase = (code: number): number => (isLetter(code) ? code ^ 32 : code)

/** Parses the syntax of SQLite's shell: `. [] [^] () | * + ? {m,n} ^ $ \d \w \s \b`. */
export class PatternParser {
  private readonly pattern: ReadonlyArray<string>
  private readonly ignoresCase: boolean
  private at = 0
  private depth = 0

  constructor(pattern: string, ignoresCase: boolean) {
    this.pattern = [...pattern]
    this.ignoresCase = ignoresCase
  }

  parse(): Pattern {
    const whole = this.either()
    if (this.at < this.pattern.length) throw new PatternFault("unmatched ')'")
    return whole
  }

  private either(): Pattern {
    const items = [this.sequence()]
    while (this.skip("|")) items.push(this.sequence())
    return items.length === 1 ? items[0]! : { kind: "either", items }
  }

  private sequence(): Pattern {
    const items: Array<Pattern> = []
    for (let next = this.peek(); next !== undefined && next !== "|" && next !== ")"; next = this.peek()) {
      items.push(this.repeated(this.single()))
    }
    return { kind: "sequence", items }
  }

  private repeated(item: Pattern): Pattern {
    let repeated = item
    for (;;) {
      if (this.skip("*")) repeated = { kind: "repeat", item: repeated, least: 0, most: Infinity }
      else if (this.skip("+")) repeated = { kind: "repeat", item: repeated, least: 1, most: Infinity }
      else if (this.skip("?")) repeated = { kind: "repeat", item: repeated, least: 0, most: 1 }
      else if (this.skip("{")) repeated = { kind: "repeat", item: repeated, ...this.bounds() }
      else return repeated
    }
  }

  private bounds(): { readonly least: number; readonly most: number } {
    const least = this.number()
    const most = this.skip(",") ? (this.peek() === "}" ? Infinity : this.number()) : least
    if (!this.skip("}")) throw new PatternFault("unmatched '{'")
    if (most < least) throw new PatternFault("n less than m in '{m,n}'")
    return { least, most }
  }

  private number(): number {
    let digits = ""
    while (isDigit(this.peek()?.codePointAt(0) ?? 0)) digits += this.take()
    if (Number(digits) > mostRepetitions) throw new PatternFault("REGEXP pattern too big")
    return Number(digits)
  }

  private single(): Pattern {
    const next = this.take()
    switch (next) {
      case ".":
        return { kind: "take", test: () => true }
      case "^":
        return { kind: "start" }
      case "$":
        return { kind: "end" }
      case "(":
        return this.group()
      case "[":
        return { kind: "take", test: this.set() }
      case "*":
      case "+":
      case "?":
      case "{":
        throw new PatternFault(`'${next}' without operand`)
      case "\\": {
        if (this.skip("b")) return { kind: "boundary" }
        const named = classes[this.peek() ?? ""]
        if (named === undefined) return { kind: "take", test: this.equals(this.escape()) }
        this.at += 1
        return { kind: "take", test: named }
      }
      default:
        return { kind: "take", test: this.equals(next.codePointAt(0)!) }
    }
  }

  private group(): Pattern {
    this.depth += 1
    if (this.depth > mostDepth) throw new PatternFault("REGEXP pattern too big")
    const inside = this.either()
    if (!this.skip(")")) throw new PatternFault("unmatched '('")
    this.depth -= 1
    return inside
  }

  private set(): Test {
    const isNegated = this.skip("^")
    const tests: Array<Test> = []
    // A bracket that closes at once is a character of the set.
    for (let isFirst = true; isFirst || this.peek() !== "]"; isFirst = false) tests.push(this.member())
    this.at += 1
    return (code) => tests.some((test) => test(code)) !== isNegated
  }

  private member(): Test {
    if (this.skip("\\")) {
      const named = classes[this.peek() ?? ""]
      if (named !== undefined) {
        this.at += 1
        return named
      }
      return this.range(this.escape())
    }
    return this.range(this.take("unclosed '['").codePointAt(0)!)
  }

  private range(first: number): Test {
    if (this.peek() !== "-" || this.pattern[this.at + 1] === "]") return this.equals(first)
    this.at += 1
    const last = this.skip("\\") ? this.escape() : this.take("unclosed '['").codePointAt(0)!
    const isWithin: Test = (code) => code >= first && code <= last
    return this.ignoresCase ? (code) => isWithin(code) || isWithin(otherCase(code)) : isWithin
  }

  private equals(wanted: number): Test {
    if (!this.ignoresCase) return (code) => code === wanted
    const other = otherCase(wanted)
    return (code) => code === wanted || code === other
  }

  private escape(): number {
    const next = this.take("unknown \\ escape")
    const digits = hexDigits[next]
    if (digits !== undefined) {
      const text = this.pattern.slice(this.at, this.at + digits).join("")
      if (text.length === digits && /^[\da-f]+$/i.test(text)) {
        this.at += digits
        return Number.parseInt(text, 16)
      }
    }
    const code = controls[next] ?? (escapable.includes(next) ? next.codePointAt(0) : undefined)
    if (code === undefined) throw new PatternFault("unknown \\ escape")
    return code
  }

  private peek(): string | undefined {
    return this.pattern[this.at]
  }

  private take(fault = "unexpected end"): string {
    const next = this.pattern[this.at]
    if (next === undefined) throw new PatternFault(fault)
    this.at += 1
    return next
  }

  private skip(character: string): boolean {
    if (this.peek() !== character) return false
    this.at += 1
    return true
  }
}
