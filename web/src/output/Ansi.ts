import Anser from "anser"
import type { Painter } from "../OutputView.ts"
import type { Painted } from "../TextBlocks.ts"
import type { StreamName } from "../Transcript.ts"

/* oxlint-disable no-control-regex -- control characters are what this is about */

/** An incomplete escape sequence at the end. */
const unfinished = /\u001b(?:\[[\d;:?]*|\][^\u0007\u001b]*)?$/

/** Cursor and window-title sequences, which have no meaning here. */
const others = /\u001b(?:\[[\d;:?<=>!]*[ -/]*[@-ln-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[()][0-9A-B]|[=>c78DEHM])/g

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

/** Makes a painter that applies colours and styles of ANSI escape sequences and removes all other sequences. */
export const makePainter = (): Painter => {
  const streams = new Map<StreamName, { readonly anser: Anser; rest: string }>()
  return (stream, text) => {
    const known = streams.get(stream) ?? { anser: new Anser(), rest: "" }
    streams.set(stream, known)
    const whole = known.rest + text
    known.rest = unfinished.exec(whole)?.[0] ?? ""
    const complete = whole.slice(0, whole.length - known.rest.length).replace(others, "")
    const entries = known.anser.ansiToJson(goOn + complete, { use_classes: true, remove_empty: true })
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
