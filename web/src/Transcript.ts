/** A stream of the program, or what a person typed meanwhile. */
export type StreamName = "stdout" | "stderr" | "stdin"

/** Text of one stream, and the joined text of equal neighbours. */
export interface Piece {
  readonly stream: StreamName
  text: string
}

/** Characters that are shown; more would slow down layout. All of it can be downloaded. */
export const maximumShown = 512 * 1024

/** Characters added in one frame, so that the page stays responsive under a flood of output. */
const maximumInFrame = 48 * 1024

/** Where a transcript is shown. */
export interface TranscriptView {
  readonly append: (pieces: ReadonlyArray<Piece>) => void
  readonly clear: () => void
  readonly cut: () => void
}

/** How many units of a text to take for `count`: one more where that avoids splitting a surrogate pair. */
export const wholeCharacters = (text: string, count: number): number =>
  (text.charCodeAt(count - 1) & 0xfc00) === 0xd800 ? count + 1 : count

const push = (pieces: Array<Piece>, stream: StreamName, text: string) => {
  const last = pieces.at(-1)
  if (last?.stream === stream) last.text += text
  else pieces.push({ stream, text })
}

/**
 * A program's output in its order. It is passed to the view once per frame, however many pieces arrived, and never more in a frame than the
 * browser can lay out in time.
 */
export class Transcript {
  #all: Array<Piece> = []
  #pending: Array<Piece> = []
  #shown = 0
  #isCut = false
  #isScheduled = false
  #view: TranscriptView | undefined
  #whenSettled: Array<() => void> = []

  constructor() {
    // A hidden tab has no frames, and a long layout disturbs nobody there.
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.#flush(Number.POSITIVE_INFINITY)
    })
  }

  /** All that was printed, also what is not shown. */
  get pieces(): ReadonlyArray<Readonly<Piece>> {
    return this.#all
  }

  get text(): string {
    return this.#all.map(({ text }) => text).join("")
  }

  /** Shows the transcript in a view from now on. */
  attach(view: TranscriptView): void {
    this.#view = view
  }

  add(stream: StreamName, text: string): void {
    push(this.#all, stream, text)
    push(this.#pending, stream, text)
    this.#schedule()
  }

  clear(): void {
    this.#all = []
    this.#pending = []
    this.#shown = 0
    this.#isCut = false
    this.#view?.clear()
  }

  /** Resolves when everything that came is shown. */
  settled(): Promise<void> {
    if (this.#pending.length === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.#whenSettled.push(resolve)
    })
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    const flush = () => {
      this.#isScheduled = false
      this.#flush(maximumInFrame)
    }
    if (document.hidden) queueMicrotask(flush)
    else requestAnimationFrame(flush)
  }

  #flush(most: number): void {
    const taken = this.#take(most)
    if (taken.length > 0) this.#view?.append(taken)
    if (this.#pending.length > 0) return this.#schedule()
    for (const resolve of this.#whenSettled.splice(0)) resolve()
  }

  /** Takes the text to show now. Text beyond the limit is dropped. */
  #take(most: number): Array<Piece> {
    const taken: Array<Piece> = []
    let room = Math.min(most, maximumShown - this.#shown)
    while (room > 0 && this.#pending.length > 0) {
      const first = this.#pending[0]!
      const text = first.text.slice(0, wholeCharacters(first.text, room))
      taken.push({ stream: first.stream, text })
      room -= text.length
      this.#shown += text.length
      if (text.length === first.text.length) this.#pending.shift()
      else first.text = first.text.slice(text.length)
    }
    if (this.#shown >= maximumShown && this.#pending.length > 0) {
      this.#pending = []
      if (!this.#isCut) this.#view?.cut()
      this.#isCut = true
    }
    return taken
  }
}
