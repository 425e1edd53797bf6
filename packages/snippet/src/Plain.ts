/** A terminal's escape sequence. The group matches if its end has not arrived yet. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const sequence = /\x1b(?:\[[ -?]*|\][^\x07\x1b\n]*\x1b?|[ -/]*)(?:[\x070-~]|($)|)/g

/** Returns a function that removes the escape sequences of one stream; they may be split between two pieces. */
export const makePlain = (): ((piece: string) => string) => {
  let rest = ""
  return (piece) => {
    const text = rest + piece
    rest = ""
    return text.replace(sequence, (found: string, unfinished?: string) => {
      if (unfinished !== undefined) rest = found
      return ""
    })
  }
}
