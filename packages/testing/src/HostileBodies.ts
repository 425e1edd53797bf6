/** A body within the size limit that is as expensive as its kind can be. */
export interface HostileBody {
  readonly name: string
  readonly text: string
}

/** The maximum size of a body. */
const size = 1024 * 1024

const open = '{"code":"print(1)",'

/** As many copies of a text as fit into a body. */
const filled = (start: string, item: (n: number) => string, end: string): string => {
  const parts = [start]
  let length = start.length + end.length
  for (let n = 0; ; n++) {
    const part = n === 0 ? item(n) : `,${item(n)}`
    length += part.length
    if (length > size) break
    parts.push(part)
  }
  parts.push(end)
  return parts.join("")
}

const repeated = (start: string, piece: string, end: string): string =>
  start + piece.repeat(Math.floor((size - start.length - end.length) / piece.length)) + end

/** Objects with as many unknown fields as the scan allows, in as many files as it allows. */
const manyIssues = (fields: number) => {
  const object = `{${Array.from({ length: fields }, (_, n) => `"field ${n}":${n}`).join(",")}}`
  return `${open}"files":[${Array<string>(100).fill(object).join(",")}]}`
}

/** Bodies that are known to be expensive: each made a parser slow once, here or elsewhere. */
export const knownBodies = (): ReadonlyArray<HostileBody> => [
  { name: "numbers as arguments", text: filled(`${open}"args":[`, () => "1", "]}") },
  { name: "numbers as files", text: filled(`${open}"files":[`, () => "1", "]}") },
  { name: "empty objects as files", text: filled(`${open}"files":[`, () => "{}", "]}") },
  { name: "strings that no argument may be", text: filled(`${open}"args":[`, () => String.raw`"\u0000"`, "]}") },
  { name: "unknown fields", text: filled(open, (n) => `"${n.toString(16)}":1`, "}") },
  { name: "unknown fields that are numbers", text: filled(open, (n) => `"${n * 7919}":1`, "}") },
  { name: "unknown fields of a file", text: filled(`${open}"files":[{`, (n) => `"${n.toString(16)}":1`, "}]}") },
  { name: "the same field again and again", text: filled(open, () => '"code":""', "}") },
  { name: "open arrays", text: "[".repeat(size) },
  { name: "arrays in arrays", text: "[".repeat(size / 2) + "]".repeat(size / 2) },
  { name: "objects in objects", text: `${'{"a":'.repeat(170_000)}1${"}".repeat(170_000)}` },
  { name: "arrays of arrays", text: filled("[", () => `[${Array<string>(100).fill("[]").join(",")}]`, "]") },
  { name: "empty arrays as arguments", text: filled(`${open}"args":[`, () => "[]", "]}") },
  { name: "as many issues as the scan lets pass", text: manyIssues(32) },
  {
    name: "arguments of the longest kind",
    text: `${open}"args":[${Array(100)
      .fill(`"${"x".repeat(10_400)}"`)
      .join(",")}]}`
  },
  { name: "one long string", text: repeated('{"code":"', "x", '"}') },
  { name: "one long string of another type", text: repeated('{"code":"","limits":"', "x", '"}') },
  { name: "a long language", text: repeated('{"code":"","language":"', "x", '"}') },
  { name: "a string of escapes", text: repeated('{"code":"', String.raw`\"`, '"}') },
  { name: "a string of escaped escapes", text: repeated('{"code":"', String.raw`\\`, '"}') },
  { name: "a string of lone surrogates", text: repeated('{"code":"', String.raw`\ud800`, '"}') },
  { name: "a string that does not end", text: repeated('{"code":"', String.raw`\"`, "") },
  { name: "base64", text: repeated('{"code":"","files":[{"name":"a","encoding":"base64","content":"', "AAAA", '"}]}') },
  {
    name: "base64 that is none at its end",
    text: repeated('{"code":"","files":[{"name":"a","encoding":"base64","content":"', "AAAA", '!"}]}')
  },
  { name: "a long name of a file", text: repeated('{"code":"","files":[{"content":"","name":"', "a/", 'b"}]}') },
  { name: "a long field", text: repeated('{"code":"","', "x", '":1}') },
  { name: "long fields", text: filled('{"code":"",', (n) => `"${n}${"x".repeat(40_000)}":1`, "}") },
  { name: "a long number", text: repeated('{"code":', "9", "}") },
  { name: "a long fraction", text: repeated('{"code":"","limits":{"timeout_ms":0.', "3", "}}") },
  { name: "a long exponent", text: repeated('{"code":"","limits":{"timeout_ms":1e', "9", "}}") },
  { name: "white space", text: repeated("", " \n", '{"code":""}') },
  { name: "commas", text: ",".repeat(size) },
  { name: "colons", text: ":".repeat(size) },
  { name: "closing brackets", text: "]".repeat(size) },
  { name: "quotes", text: '"'.repeat(size) },
  { name: "backslashes", text: "\\".repeat(size) },
  { name: "text of three bytes a character", text: `{"code":"${"☃".repeat(size / 3 - 8)}"}` }
]

const pick = <A>(items: ReadonlyArray<A>, random: () => number): A => items[Math.floor(random() * items.length)]!

const word = (random: () => number): string =>
  pick(["x", "code", "args", "files", "name", "limits", "\\u0000", "é", "9", "__proto__"], random).repeat(
    1 + Math.floor(random() * random() * 300)
  )

const value = (random: () => number, depth: number, room: { left: number }): string => {
  room.left -= 8
  if (room.left < 0) return "1"
  const width = 1 + Math.floor(random() * random() * pick([3, 30, 3_000, 100_000], random))
  const kind = depth > 70 ? 0 : Math.floor(random() * 6)
  if (kind === 0) return pick(["1", "-0", "1e400", "null", "true", "9".repeat(width), `0.${"1".repeat(width)}`], random)
  if (kind === 1) return `"${word(random)}"`
  if (kind === 2) return `"${pick(["x", String.raw`\"`, String.raw`\ud83d`, "A/"], random).repeat(width)}"`
  const parts: Array<string> = []
  const same = random() < 0.7 ? value(random, depth + 1, room) : undefined
  const isArray = kind < 5
  for (let n = 0; n < width && room.left > 0; n++) {
    const item = same ?? value(random, depth + 1, room)
    const part = isArray ? item : `"${random() < 0.5 ? n : word(random)}":${item}`
    room.left -= part.length
    parts.push(part)
  }
  return isArray ? `[${parts.join(",")}]` : `{${parts.join(",")}}`
}

/** A random body within the size limit: wide, deep, or full of errors. */
export const randomBody = (random: () => number): HostileBody => {
  const room = { left: size * random() }
  const field = pick(["code", "args", "files", "limits", "stdin", "language", "else"], random)
  const text = random() < 0.2 ? value(random, 0, room) : `${open}"${field}":${value(random, 1, room)}}`
  const bytes = new TextEncoder().encode(text)
  return { name: `a body of chance, ${field}`, text: bytes.length > size ? text.slice(0, size / 2) : text }
}

/** A body of the maximum size that consists of numbers: parsing it is the reference for the others. */
export const flatBody = (): string => filled("[", () => "1", "]")
