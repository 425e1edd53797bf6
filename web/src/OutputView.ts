import type { Piece, StreamName, TranscriptView } from "./Transcript.ts"
import { maximumShown } from "./Transcript.ts"

/** Text in one look: classes of the style sheet, and colours beyond the named ones. */
export interface Painted {
  readonly text: string
  readonly classes?: string
  readonly colours?: Readonly<Record<string, string>>
}

/** Turns a stream's text into painted text; it keeps a colour from one piece to the next. */
export type Painter = (stream: StreamName, text: string) => ReadonlyArray<Painted>

/** Characters after which a new block begins at the next line, and after which it begins even within one. */
const blockSize = 4 * 1024
const maximumBlock = 16 * 1024

const escape = "\u001b["

const makeSpan = (stream: StreamName, { classes, colours }: Painted) => {
  const span = document.createElement("span")
  span.dataset.stream = stream
  if (stream === "stderr") {
    span.setAttribute("role", "group")
    span.setAttribute("aria-label", "standard error")
  }
  if (classes !== undefined) span.className = classes
  for (const [name, value] of Object.entries(colours ?? {})) span.style.setProperty(name, value)
  return span
}

/**
 * Shows what a program printed, as text and never as HTML. The text is cut into blocks, at the ends of lines, so that the browser
 * lays out only those that are in sight.
 */
export const outputView = (host: HTMLElement, onDownload: () => void): TranscriptView => {
  let block: HTMLElement | undefined
  let size = 0
  let look = ""
  let waiting: Array<Piece> | undefined
  let makePainter: (() => Painter) | undefined
  let painter: Painter | undefined

  const write = (stream: StreamName, painted: Painted, text: string) => {
    if (block === undefined) {
      block = host.appendChild(document.createElement("div"))
      size = 0
      look = ""
    }
    const next = JSON.stringify([stream, painted.classes, painted.colours])
    if (next !== look) block.append(makeSpan(stream, painted))
    look = next
    block.lastElementChild!.append(text)
    size += text.length
  }

  /** The newline at the end of a block is left out: the next one begins on a line of its own. */
  const place = (stream: StreamName, painted: Painted) => {
    let { text } = painted
    while (text !== "") {
      const lineEnd = text.indexOf("\n", Math.max(0, blockSize - size))
      const end = lineEnd === -1 ? text.length : lineEnd
      if (size + end > maximumBlock) {
        const room = maximumBlock - size
        write(stream, painted, text.slice(0, room))
        text = text.slice(room)
        block = undefined
        size = 0
      } else {
        write(stream, painted, text.slice(0, end))
        text = text.slice(end + 1)
        if (lineEnd !== -1) block = undefined
        if (lineEnd !== -1) size = 0
      }
    }
  }

  const paint = (pieces: ReadonlyArray<Piece>) => {
    const follows = host.scrollHeight - host.scrollTop - host.clientHeight < 40
    painter ??= makePainter?.()
    for (const { stream, text } of pieces) {
      for (const painted of painter?.(stream, text) ?? [{ text }]) place(stream, painted)
    }
    if (follows) host.scrollTop = host.scrollHeight
  }

  const paintWaiting = () => {
    const pieces = waiting ?? []
    waiting = undefined
    paint(pieces)
  }

  const clear = () => {
    block = undefined
    painter = undefined
    size = 0
    if (waiting !== undefined) waiting = []
    host.replaceChildren()
  }

  return {
    clear,
    append: (pieces) => {
      if (waiting !== undefined) {
        waiting.push(...pieces)
      } else if (makePainter === undefined && pieces.some(({ text }) => text.includes(escape))) {
        waiting = [...pieces]
        void import("./later/Ansi.ts").then((ansi) => {
          makePainter = ansi.makePainter
          paintWaiting()
        }, paintWaiting)
      } else {
        paint(pieces)
      }
    },
    cut: () => {
      const notice = document.createElement("p")
      notice.className = "notice"
      const button = document.createElement("button")
      button.type = "button"
      button.textContent = "Download all of it"
      button.addEventListener("click", onDownload)
      notice.append(`Only the first ${maximumShown / 1024} KiB are shown. `, button)
      host.append(notice)
    }
  }
}
