import { follow } from "./follow.ts"
import type { Painted } from "./TextBlocks.ts"
import { TextBlocks } from "./TextBlocks.ts"
import type { Piece, StreamName, TranscriptView } from "./Transcript.ts"
import { maximumShown } from "./Transcript.ts"

/** Turns a stream's text into coloured text. It keeps the colour from one piece to the next. */
export type Painter = (stream: StreamName, text: string) => ReadonlyArray<Painted>

const escape = "\u001b["

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

/** Shows a program's output. The code for colours is loaded with the first escape sequence, and the text waits for it. */
export const outputView = (host: HTMLElement, onDownload: () => void): TranscriptView => {
  const blocks = new TextBlocks(host)
  const { emptied, grown } = follow(host)
  let waiting: Array<Piece> | undefined
  let makePainter: (() => Painter) | undefined
  let painter: Painter | undefined

  const paint = (pieces: ReadonlyArray<Piece>) => {
    painter ??= makePainter?.()
    for (const { stream, text } of pieces) {
      for (const painted of painter?.(stream, text) ?? [{ text }]) blocks.add(stream, painted)
    }
    grown()
  }

  const paintWaiting = () => {
    const pieces = waiting ?? []
    waiting = undefined
    paint(pieces)
  }

  return {
    clear: () => {
      painter = undefined
      if (waiting !== undefined) waiting = []
      blocks.clear()
      emptied()
    },
    append: (pieces) => {
      if (waiting !== undefined) {
        waiting.push(...pieces)
      } else if (makePainter === undefined && pieces.some(({ text }) => text.includes(escape))) {
        waiting = [...pieces]
        void import("./output/Ansi.ts").then((ansi) => {
          makePainter = ansi.makePainter
          paintWaiting()
        }, paintWaiting)
      } else {
        paint(pieces)
      }
    },
    cut: () => host.append(cutNotice(onDownload))
  }
}
