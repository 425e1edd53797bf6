import { maximumIssues, tell } from "../src/Issues.ts"
import { assert, describe, it } from "@effect/vitest"

describe("the issues of a problem", () => {
  it("are told each with its path, in a list and in one line", () => {
    const issues = [
      { path: ["files", 0, "name"], message: "must not be empty" },
      { path: [], message: "must be an object" }
    ]
    assert.deepStrictEqual(tell(issues), {
      errors: issues,
      detail: "files.0.name: must not be empty; the body: must be an object"
    })
  })

  it("are so many at most, and how many more there are", () => {
    const told = tell(Array.from({ length: 1_000 }, (_, n) => ({ path: ["args", n], message: "must be text" })))
    assert.lengthOf(told.errors, maximumIssues)
    assert.include(told.detail, "args.19: must be text; and 980 more")
  })

  it("make a short answer, whatever characters the caller chose", () => {
    const fields = Array.from({ length: 3_000 }, (_, n) => ({
      path: ["files", n, `${n}${"\u0000".repeat(1_000)}`],
      message: "is not a field that is known here"
    }))
    assert.isBelow(JSON.stringify(tell(fields)).length, 16 * 1024)
  })

  it("have short paths, whatever the caller named its fields", () => {
    const told = tell([{ path: ["x".repeat(100_000)], message: "is not known" }])
    assert.isBelow(JSON.stringify(told).length, 500)
    assert.include(told.detail, "…")
  })
})
