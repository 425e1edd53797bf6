/** Splits a line into arguments at spaces; quotes keep spaces, and a backslash keeps the next character. */
export const splitArguments = (line: string): Array<string> => {
  const args: Array<string> = []
  let current: string | undefined
  let quote: string | undefined
  for (let index = 0; index < line.length; index++) {
    const character = line[index]!
    if (character === "\\" && quote !== "'" && index + 1 < line.length) {
      current = (current ?? "") + line[++index]!
    } else if (quote !== undefined) {
      if (character === quote) quote = undefined
      else current = (current ?? "") + character
    } else if (character === '"' || character === "'") {
      quote = character
      current ??= ""
    } else if (/\s/.test(character)) {
      if (current !== undefined) args.push(current)
      current = undefined
    } else {
      current = (current ?? "") + character
    }
  }
  if (current !== undefined) args.push(current)
  return args
}
