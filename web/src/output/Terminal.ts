import type { Painted, TextBlocks } from "../TextBlocks.ts"
import type { Piece, StreamName } from "../Transcript.ts"
import { Screen } from "./Screen.ts"
import type { Token } from "./Sequences.ts"
import { isOtherScreen, Sequences } from "./Sequences.ts"
import { Styles } from "./Styles.ts"

/** Shows output with control sequences. */
export interface Terminal {
  readonly add: (pieces: ReadonlyArray<Piece>) => void
}

/** What text blocks can show: they only grow, and a carriage return begins their last line anew. */
const flowing = new Set(["\n", "\r", "\t", "\u0007"])

/** Whether a token says nothing about where text goes. `ESC[K` at the end of a line changes nothing that can be seen. */
const isFlowing = (token: Token): boolean => {
  if (token.type === "control") return token.isPrivate ? !isOtherScreen(token.numbers) : isErasingRest(token)
  return token.type !== "character" || flowing.has(token.name)
}

const isErasingRest = ({ name, numbers }: Extract<Token, { readonly type: "control" }>): boolean =>
  name === "K" && numbers[0] === 0

/** The text of tokens that flow, with their colours. */
const textOf = (tokens: ReadonlyArray<Token>): string =>
  tokens
    .map((token) => {
      if (token.type === "control" || (token.type === "character" && token.name === "\u0007")) return ""
      return token.type === "character" ? token.name : token.text
    })
    .join("")

/**
 * Shows output with control sequences. It goes on with the blocks that are there as long as a program only sets colours; with the first
 * sequence that moves or clears something, all that was shown is drawn again on a screen.
 *
 * @param seen all that was shown in the blocks before, and is added from then on.
 */
export const makeTerminal = (host: HTMLElement, blocks: TextBlocks, seen: ReadonlyArray<Piece>): Terminal => {
  const parts = () => ({ sequences: new Sequences(), styles: new Styles() })
  const make = (): Record<StreamName, ReturnType<typeof parts>> => ({
    stdout: parts(),
    stderr: parts(),
    stdin: parts()
  })
  let streams = make()
  let screen: Screen | undefined

  const write = (to: Screen, stream: StreamName, tokens: ReadonlyArray<Token>) => {
    const { styles } = streams[stream]
    for (const token of tokens) {
      if (token.type === "text" || token.type === "style") {
        for (const painted of styles.paint(token.text)) to.write(stream, painted)
      } else to.control(token)
    }
  }

  const drawAgain = () => {
    streams = make()
    screen = new Screen(host)
    for (const { stream, text } of seen) write(screen, stream, streams[stream].sequences.take(text))
    screen.draw()
  }

  const addFlowing = (stream: StreamName, painted: ReadonlyArray<Painted>) => {
    for (const one of painted) blocks.add(stream, one)
  }

  return {
    add: (pieces) => {
      for (const { stream, text } of pieces) {
        const tokens = streams[stream].sequences.take(text)
        if (screen !== undefined) write(screen, stream, tokens)
        else if (tokens.every(isFlowing)) addFlowing(stream, streams[stream].styles.paint(textOf(tokens)))
        // What was seen has the pieces that are added now.
        else return drawAgain()
      }
      screen?.draw()
    }
  }
}
