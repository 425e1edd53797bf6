import Anser from "anser"
import type { Painted } from "../TextBlocks.ts"

/** Changes nothing, and makes Anser continue in the style of the text before. */
const goOn = "\u001b[99m"

const levels = [0, 95, 135, 175, 215, 255]

const ofPalette = (index: number): string => {
  if (index >= 232) return Array.from({ length: 3 }, () => 8 + (index - 232) * 10).join(" ")
  return [36, 6, 1].map((unit) => levels[Math.floor((index - 16) / unit) % 6]).join(" ")
}

interface Colour {
  readonly name: string
  readonly value?: string
}

/** A colour of the style sheet, or another colour by value, which the style sheet adapts to light and dark. */
const colourOf = (name: string | null, truecolor: string | null): Colour | undefined => {
  if (name === null) return undefined
  if (name === "ansi-truecolor") return { name: "any", value: `rgb(${(truecolor ?? "").replaceAll(",", "")})` }
  const palette = /^ansi-palette-(\d+)$/.exec(name)?.[1]
  return palette === undefined
    ? { name: name.replace("ansi-", "") }
    : { name: "any", value: `rgb(${ofPalette(Number(palette))})` }
}

/** Colours and styles of one stream, by its ANSI escape sequences. It keeps them from one text to the next. */
export class Styles {
  readonly #anser = new Anser()

  /** Takes text with sequences of colours and styles, and no others. */
  paint(text: string): ReadonlyArray<Painted> {
    const entries = this.#anser.ansiToJson(goOn + text, { use_classes: true, remove_empty: true })
    return entries.map(({ bg, bg_truecolor, content, decorations, fg, fg_truecolor }): Painted => {
      const front = colourOf(fg, fg_truecolor)
      const back = colourOf(bg, bg_truecolor)
      const classes = new Set(decorations.map((decoration) => `ansi-${decoration}`))
      if (front !== undefined) classes.add(`fg-${front.name}`)
      if (back !== undefined) classes.add(`bg-${back.name}`)
      if (classes.size === 0) return { text: content }
      const colours = {
        ...(front?.value === undefined ? {} : { "--fg": front.value }),
        ...(back?.value === undefined ? {} : { "--bg": back.value })
      }
      return { text: content, classes: [...classes].join(" "), colours }
    })
  }
}
