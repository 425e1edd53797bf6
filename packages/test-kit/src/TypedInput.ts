import type { Input } from "@glissade/engine/Engine"
import { ProgramInput } from "@glissade/engine/host/ProgramInput"

const encoder = new TextEncoder()

/**
 * The input of a program for a test of an engine: what is given at the start, and then, if anything is typed, each line when the program
 * waits, and the end after the last one. Nothing comes in as many milliseconds as a number says; `Infinity` is longer than a program may
 * wait.
 */
export const typedInput = (
  given: Uint8Array,
  typed?: ReadonlyArray<string | number>,
  onWait: () => void = () => {}
): Input => {
  if (typed === undefined) return new ProgramInput(given)
  const left = [...typed]
  const nap = new Int32Array(new SharedArrayBuffer(4))
  const answer = (bytes: Uint8Array, isEnd = false, isOver = false) => ({ bytes, isEnd, isOver })
  const nothing = new Uint8Array(0)
  return new ProgramInput(given, (patienceMs) => {
    onWait()
    for (let patience = patienceMs; ;) {
      const next = left.shift()
      if (typeof next === "string") return answer(encoder.encode(next))
      if (next === undefined) return answer(nothing, true)
      const ms = Math.min(next, patience)
      if (!Number.isFinite(ms)) return answer(nothing, false, true)
      Atomics.wait(nap, 0, 0, ms)
      patience -= ms
      if (next > ms) left.unshift(next - ms)
      if (patience <= 0) return answer(nothing)
    }
  })
}
