export type StreamName = "stdout" | "stderr"

/** Characters that are shown; more would make the browser's layout slow. All of it stays in the result. */
export const maximumShown = 512 * 1024

/** Where a transcript is shown. */
export interface TranscriptView {
  readonly append: (stream: StreamName, text: string) => void
  readonly clear: () => void
  readonly cut: () => void
}

/**
 * What a program printed, in the order in which it came. Text is handed to the view once per frame, however many pieces
 * came in it, and joined where the stream stays the same.
 */
export class Transcript {
  #pending: Array<{ stream: StreamName; text: string }> = []
  #shown = 0
  #cut = false
  #scheduled = false
  #view: TranscriptView | undefined

  /** Shows the transcript in a view from now on. */
  attach(view: TranscriptView | undefined): void {
    this.#view = view
  }

  add(stream: StreamName, text: string): void {
    const last = this.#pending.at(-1)
    if (last?.stream === stream) last.text += text
    else this.#pending.push({ stream, text })
    if (this.#scheduled) return
    this.#scheduled = true
    requestAnimationFrame(() => this.flush())
  }

  clear(): void {
    this.#pending = []
    this.#shown = 0
    this.#cut = false
    this.#view?.clear()
  }

  /** Shows at once what waits for the next frame. */
  flush(): void {
    this.#scheduled = false
    const pending = this.#pending
    this.#pending = []
    for (const { stream, text } of pending) {
      const room = maximumShown - this.#shown
      const part = text.length > room ? text.slice(0, room) : text
      this.#shown += part.length
      if (part !== "") this.#view?.append(stream, part)
      if (part.length < text.length && !this.#cut) {
        this.#cut = true
        this.#view?.cut()
      }
    }
  }
}
