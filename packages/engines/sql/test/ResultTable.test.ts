import { assert, describe, it } from "@effect/vitest"
import type { Cell } from "../src/ResultTable.ts"
import { tableLines } from "../src/ResultTable.ts"

const text = (value: string): Cell => ({ kind: "text", text: value })
const number = (value: string): Cell => ({ kind: "number", text: value })
const none: Cell = { kind: "null", text: "" }

const table = (names: ReadonlyArray<string>, ...rows: ReadonlyArray<ReadonlyArray<Cell>>): string =>
  [...tableLines(names, rows)].join("\n")

describe("tableLines", () => {
  it("frames the columns, numbers to the right", () => {
    assert.strictEqual(
      table(["id", "name"], [number("1"), text("Ann")], [number("20"), text("B")]),
      `┌────┬──────┐
│ id │ name │
├────┼──────┤
│  1 │ Ann  │
│ 20 │ B    │
└────┴──────┘`
    )
  })

  it("shows an empty result by its columns", () => {
    assert.strictEqual(table(["a"]), `┌───┐\n│ a │\n├───┤\n└───┘`)
  })

  it("tells NULL from a text that reads so, and lets it stand among numbers", () => {
    assert.strictEqual(
      table(["a", "b"], [none, text("NULL")], [number("5"), text("")]),
      `┌──────┬────────┐
│    a │ b      │
├──────┼────────┤
│ NULL │ 'NULL' │
│    5 │        │
└──────┴────────┘`
    )
  })

  it("gives a text of several lines several lines", () => {
    assert.strictEqual(
      table(["a", "b"], [text("x\r\nyy"), number("1")]),
      `┌────┬───┐
│ a  │ b │
├────┼───┤
│ x  │ 1 │
│ yy │   │
└────┴───┘`
    )
  })

  it("counts the columns of a terminal, not characters", () => {
    assert.strictEqual(
      table(["a"], [text("日本")], [text("é😀")], [text("e\u0301")]),
      `┌──────┐
│ a    │
├──────┤
│ 日本 │
│ é😀  │
│ e\u0301    │
└──────┘`
    )
  })

  it("shows control characters as pictures, so that no text leaves its cell", () => {
    assert.strictEqual(
      table(["a\nb"], [text("\u001b[2J\t\u0007")]),
      `┌────────┐\n│ a␊b    │\n├────────┤\n│ ␛[2J␉␇ │\n└────────┘`
    )
  })
})
