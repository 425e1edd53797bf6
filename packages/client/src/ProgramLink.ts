/*
 * A link to the page has a program in its fragment, which is not sent to any server: `#program=1.` and the base64url form of the raw
 * deflate of the JSON array [language, code, stdin, arguments, [[name, content], ...]], and `"native"` after that for the native runtime.
 * The same program gives the same link.
 */

/** A program as the page shows it. */
export interface LinkedProgram {
  readonly language: string
  /** Whether it is meant for the native runtime of its language. Pages of older servers open it as if it were not. */
  readonly runtime?: "native" | undefined
  readonly code: string
  readonly stdin: string
  /** One line; arguments with spaces are in quotes. */
  readonly args: string
  readonly files: ReadonlyArray<{ readonly name: string; readonly content: string }>
}

const prefix = "#program=1."

/** The maximum size of an unpacked program. A larger one is more than the server takes: a mistake or an attack. */
const maximumBytes = 1024 * 1024

const packed = async (text: string): Promise<Uint8Array> => {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

const unpacked = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> => {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader()
  const decoder = new TextDecoder("utf-8", { fatal: true })
  let text = ""
  let size = 0
  while (true) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    size += value.length
    if (size > maximumBytes) throw new RangeError("too large")
    text += decoder.decode(value, { stream: true })
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
export const toFragment = async ({ args, code, files, language, runtime, stdin }: LinkedProgram): Promise<string> => {
  const value = [
    language,
    code,
    stdin,
    args,
    files.map(({ content, name }) => [name, content]),
    ...(runtime ? [runtime] : [])
  ]
  return prefix + toBase64Url(await packed(JSON.stringify(value)))
}

const areTexts = (values: unknown, length: number): values is ReadonlyArray<string> =>
  Array.isArray(values) && values.length === length && values.every((value) => typeof value === "string")

/** Reads a fragment; rejects if it is malformed. */
export const fromFragment = async (fragment: string): Promise<LinkedProgram> => {
  if (!fragment.startsWith(prefix)) throw new SyntaxError("not a link to a program")
  const value: unknown = JSON.parse(await unpacked(fromBase64Url(fragment.slice(prefix.length))))
  const parts: ReadonlyArray<unknown> = Array.isArray(value) ? value : []
  const [files, runtime] = parts.slice(4)
  const texts = parts.slice(0, 4)
  if (!areTexts(texts, 4) || !Array.isArray(files) || !files.every((file) => areTexts(file, 2))) {
    throw new SyntaxError("not a program")
  }
  const [language = "", code = "", stdin = "", args = ""] = texts
  return {
    language,
    ...(runtime === "native" && { runtime }),
    code,
    stdin,
    args,
    files: files.map(([name = "", content = ""]) => ({ name, content }))
  }
}
