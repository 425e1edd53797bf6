import { assert, describe, it } from "@effect/vitest"
import type { BrokenTime } from "../src/FormatTime.ts"
import { formatTime } from "../src/FormatTime.ts"

const at = (text: string): BrokenTime => {
  const time = new Date(text)
  const january1 = Date.UTC(time.getUTCFullYear(), 0, 1)
  return {
    second: time.getUTCSeconds(),
    minute: time.getUTCMinutes(),
    hour: time.getUTCHours(),
    day: time.getUTCDate(),
    month: time.getUTCMonth(),
    year: time.getUTCFullYear(),
    weekday: time.getUTCDay(),
    yearDay: Math.floor((time.getTime() - january1) / 86_400_000)
  }
}

/** Written down from `date -u -d ... +FORMAT` of GNU coreutils in the C locale. */
const table: ReadonlyArray<readonly [time: string, format: string, expected: string]> = [
  ["2024-02-29T13:05:09Z", "%c", "Thu Feb 29 13:05:09 2024"],
  ["2024-02-29T13:05:09Z", "%x %X %p %I %r %R", "02/29/24 13:05:09 PM 01 01:05:09 PM 13:05"],
  ["2024-02-29T00:05:09Z", "%I %p %e %j %u %w", "12 AM 29 060 4 4"],
  ["2024-03-03T00:00:00Z", "%A %B %b %e|%u %w", "Sunday March Mar  3|7 0"],
  ["2024-12-30T00:00:00Z", "%G-W%V %g %U %W", "2025-W01 25 52 53"],
  ["2021-01-03T00:00:00Z", "%G-W%V %g %U %W", "2020-W53 20 01 00"],
  ["2023-01-01T00:00:00Z", "%G-W%V %U %W", "2022-W52 01 00"],
  ["2026-12-31T23:59:59Z", "%G-W%V %C %y %D %F %T", "2026-W53 20 26 12/31/26 2026-12-31 23:59:59"],
  ["1970-01-02T00:00:00Z", "%s %z %Z %%", "86400 +0000 UTC %"],
  ["2024-02-29T13:05:09Z", "%Ey%Od%n%t", "2429\n\t"]
]

describe("formatTime", () => {
  it.each(table)("%s as %s", (time, format, expected) => {
    assert.strictEqual(formatTime(format, at(time)), expected)
  })
})
