import type { Command } from "./Command.ts"

/** How well a word that was typed fits a text in small letters: at its beginning, at that of a word, or inside; `undefined` if it is not there. */
const fit = (text: string, word: string): number | undefined => {
  const at = text.indexOf(word)
  if (at <= 0) return at === 0 ? 0 : undefined
  return text.includes(` ${word}`) ? 1 : 2
}

const rank = ({ also = "", title }: Command, words: ReadonlyArray<string>): number | undefined => {
  let total = 0
  for (const word of words) {
    const own = fit(title.toLowerCase(), word)
    const fits = own ?? (fit(also, word) === undefined ? undefined : 3)
    if (fits === undefined) return undefined
    total += fits
  }
  return total
}

/** The commands that have every word that was typed, the best first; all of them in their order where nothing was typed. */
export const matching = (commands: ReadonlyArray<Command>, typed: string): ReadonlyArray<Command> => {
  const words = typed.toLowerCase().match(/\S+/g) ?? []
  return commands
    .map((command) => ({ command, rank: rank(command, words) }))
    .filter(({ rank }) => rank !== undefined)
    .toSorted((one, other) => one.rank! - other.rank!)
    .map(({ command }) => command)
}
