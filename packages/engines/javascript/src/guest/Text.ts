/* oxlint-disable unicorn/consistent-function-scoping -- only the text of the exported function reaches the machine */
import type { GuestValue } from "./GuestValue.ts"

/** Quoting, escaping and measuring of strings. */
export const textTools = (p: GuestValue): GuestValue => {
  const { charCode, codePoint, includes, slice } = p
  const named: GuestValue = p.noProto({ 8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 92: "\\\\" })
  const hexEscape = (code: number): string => {
    const digits = p.numberText(code, 16)
    if (code > 255) return `\\u${digits}`
    let upper = ""
    for (let i = 0; i < digits.length; i++) {
      const digit = charCode(digits, i)
      upper += p.fromCode(digit >= 97 ? digit - 32 : digit)
    }
    return `\\x${p.padStart(upper, 2, "0")}`
  }
  const escapeWith = (value: string, mark: number): string => {
    let out = ""
    let from = 0
    for (let i = 0; i < value.length; i++) {
      const code = charCode(value, i)
      let replacement
      if (code === mark) replacement = `\\${p.fromCode(code)}`
      else if (code < 32 || code === 92 || (code >= 127 && code <= 159)) replacement = named[code] ?? hexEscape(code)
      else if (code >= 0xd800 && code <= 0xdfff) {
        if (codePoint(value, i) > 0xffff) i++
        else replacement = hexEscape(code)
      }
      if (replacement !== undefined) {
        out += slice(value, from, i) + replacement
        from = i + 1
      }
    }
    return from === 0 ? value : out + slice(value, from)
  }
  const quote = (value: string): string => {
    let mark = "'"
    if (includes(value, "'")) {
      if (!includes(value, '"')) mark = '"'
      else if (!includes(value, "`") && !includes(value, "${")) mark = "`"
    }
    return mark + escapeWith(value, charCode(mark, 0)) + mark
  }
  const wide = (code: number): boolean =>
    code >= 0x1100 &&
    (code <= 0x115f ||
      code === 0x2329 ||
      code === 0x232a ||
      (code >= 0x2e80 && code <= 0x3247 && code !== 0x303f) ||
      (code >= 0x3250 && code <= 0x4dbf) ||
      (code >= 0x4e00 && code <= 0xa4c6) ||
      (code >= 0xa960 && code <= 0xa97c) ||
      (code >= 0xac00 && code <= 0xd7a3) ||
      (code >= 0xf900 && code <= 0xfaff) ||
      (code >= 0xfe10 && code <= 0xfe19) ||
      (code >= 0xfe30 && code <= 0xfe6b) ||
      (code >= 0xff01 && code <= 0xff60) ||
      (code >= 0xffe0 && code <= 0xffe6) ||
      (code >= 0x1b000 && code <= 0x1b001) ||
      (code >= 0x1f200 && code <= 0x1f251) ||
      (code >= 0x1f300 && code <= 0x1f64f) ||
      (code >= 0x1f680 && code <= 0x1f6fc) ||
      (code >= 0x1f900 && code <= 0x1f9ff) ||
      (code >= 0x20000 && code <= 0x3fffd))
  const weightless = (code: number): boolean =>
    code <= 0x1f ||
    (code >= 0x7f && code <= 0x9f) ||
    (code >= 0x300 && code <= 0x36f) ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x20d0 && code <= 0x20ff) ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    (code >= 0xfe20 && code <= 0xfe2f) ||
    (code >= 0xe0100 && code <= 0xe01ef)
  const width = (value: string): number => {
    let columns = 0
    for (let i = 0; i < value.length; i++) {
      const code = codePoint(value, i)
      if (code > 0xffff) i++
      if (code < 127 && code > 31) columns++
      else if (wide(code)) columns += 2
      else if (!weightless(code)) columns++
    }
    return columns
  }
  return p.noProto({ quote, width, escape: (value: string) => escapeWith(value, -1) })
}
