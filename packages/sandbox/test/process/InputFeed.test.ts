import { afterEach, assert, beforeEach, describe, it, vi } from "@effect/vitest"
import { longestWaitMs } from "@glissade/engine/host/Frame"
import { maximumInputBytes } from "@glissade/protocol/Message"
import { InputFeed } from "../../src/process/InputFeed.ts"

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const text = (value: string) => new TextEncoder().encode(value)

/** A feed with its process: what was answered, as text with `|` for the end and `!` for too long a wait. */
const feedOf = () => {
  const answers: Array<string> = []
  const needs = { count: 0 }
  const feed = new InputFeed(() => (needs.count += 1))
  feed.connect({
    onWait: () => {},
    answer: ({ bytes, isEnd, isOver }) =>
      answers.push(`${Buffer.from(bytes).toString()}${isEnd ? "|" : ""}${isOver ? "!" : ""}`)
  })
  return { feed, answers, needs }
}

describe("the input of a run that is typed", () => {
  it("waits for the program, and is answered at once", () => {
    const { answers, feed, needs } = feedOf()
    feed.give(text("a\n"))
    feed.give(text("b\n"))
    assert.deepStrictEqual(answers, [])
    feed.wait(Infinity)
    assert.deepStrictEqual(answers, ["a\nb\n"])
    assert.strictEqual(needs.count, 0)
  })

  it("is waited for by the program, of which one is told once", () => {
    const { answers, feed, needs } = feedOf()
    feed.wait(10)
    vi.advanceTimersByTime(10)
    feed.wait(Infinity)
    assert.deepStrictEqual(answers, [""])
    assert.strictEqual(needs.count, 1)
    feed.give(text("a"))
    assert.deepStrictEqual(answers, ["", "a"])
    feed.wait(Infinity)
    assert.strictEqual(needs.count, 2)
  })

  it("ends", () => {
    const { answers, feed } = feedOf()
    feed.wait(Infinity)
    feed.end()
    feed.give(text("late"))
    feed.wait(Infinity)
    assert.deepStrictEqual(answers, ["|", "|"])
  })

  it("is waited for no longer than a program may wait in all", () => {
    const { answers, feed } = feedOf()
    feed.wait(Infinity)
    vi.advanceTimersByTime(longestWaitMs - 1_000)
    feed.give(text("a"))
    assert.isFalse(feed.isOver)
    feed.wait(Infinity)
    vi.advanceTimersByTime(999)
    assert.deepStrictEqual(answers, ["a"])
    vi.advanceTimersByTime(1)
    assert.deepStrictEqual(answers, ["a", "!"])
    assert.isTrue(feed.isOver)
    assert.strictEqual(feed.waitedMs, longestWaitMs)
  })

  it("is bounded", () => {
    const { answers, feed } = feedOf()
    feed.give(text("x".repeat(maximumInputBytes - 1)))
    feed.give(text("yz"))
    feed.wait(Infinity)
    assert.strictEqual(answers[0]?.length, maximumInputBytes)
    assert.isTrue(answers[0]?.endsWith("xy"))
  })

  it("answers nobody after the run", () => {
    const { answers, feed } = feedOf()
    feed.wait(20)
    feed.close()
    vi.advanceTimersByTime(longestWaitMs)
    feed.give(text("late"))
    feed.end()
    assert.deepStrictEqual(answers, [])
  })
})
