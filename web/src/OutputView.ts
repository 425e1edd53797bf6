import { follow } from "./follow.ts"
import type { Terminal } from "./output/Terminal.ts"
import { TextBlocks } from "./TextBlocks.ts"
import type { Piece, TranscriptView } from "./Transcript.ts"
import { maximumShown } from "./Transcript.ts"

/** What more than plain text needs: escape sequences, and characters that move the cursor. Carriage returns are plain enough. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const controls = /[\u0007\b\v\f\u001b]/

const cutNotice = (onDownload: () => void) => {
  const notice = document.createElement("p")
  notice.className = "notice"
  const button = document.createElement("button")
  button.type = "button"
  button.textContent = "Download all of it"
  button.addEventListener("click", onDownload)
  notice.append(`Only the first ${maximumShown / 1024} KiB are shown. `, button)
  return notice
}

/** Shows a program's output. The terminal is loaded with the first control character, and the text waits for it. */
export const outputView = (host: HTMLElement, onDownload: () => void): TranscriptView => {
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
    cut: () => host.append(cutNotice(onDownload))
  }
}
