import type { Program } from "../state/Program.ts"
import { toDraft } from "../state/Draft.ts"

/*
 * A link carries the program in its fragment, which no server sees: `#program=1.` and the base64url form of the raw deflate of the
 * JSON array [language, code, stdin, arguments, [[name, content], ...]]. The same program gives the same link.
 */

const prefix = "#program=1."

/** Bytes of a program that a link may unfold to. More than the server takes is either a mistake or a trap. */
const maximumBytes = 1024 * 1024

const through = async (bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream) => {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader()
  const parts: Array<Uint8Array<ArrayBuffer>> = []
  let size = 0
  while (true) {
    const { done, value } = await reader.read()
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer())
    size += value.length
    if (size > maximumBytes) throw new RangeError("too large")
    parts.push(value as Uint8Array<ArrayBuffer>)
  }
}

const toBase64Url = (bytes: Uint8Array): string => {
  let text = ""
  for (const byte of bytes) text += String.fromCodePoint(byte)
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
}

const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.codePointAt(0)!)

/** The fragment that carries a program. */
export const toFragment = async ({ args, code, files, language, stdin }: Program): Promise<string> => {
  const value = [language, code, stdin, args, files.map(({ content, name }) => [name, content])]
  const bytes = new TextEncoder().encode(JSON.stringify(value))
  return prefix + toBase64Url(await through(bytes, new CompressionStream("deflate-raw")))
}

/** Reads a fragment; rejects where it is broken. */
export const fromFragment = async (fragment: string): Promise<Program> => {
  if (!fragment.startsWith(prefix)) throw new SyntaxError("not a link of this page")
  const bytes = await through(fromBase64Url(fragment.slice(prefix.length)), new DecompressionStream("deflate-raw"))
  const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))
  const [language, code, stdin, args, files] = Array.isArray(value) ? (value as Array<unknown>) : []
  const named = Array.isArray(files)
    ? (files as ReadonlyArray<ReadonlyArray<unknown>>).map(([name, content]) => ({ name, content }))
    : []
  const draft = toDraft({ code, stdin, args, files: named })
  if (typeof language !== "string" || draft === undefined) throw new SyntaxError("not a program")
  return { language, ...draft }
}
