import * as Schema from "effect/Schema"

const isWithin = (text: string, maximum: number): boolean => {
  if (text.length <= maximum) return true
  // A character takes two units at most.
  if (text.length > 2 * maximum) return false
  let characters = 0
  for (const _ of text) characters++
  return characters <= maximum
}

/** Text of at most so many characters, counted as JSON Schema counts them: `isMaxLength` counts UTF-16 units, of which an emoji has two. */
export const isMaxCharacters = (maximum: number) =>
  Schema.makeFilter(
    (text: string) => (isWithin(text, maximum) ? undefined : `must have a length of at most ${maximum}`),
    { toJsonSchema: () => ({ maxLength: maximum }) }
  )
