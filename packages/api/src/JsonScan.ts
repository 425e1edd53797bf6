import { maximumItems } from "@glissade/protocol/Execution"
import type { ProblemIssue } from "@glissade/protocol/Problem"

/** Maximum nesting of arrays and objects. The API's own bodies have three levels. */
export const maximumDepth = 64

/** Maximum fields of an object. No object of the API has as many. */
export const maximumFields = 32

const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const openArray = 0x5b
const backslash = 0x5c
const closeArray = 0x5d
const openObject = 0x7b
const closeObject = 0x7d

const decoder = new TextDecoder()

/** The name of a field, decoded; an invalid one stays as it is. */
const nameAt = (bytes: Uint8Array, from: number, to: number): string => {
  const text = decoder.decode(bytes.subarray(from, to))
  try {
    return String(JSON.parse(text))
  } catch {
    return text
  }
}

/**
 * Finds what is too deep or too long in a JSON text before it is parsed, so that the cost of parsing, decoding and responding is bounded by
 * what the API accepts, not by what was sent. One pass over the bytes; it does not check that they are JSON.
 */
export const scanJson = (bytes: Uint8Array): ProblemIssue | undefined => {
  const isArray = new Uint8Array(maximumDepth + 1)
  const counts = new Uint32Array(maximumDepth + 1)
  const nameFrom = new Uint32Array(maximumDepth + 1)
  const nameTo = new Uint32Array(maximumDepth + 1)
  let depth = 0
  let stringFrom = 0
  let stringTo = 0
  const length = bytes.length

  const path = (): Array<string | number> => {
    const parts: Array<string | number> = []
    for (let level = 1; level < depth; level++) {
      parts.push(isArray[level] === 1 ? counts[level]! : nameAt(bytes, nameFrom[level]!, nameTo[level]!))
    }
    return parts
  }

  for (let at = 0; at < length; at++) {
    const byte = bytes[at]
    if (byte === quote) {
      stringFrom = at
      for (at++; at < length && bytes[at] !== quote; at++) if (bytes[at] === backslash) at++
      stringTo = at + 1
    } else if (byte === comma) {
      const count = ++counts[depth]!
      if (depth === 0) continue
      if (isArray[depth] === 1) {
        if (count === maximumItems) return { path: path(), message: `must have at most ${maximumItems} items` }
      } else if (count === maximumFields) {
        return { path: path(), message: `must have at most ${maximumFields} fields` }
      }
    } else if (byte === colon) {
      nameFrom[depth] = stringFrom
      nameTo[depth] = stringTo
    } else if (byte === openArray || byte === openObject) {
      if (depth === maximumDepth) return { path: [], message: `must be nested at most ${maximumDepth} levels deep` }
      depth++
      isArray[depth] = byte === openArray ? 1 : 0
      counts[depth] = 0
      nameFrom[depth] = nameTo[depth] = 0
    } else if ((byte === closeArray || byte === closeObject) && depth > 0) depth--
  }
  return undefined
}
