/* oxlint-disable no-control-regex -- control characters are what this is about */

/** What a terminal is told by a program. */
export type Token =
  | { readonly type: "text"; readonly text: string }
  /** Colours and styles, as they were sent. */
  | { readonly type: "style"; readonly text: string }
  /** A control sequence: its final character, and its numbers. */
  | {
      readonly type: "control"
      readonly name: string
      readonly numbers: ReadonlyArray<number>
      readonly isPrivate: boolean
    }
  /** A control character, or the character after an escape. */
  | { readonly type: "character"; readonly name: string }

/** An incomplete sequence at the end. */
const unfinished = /\u001b(?:\[[\d;:?<=>!]*[ -/]*|\][^\u0007\u001b]*\u001b?|[()])?$/

const sequence =
  /\u001b\[([\d;:?<=>!]*)[ -/]*([@-~])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[()][0-9A-B]|\u001b([=>c78DEHM])|([\u0007\b\t\n\v\f\r])/g

/** Longer ones are no sequences: what comes is shown as it is. */
const longest = 4096

const numbersOf = (parameters: string): ReadonlyArray<number> =>
  parameters
    .replace(/^[?<=>!]/, "")
    .split(/[;:]/)
    .slice(0, 16)
    .map((part) => Math.min(Number.parseInt(part, 10) || 0, 100_000))

const toToken = ([whole, parameters = "", final, escaped, character]: RegExpMatchArray): Token | undefined => {
  if (final === "m") return { type: "style", text: whole }
  if (final !== undefined) {
    return {
      type: "control",
      name: final,
      numbers: numbersOf(parameters),
      isPrivate: parameters.startsWith("?")
    }
  }
  if (escaped !== undefined) return { type: "character", name: `escape ${escaped}` }
  // A title of the window, or a set of characters: nothing of it is shown here.
  return character === undefined ? undefined : { type: "character", name: character }
}

/** Whether the numbers of a private sequence are of the other screen, on which full-screen programs draw. */
export const isOtherScreen = (numbers: ReadonlyArray<number>): boolean =>
  numbers.some((number) => number === 47 || number === 1047 || number === 1049)

/** Splits one stream's text into tokens. A sequence may come in several pieces. */
export class Sequences {
  #rest = ""

  take(text: string): ReadonlyArray<Token> {
    const whole = this.#rest + text
    const rest = unfinished.exec(whole)?.[0] ?? ""
    this.#rest = rest.length > longest ? "" : rest
    const complete = whole.slice(0, whole.length - this.#rest.length)
    const tokens: Array<Token> = []
    let end = 0
    const addText = (to: number) => {
      if (to > end) tokens.push({ type: "text", text: complete.slice(end, to) })
    }
    for (const match of complete.matchAll(sequence)) {
      addText(match.index)
      end = match.index + match[0].length
      const token = toToken(match)
      if (token !== undefined) tokens.push(token)
    }
    addText(complete.length)
    return tokens
  }
}
