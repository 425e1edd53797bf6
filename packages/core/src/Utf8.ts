const encoder = new TextEncoder()

/** Length of a text in UTF-8, in bytes. */
export const utf8Length = (text: string): number => encoder.encode(text).length

const shortEscapes = new Set(["\b", "\t", "\n", "\f", "\r", '"', "\\"].map((character) => character.charCodeAt(0)))

/** Bytes that one UTF-16 unit takes in JSON encoded as UTF-8; both halves of a surrogate pair count two. */
const jsonUnitLength = (unit: number, previous: number, next: number): number => {
  if (unit < 0x80) return shortEscapes.has(unit) ? 2 : unit < 0x20 ? 6 : 1
  if (unit < 0x800) return 2
  if (unit < 0xd800 || unit > 0xdfff) return 3
  const paired = unit < 0xdc00 ? next >= 0xdc00 && next <= 0xdfff : previous >= 0xd800 && previous <= 0xdbff
  return paired ? 2 : 6
}

/** Length of a text as a JSON string in UTF-8, in bytes, without its quotes. */
export const jsonLength = (text: string): number => {
  let bytes = 0
  for (let index = 0; index < text.length; index++) {
    bytes += jsonUnitLength(text.charCodeAt(index), text.charCodeAt(index - 1), text.charCodeAt(index + 1))
  }
  return bytes
}

/**
 * Cuts a text into pieces of at most `maximumBytes` of JSON in UTF-8 each, at character boundaries. Together they are the
 * text; an empty text has no pieces.
 */
export const splitByJsonLength = (text: string, maximumBytes: number): Array<string> => {
  const pieces: Array<string> = []
  let start = 0
  let bytes = 0
  let index = 0
  while (index < text.length) {
    const width = text.codePointAt(index)! > 0xffff ? 2 : 1
    let length = 0
    for (let unit = index; unit < index + width; unit++) {
      length += jsonUnitLength(text.charCodeAt(unit), text.charCodeAt(unit - 1), text.charCodeAt(unit + 1))
    }
    if (bytes + length > maximumBytes && index > start) {
      pieces.push(text.slice(start, index))
      start = index
      bytes = 0
    }
    bytes += length
    index += width
  }
  if (start < text.length) pieces.push(text.slice(start))
  return pieces
}
