/*
 * A link to the page has a program in its fragment, which is not sent to any server: `#program=1.` and the base64url form of the raw
 * deflate of the JSON array [language, code, stdin, arguments, [[name, content], ...]]. The same program gives the same link.
 */

/** A program as the page shows it. */
export interface LinkedProgram {
  readonly language: string
  readonly code: string
  readonly stdin: string
  /** One line; arguments with spaces are in quotes. */
  readonly args: string
  readonly files: ReadonlyArray<{ readonly name: string; readonly content: string }>
}

const prefix = "#program=1."

/** The maximum size of an unpacked program. A larger one is more than the server takes: a mistake or an attack. */
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

/** The fragment with a program in it. */
export const toFragment = async ({ args, code, files, language, stdin }: LinkedProgram): Promise<string> => {
  const value = [language, code, stdin, args, files.map(({ content, name }) => [name, content])]
  const bytes = new TextEncoder().encode(JSON.stringify(value))
  return prefix + toBase64Url(await through(bytes, new CompressionStream("deflate-raw")))
}

const areTexts = (values: unknown, length: number): values is ReadonlyArray<string> =>
  Array.isArray(values) && values.length === length && values.every((value) => typeof value === "string")

/** Reads a fragment; rejects if it is malformed. */
export const fromFragment = async (fragment: string): Promise<LinkedProgram> => {
  if (!fragment.startsWith(prefix)) throw new SyntaxError("not a link to a program")
  const bytes = await through(fromBase64Url(fragment.slice(prefix.length)), new DecompressionStream("deflate-raw"))
  const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))
  const [files, ...texts] = Array.isArray(value) ? [value[4] as unknown, ...(value.slice(0, 4) as Array<unknown>)] : []
  if (!areTexts(texts, 4) || !Array.isArray(files) || !files.every((file) => areTexts(file, 2))) {
    throw new SyntaxError("not a program")
  }
  const [language, code, stdin, args] = texts as [string, string, string, string]
  return {
    language,
    code,
    stdin,
    args,
    files: files.map(([name = "", content = ""]) => ({ name, content }))
  }
}
