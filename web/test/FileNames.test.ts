import { assert, describe, it } from "@effect/vitest"
import { SourceFiles } from "@glissade/protocol/Execution"
import * as Schema from "effect/Schema"
import { fileNameFault } from "../src/files/FileNames.ts"

const isTaken = Schema.is(SourceFiles)

const cases: ReadonlyArray<readonly [name: string, others: ReadonlyArray<string>]> = [
  ...["a.py", "a/b.py", "a/b/c.txt", "é.txt", "a b.txt", ".hidden", "x".repeat(255)].map((name) => [name, []] as const),
  ...["", "/a", "C:a", "a\\b", "a\u0000", "a\nb", "a//b", "./a", "a/../b", "a/", "x".repeat(256), "\ud800"].map(
    (name) => [name, []] as const
  ),
  ["a.py", ["a.py"]],
  ["a", ["a/b.py"]],
  ["a/b.py", ["a"]],
  ["ab.py", ["a"]],
  ["A.py", ["a.py"]]
]

describe("a name that the page takes for a file", () => {
  it.each(cases)("is one that the server takes: %j beside %j", (name, others) => {
    const files = [...others, name].map((each) => ({ name: each, content: "" }))
    assert.strictEqual(fileNameFault(name, others) === undefined, isTaken(files))
  })

  it("is not one too many", () => {
    const others = Array.from({ length: 100 }, (_, n) => `${n}.py`)
    assert.isUndefined(fileNameFault("last.py", ["main.py", ...others.slice(1)]))
    assert.isDefined(fileNameFault("last.py", ["main.py", ...others]))
  })
})
