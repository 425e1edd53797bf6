import type { Painted } from "../TextBlocks.ts"
import { drawn, makeSpan, TextBlocks } from "../TextBlocks.ts"
import type { StreamName } from "../Transcript.ts"
import type { Look, Row } from "./Rows.ts"
import { fillTo, maximumColumns, runsOf, writeAt } from "./Rows.ts"
import type { Token } from "./Sequences.ts"
import { isOtherScreen } from "./Sequences.ts"

/** Lines that a program can move over and clear: as many as a large terminal has. Those before them stay as they are. */
const height = 50

const tabWidth = 8

const plain: Look = { stream: "stdout" }

interface Saved {
  readonly rows: Array<Row>
  readonly row: number
  readonly column: number
}

const clamp = (value: number, most: number): number => Math.max(0, Math.min(value, most))

/**
 * A small terminal: the last lines of the output, which a program moves over, writes over and clears. Lines that scroll out of it are text
 * that nothing changes any more.
 */
export class Screen {
  readonly #element = document.createElement("div")
  readonly #host: HTMLElement
  readonly #blocks: TextBlocks
  #rows: Array<Row> = [[]]
  #row = 0
  #column = 0
  #saved: Pick<Saved, "row" | "column"> = { row: 0, column: 0 }
  #main: Saved | undefined
  #look: Look = plain
  readonly #looks = new Map<string, Look>()

  constructor(host: HTMLElement) {
    this.#host = host
    this.#element.className = "screen"
    this.#blocks = new TextBlocks(host, this.#element)
    host.replaceChildren(this.#element)
  }

  /** Writes text in its style where the cursor is. It has no control characters. */
  write(stream: StreamName, { classes, colours, text }: Painted): void {
    const key = JSON.stringify([stream, classes, colours])
    const known = this.#looks.get(key)
    this.#look = known ?? { stream, ...(classes && { classes }), ...(colours && { colours }) }
    // A program may use every colour there is.
    if (this.#looks.size > 10_000) this.#looks.clear()
    if (known === undefined) this.#looks.set(key, this.#look)
    this.#column = writeAt(this.#rows[this.#row]!, this.#column, text, this.#look)
  }

  /** Does what a control character or sequence says; those without a meaning here do nothing. */
  control(token: Exclude<Token, { readonly type: "text" | "style" }>): void {
    if (token.type === "character") this.#characters[token.name]?.()
    else if (token.isPrivate) this.#switch(token.name, token.numbers)
    else this.#sequences[token.name]?.(token.numbers[0] ?? 0, token.numbers[1] ?? 0)
  }

  /** Draws what was written since the last time. */
  draw(): void {
    // Empty lines below the cursor are no output.
    const end =
      Math.max(
        this.#row,
        this.#rows.findLastIndex((row) => row.length > 0)
      ) + 1
    const spans = this.#rows.slice(0, end).flatMap((row, index) => [
      ...(index === 0 ? [] : ["\n"]),
      ...runsOf(row).map(({ look, text }) => {
        const span = makeSpan(look.stream, look)
        span.append(text)
        return span
      })
    ])
    this.#element.replaceChildren(...spans)
    this.#element.classList.toggle("drawn", drawn.test(this.#element.textContent))
    // It is part of the text that is read and copied, also where nothing has scrolled out yet.
    if (this.#element.parentNode !== this.#host) this.#host.append(this.#element)
  }

  #lineFeed(): void {
    if (this.#row < this.#rows.length - 1) {
      this.#row += 1
      return
    }
    this.#rows.push([])
    if (this.#rows.length <= height) this.#row += 1
    else this.#scroll(this.#rows.shift()!)
  }

  #scroll(row: Row): void {
    // The other screen of a program with two keeps nothing.
    if (this.#main !== undefined) return
    for (const { look, text } of runsOf(row)) this.#blocks.add(look.stream, { ...look, text })
    this.#blocks.add("stdout", { text: "\n" })
  }

  #moveTo(row: number, column: number): void {
    this.#row = clamp(row, height - 1)
    this.#column = clamp(column, maximumColumns - 1)
    while (this.#rows.length <= this.#row) this.#rows.push([])
  }

  #eraseLine(mode: number): void {
    const row = this.#rows[this.#row]!
    if (mode === 0) row.length = Math.min(row.length, this.#column)
    else if (mode === 2) row.length = 0
    else
      for (let column = 0; column <= this.#column && column < row.length; column++)
        row[column] = { text: " ", look: plain }
  }

  #eraseScreen(mode: number): void {
    if (mode === 0) {
      this.#eraseLine(0)
      this.#rows.length = this.#row + 1
    } else if (mode === 1) {
      for (let row = 0; row < this.#row; row++) this.#rows[row] = []
      this.#eraseLine(1)
    } else {
      if (mode === 3) this.#blocks.clear()
      this.#rows = Array.from({ length: this.#row + 1 }, () => [])
    }
  }

  /** Takes characters out of the row at the cursor, or puts spaces in. */
  #shift(count: number, isInsert: boolean): void {
    const row = this.#rows[this.#row]!
    fillTo(row, this.#column, plain)
    if (!isInsert) return void row.splice(this.#column, count)
    const spaces = Array.from({ length: clamp(count, maximumColumns) }, () => ({ text: " ", look: plain }))
    row.splice(this.#column, 0, ...spaces)
    row.length = Math.min(row.length, maximumColumns)
  }

  #shiftLines(count: number, isInsert: boolean): void {
    if (!isInsert) this.#rows.splice(this.#row, count)
    else this.#rows.splice(this.#row, 0, ...Array.from({ length: clamp(count, height) }, () => []))
    this.#rows.length = Math.min(this.#rows.length, height)
    this.#moveTo(this.#row, this.#column)
  }

  #reset(): void {
    this.#rows = [[]]
    this.#row = this.#column = 0
  }

  #save = () => {
    this.#saved = { row: this.#row, column: this.#column }
  }

  #restore = () => this.#moveTo(this.#saved.row, this.#saved.column)

  /** Modes of which only the other screen matters: full-screen programs draw on it and leave the first one as it was. */
  #switch(name: string, numbers: ReadonlyArray<number>): void {
    if (!isOtherScreen(numbers)) return
    if (name === "h" && this.#main === undefined) {
      this.#main = { rows: this.#rows, row: this.#row, column: this.#column }
      this.#reset()
    } else if (name === "l" && this.#main !== undefined) {
      this.#rows = this.#main.rows
      this.#row = this.#main.row
      this.#column = this.#main.column
      this.#main = undefined
    }
  }

  readonly #characters: Readonly<Record<string, () => void>> = {
    "\n": () => {
      this.#column = 0
      this.#lineFeed()
    },
    "\r": () => {
      this.#column = 0
    },
    "\b": () => {
      this.#column = Math.max(0, this.#column - 1)
    },
    "\t": () => {
      const column = clamp((Math.floor(this.#column / tabWidth) + 1) * tabWidth, maximumColumns - 1)
      fillTo(this.#rows[this.#row]!, column, plain)
      this.#column = column
    },
    "\v": () => this.#lineFeed(),
    "\f": () => this.#lineFeed(),
    "escape c": () => this.#reset(),
    "escape 7": this.#save,
    "escape 8": this.#restore,
    "escape D": () => this.#lineFeed(),
    "escape E": () => {
      this.#column = 0
      this.#lineFeed()
    },
    "escape M": () => this.#moveTo(this.#row - 1, this.#column)
  }

  readonly #sequences: Readonly<Record<string, (first: number, second: number) => void>> = {
    A: (count) => this.#moveTo(this.#row - (count || 1), this.#column),
    B: (count) => this.#moveTo(this.#row + (count || 1), this.#column),
    C: (count) => this.#moveTo(this.#row, this.#column + (count || 1)),
    D: (count) => this.#moveTo(this.#row, this.#column - (count || 1)),
    E: (count) => this.#moveTo(this.#row + (count || 1), 0),
    F: (count) => this.#moveTo(this.#row - (count || 1), 0),
    G: (column) => this.#moveTo(this.#row, (column || 1) - 1),
    H: (row, column) => this.#moveTo((row || 1) - 1, (column || 1) - 1),
    f: (row, column) => this.#moveTo((row || 1) - 1, (column || 1) - 1),
    d: (row) => this.#moveTo((row || 1) - 1, this.#column),
    J: (mode) => this.#eraseScreen(mode),
    K: (mode) => this.#eraseLine(mode),
    P: (count) => this.#shift(count || 1, false),
    "@": (count) => this.#shift(count || 1, true),
    X: (count) => {
      const row = this.#rows[this.#row]!
      for (let column = this.#column; column < Math.min(row.length, this.#column + (count || 1)); column++) {
        row[column] = { text: " ", look: plain }
      }
    },
    L: (count) => this.#shiftLines(count || 1, true),
    M: (count) => this.#shiftLines(count || 1, false),
    s: this.#save,
    u: this.#restore
  }
}
