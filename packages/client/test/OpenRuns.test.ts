import { assert, describe, it } from "@effect/vitest"
import type { OpenRun } from "@glissade/client/OpenRuns"
import { readOpenRuns, writeOpenRuns } from "@glissade/client/OpenRuns"

const memory = (text: string | null = null, capacity = 1_000) => {
  let kept = text
  return {
    read: () => kept,
    write: (next: string) => {
      if (next.length > capacity) throw new DOMException("full", "QuotaExceededError")
      kept = next
    }
  }
}

const run: OpenRun = { jobId: "a", jobKey: "k", attempt: 1, at: 1_000, request: { code: "print(1)", args: ["x"] } }

describe("open runs", () => {
  it("are read as they were written", () => {
    const storage = memory()
    writeOpenRuns(storage, [run])
    assert.deepStrictEqual(readOpenRuns(storage, 2_000), [run])
  })

  it("are forgotten a quarter of an hour after they were begun", () => {
    const storage = memory()
    writeOpenRuns(storage, [run])
    assert.deepStrictEqual(readOpenRuns(storage, 1_000 + 15 * 60_000), [])
  })

  it("that do not fit are not kept, and leave none of an earlier time behind", () => {
    const storage = memory()
    writeOpenRuns(storage, [run])
    writeOpenRuns(storage, [{ ...run, request: { code: "x".repeat(2_000) } }])
    assert.deepStrictEqual(readOpenRuns(storage, 2_000), [])
  })

  for (const text of [null, "", "{", "{}", "[1,null,[],{}]", '[{"jobId":"a","jobKey":"k","attempt":1,"at":1}]']) {
    it(`are none in ${JSON.stringify(text)}`, () => assert.deepStrictEqual(readOpenRuns(memory(text), 0), []))
  }

  it("are none where storage is forbidden", () => {
    const refuse = () => {
      throw new DOMException("no", "SecurityError")
    }
    assert.deepStrictEqual(readOpenRuns({ read: refuse, write: refuse }, 0), [])
    writeOpenRuns({ read: refuse, write: refuse }, [run])
  })
})
