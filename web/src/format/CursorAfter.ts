const isSpace = (character: string | undefined): boolean => character === undefined || /\s/.test(character)

/**
 * Where a cursor is in a formatted text: after as many characters that are no space as before. A formatter moves little else, so that it is
 * at the same word, or close to it.
 */
export const cursorAfter = (before: string, cursor: number, after: string): number => {
  let left = 0
  for (const character of before.slice(0, cursor)) if (!isSpace(character)) left += 1
  if (left === 0) return 0
  let at = 0
  for (const character of after) {
    at += character.length
    if (!isSpace(character)) left -= 1
    if (left === 0) break
  }
  return at
}
