import { assert, describe, it } from "@effect/vitest"
import { CallerLimit } from "../src/accounts/CallerLimit.ts"

describe("a limit of callers", () => {
  it("lets each do something so many times within a time, and says how long to wait", () => {
    const limit = new CallerLimit(2, 1_000)
    assert.isUndefined(limit.take("ada", 0))
    assert.isUndefined(limit.take("ada", 400))
    assert.strictEqual(limit.take("ada", 500), 500)
    assert.isUndefined(limit.take("bea", 500))
    assert.isUndefined(limit.take("ada", 1_000))
  })

  it("remembers a bounded number of callers, and forgets first who came first", () => {
    const limit = new CallerLimit(1, 1_000, 2)
    for (const caller of ["ada", "bea", "cleo"]) assert.isUndefined(limit.take(caller, 0))
    assert.strictEqual(limit.take("cleo", 1), 999)
    assert.strictEqual(limit.take("bea", 1), 999)
    assert.isUndefined(limit.take("ada", 1))
  })
})
