import { afterEach, assert, beforeEach, describe, it, vi } from "@effect/vitest"
import { PausableTimer } from "../../src/process/PausableTimer.ts"

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const timerOf = (ms: number) => {
  const timer = new PausableTimer()
  const calls = { count: 0 }
  timer.start(ms, () => (calls.count += 1))
  return { timer, calls }
}

describe("a timer that may be paused", () => {
  it("does not count the time in which it is paused", () => {
    const { calls, timer } = timerOf(100)
    vi.advanceTimersByTime(60)
    timer.pause()
    vi.advanceTimersByTime(1_000)
    assert.strictEqual(calls.count, 0)
    timer.resume()
    vi.advanceTimersByTime(39)
    assert.strictEqual(calls.count, 0)
    vi.advanceTimersByTime(1)
    assert.strictEqual(calls.count, 1)
  })

  it("is one timer, however often it is resumed", () => {
    const { calls, timer } = timerOf(100)
    timer.resume()
    timer.stop()
    vi.advanceTimersByTime(1_000)
    assert.strictEqual(calls.count, 0)
  })

  it("is paused once, however often it is", () => {
    const { calls, timer } = timerOf(100)
    timer.pause()
    vi.advanceTimersByTime(90)
    timer.pause()
    timer.resume()
    vi.advanceTimersByTime(99)
    assert.strictEqual(calls.count, 0)
    vi.advanceTimersByTime(1)
    assert.strictEqual(calls.count, 1)
  })

  it("forgets what it was started with before", () => {
    const { calls, timer } = timerOf(100)
    timer.start(500, () => (calls.count += 10))
    vi.advanceTimersByTime(1_000)
    assert.strictEqual(calls.count, 10)
  })
})
