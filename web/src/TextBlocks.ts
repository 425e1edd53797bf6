import type { StreamName } from "./Transcript.ts"
import { wholeCharacters } from "./Transcript.ts"

/** Text in one style: classes of the style sheet, and colours beyond the named ones. */
export interface Painted {
  readonly text: string
  readonly classes?: string
  readonly colours?: Readonly<Record<string, string>>
}

/** Characters after which a new block starts at the next line, and after which it starts within a line. */
const blockSize = 4 * 1024
const maximumBlock = 16 * 1024

/** Box drawing and blocks, whose lines have to meet. */
export const drawn = /[\u2500-\u259f]/

/** Text of a stream in its style. */
export const makeSpan = (stream: StreamName, { classes, colours }: Omit<Painted, "text">) => {
  const span = document.createElement("span")
  span.dataset.stream = stream
  if (stream === "stderr") Object.assign(span, { role: "group", ariaLabel: "standard error" })
  if (classes !== undefined) span.className = classes
  for (const [name, value] of Object.entries(colours ?? {})) span.style.setProperty(name, value)
  return span
}

/** Of a line with carriage returns only the last part is shown; otherwise a progress bar would be drawn a thousand times. */
const lastWords = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.slice(Math.max(0, line.lastIndexOf("\r", line.length - 2))))
    .join("\n")

/** Text in an element, never as HTML. It is split into blocks at line ends, so that the browser lays out only visible ones. */
export class TextBlocks {
  readonly #host: HTMLElement
  readonly #before: Node | null
  #block: HTMLElement | undefined
  #size = 0
  #look = ""
  /** The next text begins its line anew. */
  #isReturned = false

  /** @param before what stays behind the text. */
  constructor(host: HTMLElement, before: Node | null = null) {
    this.#host = host
    this.#before = before
  }

  add(stream: StreamName, painted: Painted): void {
    const { text } = painted
    if (!text.includes("\r")) return this.#add(stream, painted, text)
    for (const [index, part] of lastWords(text).split("\r").entries()) {
      if (index > 0) this.#isReturned = true
      if (part !== "") this.#add(stream, painted, part)
    }
  }

  clear(): void {
    this.#block = undefined
    this.#isReturned = false
    this.#host.replaceChildren()
  }

  /** Leave out the newline at the end of a block: the next block starts on a new line. */
  #add(stream: StreamName, painted: Painted, whole: string): void {
    let text = whole
    if (this.#isReturned && text !== "") {
      if (text[0] !== "\n") this.#eraseLine()
      this.#isReturned = false
    }
    while (text !== "") {
      const lineEnd = text.indexOf("\n", Math.max(0, blockSize - this.#size))
      const end = lineEnd === -1 ? text.length : lineEnd
      const room = maximumBlock - this.#size
      const isLong = end > room
      const taken = isLong ? wholeCharacters(text, room) : end
      this.#write(stream, painted, text.slice(0, taken))
      text = text.slice(isLong ? taken : taken + 1)
      if (isLong || lineEnd !== -1) this.#close()
    }
  }

  #eraseLine(): void {
    this.#look = ""
    for (let span = this.#block?.lastElementChild; span; span = this.#block!.lastElementChild) {
      const text = span.textContent
      const end = text.lastIndexOf("\n") + 1
      this.#size -= text.length - end
      if (end > 0) {
        span.textContent = text.slice(0, end)
        return
      }
      span.remove()
    }
  }

  #write(stream: StreamName, painted: Painted, text: string): void {
    if (this.#block === undefined) {
      this.#block = this.#host.insertBefore(document.createElement("div"), this.#before)
      this.#size = 0
      this.#look = ""
    }
    const look = JSON.stringify([stream, painted.classes, painted.colours])
    if (look !== this.#look) this.#block.append(makeSpan(stream, painted))
    this.#look = look
    if (drawn.test(text)) this.#block.className = "drawn"
    this.#block.lastElementChild!.append(text)
    this.#size += text.length
  }

  /** Until a finished block is visible, its height is estimated from its lines. */
  #close(): void {
    const lines = this.#block?.textContent?.split("\n").length ?? 1
    this.#block?.style.setProperty("contain-intrinsic-height", `auto ${lines}lh`)
    this.#block?.classList.add("finished")
    this.#block = undefined
    this.#size = 0
  }
}
