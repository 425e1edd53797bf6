import { makeRandom } from "@glissade/testing/faults/FaultSchedule"

const pieces = [
  "'",
  '"',
  "''",
  ";",
  "--",
  "/*",
  "*/",
  "\\",
  "\\'",
  "%",
  "_",
  "$1",
  "$$",
  "$tag$",
  "${1}",
  "::text",
  "\u0000",
  "\u0001",
  "\r\n",
  "\t",
  "\u2028",
  "\u00a0",
  "\ud800",
  "\udc00",
  "\u{1f600}",
  "\ufeff",
  "é",
  "null",
  "NaN",
  "undefined",
  "[",
  "]",
  "{",
  "}",
  "(",
  ")",
  ",",
  " ",
  "../",
  "/",
  "?",
  "&",
  "#",
  "%00",
  "%2f",
  "0x",
  "1e999",
  "-1",
  "9".repeat(30),
  "' or '1'='1",
  "'; drop table snippets; --",
  "') union select code from snippets --",
  "1) or (select pg_sleep(9)) is null --",
  "\\x00",
  "{1,2}",
  '{"a":NULL}',
  "<script>",
  "mark-of-the-target",
  "x".repeat(300),
  "x".repeat(20_000),
  "\u0000".repeat(1_000),
  "☃".repeat(5_000)
] as const

/** Values of any kind, and texts with what SQL, JSON, URLs and PostgreSQL give a meaning to. The same seed makes the same. */
export const makeInputs = (seed: number) => {
  const random = makeRandom(seed)
  const below = (count: number) => Math.floor(random() * count)
  const one = <A>(items: ReadonlyArray<A>): A => items[below(items.length)]!

  const text = (): string => Array.from({ length: below(5) }, () => one(pieces)).join("")

  const value = (depth = 0): unknown => {
    const kinds: ReadonlyArray<() => unknown> = [
      text,
      text,
      text,
      () => one([0, -1, 1.5, 1e308, 2 ** 53, -0]),
      () => one([true, false, null]),
      () => (depth > 1 ? text() : Array.from({ length: below(4) }, () => value(depth + 1))),
      () =>
        depth > 1 ? text() : Object.fromEntries(Array.from({ length: below(4) }, () => [text(), value(depth + 1)]))
    ]
    return one(kinds)()
  }

  return { below, one, text, value }
}
