import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { SlidingWindow } from "../../src/quotas/SlidingWindow.ts"

const Step = Schema.Struct({
  passesMs: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 50 })),
  isUndone: Schema.Boolean
})

describe("a sliding window", () => {
  it.prop("counts what happened within its length, as a list of all times would", [Schema.Array(Step)], ([steps]) => {
    const window = new SlidingWindow(100)
    let times: Array<number> = []
    let now = 0
    for (const { isUndone, passesMs } of [...steps, ...steps, ...steps]) {
      now += passesMs
      times = times.filter((time) => time + 100 > now)
      assert.strictEqual(window.count(now), times.length)
      if (isUndone) {
        window.undo()
        times.pop()
      } else {
        window.add(now)
        times.push(now)
      }
    }
  })

  it.prop("says to the millisecond when there is room again", [Schema.Array(Step)], ([steps]) => {
    const window = new SlidingWindow(100)
    let now = 0
    for (const { passesMs } of steps) window.add((now += passesMs))
    for (const maximum of [1, 2, 5]) {
      const count = window.count(now)
      const wait = window.waitMs(now, maximum)
      if (count < maximum) assert.strictEqual(wait, 0)
      else assert.isAtLeast(wait, 1)
    }
    const wait = window.waitMs(now, 1)
    if (wait > 0) assert.isAtLeast(window.count(now + wait - 1), 1)
    assert.strictEqual(window.count(now + wait), 0)
  })
})
