import { follow } from "./follow.ts"
import { notLoaded } from "./state/Notice.ts"
import type { Terminal } from "./output/Terminal.ts"
import { TextBlocks } from "./TextBlocks.ts"
import type { Piece, TranscriptView } from "./Transcript.ts"

/** What more than plain text needs: escape sequences, and characters that move the cursor. Carriage returns are plain enough. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const controls = /[\u0007\b\v\f\u001b]/

/** Shows a program's output. The terminal is loaded with the first control character, and the text waits for it. */
export const outputView = (host: HTMLElement): TranscriptView => {
  const blocks = new TextBlocks(host)
  const { emptied, grown } = follow(host)
  /** What is shown, to be drawn anew where a program turns out to move over it. */
  let seen: Array<Piece> = []
  let waiting: Array<Piece> | undefined
  let makeTerminal: (() => Terminal) | undefined
  let terminal: Terminal | undefined

  const show = (pieces: ReadonlyArray<Piece>) => {
    seen.push(...pieces)
    terminal ??= makeTerminal?.()
    if (terminal !== undefined) terminal.add(pieces)
    else for (const { stream, text } of pieces) blocks.add(stream, { text })
    grown()
  }

  const showWaiting = () => {
    const pieces = waiting ?? []
    waiting = undefined
    show(pieces)
  }

  return {
    clear: () => {
      terminal = undefined
      seen = []
      if (waiting !== undefined) waiting = []
      blocks.clear()
      emptied()
    },
    append: (pieces) => {
      if (waiting !== undefined) {
        waiting.push(...pieces)
      } else if (makeTerminal === undefined && pieces.some(({ text }) => controls.test(text))) {
        waiting = [...pieces]
        void import("./output/Terminal.ts").then((module) => {
          makeTerminal = () => module.makeTerminal(host, blocks, seen)
          showWaiting()
        }, showWaiting)
      } else {
        show(pieces)
      }
    },
    cut: () => {
      const { firstChild } = host
      import("./output/CutNotice.ts").then(({ cutNotice }) => {
        // Not where another program has run meanwhile.
        if (host.firstChild === firstChild) host.append(cutNotice())
      }, notLoaded)
    }
  }
}
